/** The log as a file: what is written is what is shown. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { refusalOf } from '../../src-main/testing/ews-client.ts';
import { alice, clientOf, expect, fillHome, go, logRows, phone, test } from './own-world.ts';

/** The dialog itself is the system's; null stands for Cancel. */
const choose = (app: ElectronApplication, file: string | null) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
  }, file);

const word = 'planted-w0rd-77d1';
const encoded = Buffer.from(word).toString('base64');

/** By hand, as an administrator does it; and a file that is no keytab. */
async function setSecrets(page: Page, home: string): Promise<void> {
  await go(page, 'Settings');
  await page.getByRole('button', { name: 'Set: Passphrase of the PFX file' }).click();
  await expect(page.locator('input[type="password"]')).toBeFocused();
  await page.keyboard.type(word);
  await page.keyboard.press('Enter');
  await expect(page.getByText('It is set. It counts from the next restart on')).toBeVisible();
  const file = join(home, 'no.keytab');
  await writeFile(file, 'hello');
  await page.getByRole('button', { name: 'Set: Keytab of the service account' }).click();
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose the file' }).click();
  await (await asked).setFiles(file);
  await expect(page.getByText('no.keytab, 5 B')).toBeVisible();
  await page.getByRole('button', { name: 'Set', exact: true }).last().click();
  await expect(page.getByText('The keytab cannot be read: not a keytab.')).toBeVisible();
}

/** In the page, and in every file of the home but the one for it. */
async function expectNowhere(page: Page, home: string): Promise<void> {
  const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  const told = `${await page.content()} ${kept}`;
  for (const secret of [word, encoded]) expect(told).not.toContain(secret);
  expect(await holding(home)).toEqual([join(home, 'state', 'secrets.json')]);
}

async function holding(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await holding(path)));
    if (!entry.isFile()) continue;
    // Chromium's own come and go.
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    if (content.includes(word) || content.includes(encoded)) found.push(path);
  }
  return found;
}

test('exports the rows that are shown, as JSON and as CSV, and no secret that was set before', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { app, page, call } = await openConsole({ home });
  const client = clientOf((await call('status', {})).url ?? '');
  expect(await client.findItems()).toBe(5);
  await call('override', {
    ...{ device: phone, user: null, action: 'block' as const },
    ...{ until: null, note: null },
  });
  for (let count = 0; count < 3; count += 1) await refusalOf(client.findItems());
  await setSecrets(page, home);
  await go(page, 'Block log');
  await expect(logRows(page, 'Blocked by admin')).toHaveCount(3);

  const exported = async (kind: string, file: string | null) => {
    await choose(app, file);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: `Export as ${kind}` }).click();
    await expect(page.getByRole('menu')).toBeHidden();
  };
  const done = page.getByText('Exported.');

  await exported('CSV', null);
  await expect(page.getByRole('button', { name: 'Export' })).toBeEnabled();
  await expect(done).toBeHidden();

  const json = join(home, 'log.jsonl');
  await exported('JSON', json);
  await expect(done).toBeVisible();
  const lines = (await readFile(json, 'utf8')).trim().split('\n');
  const shown = await call('events', { filter: { verdict: 'blocked' }, limit: 500 });
  expect(shown).toHaveLength(3);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(shown.map(({ event }) => event));
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(done).toBeHidden();

  const csv = join(home, 'log.csv');
  await exported('CSV', csv);
  await expect(done).toBeVisible();
  const [head = '', ...cells] = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
  expect(head.split(',').slice(0, 5)).toEqual(['at', 'seq', 'requestId', 'verdict', 'reason']);
  expect(cells.map((line) => line.split(',').slice(0, 5))).toEqual(
    shown.map(({ event }) => [
      event.at,
      String(event.seq),
      event.requestId,
      event.verdict,
      event.reason,
    ]),
  );
  for (const line of cells) expect(line).toContain(`${alice},`);
  await expectNowhere(page, home);
  expect(await call('secrets', {})).toMatchObject([{ name: 'listener.pfxPassphrase' }]);
});
