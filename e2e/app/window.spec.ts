/** The window may be reloaded, closed and opened again: the gateway does not notice, and what is shown is true. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { load } from '../../src-main/testing/load.ts';
import { closeWindow, root } from './open-console.ts';
import { expect, fillHome, go, headers, test } from './own-world.ts';

test('reloaded, closed, and opened again by a second start', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { app, main, page, call } = await openConsole({ home });
  const { url, pid, generation, since } = await call('status', {});
  const working = load({ port: Number(new URL(url ?? '').port), headers, pauseMs: 1000 });
  const goesOn = async () => {
    const asked = working.asked();
    await expect.poll(() => working.asked()).toBeGreaterThan(asked + 64);
  };
  const isTrue = async (on: Page) => {
    await expect(on.getByRole('status', { name: 'Gateway' })).toHaveText('Running');
    await expect(on.getByRole('banner').getByText(url ?? '')).toBeVisible();
    await expect(on.getByText('Not running')).toBeHidden();
  };
  await go(page, 'Settings');
  await page.getByRole('switch', { name: 'Remove unsupported authentication' }).click();

  await page.reload();
  await isTrue(page);
  // What nobody saved is still there, and still said not to be saved.
  await expect(page.getByText('1 change is not saved')).toBeVisible();
  await goesOn();

  await closeWindow(app, page);
  await goesOn();
  expect(main.exitCode).toBeNull();

  const opened = app.waitForEvent('window');
  const second = spawn(main.spawnfile, ['--no-sandbox', root, '--home', home], { stdio: 'pipe' });
  let said = '';
  second.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // 'exit' may come before its last words.
  const [code] = (await once(second, 'close')) as [number | null];
  expect([code, said]).toEqual([0, expect.stringContaining('brought to the front')]);
  const again = await opened;
  await isTrue(again);
  await expect(again.getByText('1 change is not saved')).toBeVisible();
  await go(again, 'Block log');
  await again.getByRole('button', { name: 'All requests' }).click();
  await expect(again.getByRole('grid').getByText('FindItem').first()).toBeVisible();

  await working.stop();
  expect(working.failures).toEqual([]);
  const answer: unknown = await again.evaluate(() => window.sallyport.call('status', {}));
  expect(answer).toMatchObject({ ok: true, value: { pid, generation, since, url } });
});
