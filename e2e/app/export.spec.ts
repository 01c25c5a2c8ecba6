/** The log as a file: what is written is what is shown. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { refusalOf } from '../../src-main/testing/ews-client.ts';
import { alice, clientOf, expect, fillHome, go, logRows, phone, test } from './own-world.ts';

/** The dialog itself is the system's; null stands for Cancel. */
const choose = (app: ElectronApplication, file: string | null) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
  }, file);

test('exports the rows that are shown, as JSON and as CSV', async ({
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
});
