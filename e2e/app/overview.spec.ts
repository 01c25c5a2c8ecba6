/** What the Overview counts is what happened, and each figure leads to the rows that it stands for. */
import type { Page } from '@playwright/test';
import { ask as request } from '../../src-main/testing/http-client.ts';
import { alice, expect, fillHome, go, headers, logRows, phone, test } from './own-world.ts';

const stranger = 'UNSEEN7';
const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const back = (page: Page) => go(page, 'Overview');

test('counts what is blocked, and what would be', async ({ openConsole, home, exchange }) => {
  await fillHome(home, exchange);
  const { page, call } = await openConsole({ home });
  const port = Number(new URL((await call('status', {})).url ?? '').port);
  const sync = (device: string) => {
    const query = `Cmd=FolderSync&User=${alice}&DeviceId=${device}&DeviceType=Phone`;
    return request(port, { path: `/Microsoft-Server-ActiveSync?${query}`, headers });
  };
  const [passed, refused] = [await sync(phone), await sync(stranger)];
  expect([passed.status, refused.status]).toEqual([200, 403]);
  await sync(stranger);

  await test.step('enforcing: the figure, the reason and the client lead to the log', async () => {
    await back(page);
    await expect(figure(page, 'Blocked')).toHaveText('2');
    await page.getByRole('button', { name: 'Blocked', exact: true }).click();
    await expect(logRows(page, stranger)).toHaveCount(2);
    await expect(logRows(page, phone)).toHaveCount(0);
    await back(page);
    await page.getByTitle('Show Unknown device in the log').click();
    await expect(page.getByRole('textbox', { name: 'Filter the log' })).toHaveValue(
      'reason:unknown_device last:1h',
    );
    await expect(logRows(page, 'Unknown device')).toHaveCount(2);
    await back(page);
    await page.getByRole('button', { name: 'Requests', exact: true }).click();
    await expect(logRows(page, 'FolderSync')).toHaveCount(3);
  });

  await test.step('test mode: what would be blocked, by that name', async () => {
    await call('set', { changes: { 'compliance.mode': 'test' } });
    await call('restart', {});
    const tested = await sync(stranger);
    expect(tested.status).toBe(200);
    await back(page);
    await expect(figure(page, 'Would be blocked')).toHaveText('1');
    await expect(figure(page, 'Blocked')).toHaveCount(0);
    await page.getByRole('button', { name: 'Would be blocked', exact: true }).click();
    await expect(logRows(page, stranger)).toHaveCount(1);
  });
});
