/** The gateway process ends or hangs: the window says so and why, it comes back, the log shows the gap. */
import type { Page } from '@playwright/test';
import { end } from './open-console.ts';
import { clientOf, expect, fillHome, go, logRows, test } from './own-world.ts';

/** What the chip says from now on, however shortly. */
async function watchChip(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const chip = document.querySelector('[role="status"][aria-label="Gateway"]');
    if (chip === null) throw new Error('no chip');
    const said: string[] = [];
    const look = () => said.push(chip.textContent);
    new MutationObserver(look).observe(chip, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    Object.assign(window, { said });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'));
}

const chip = (page: Page) => page.getByRole('status', { name: 'Gateway' });

test('killed under traffic', async ({ openConsole, home, exchange }) => {
  await fillHome(home, exchange);
  const first = await openConsole({ home });
  const { page, call } = first;
  const before = await call('status', {});
  const client = clientOf(before.url ?? '');
  expect(await client.findItems()).toBe(5);
  const stream = await client.stream();
  await go(page, 'Block log');
  await page.getByRole('button', { name: 'All requests' }).click();
  await expect(logRows(page, 'GetStreamingEvents')).toHaveCount(1);

  const said = await watchChip(page);
  process.kill(before.pid, 'SIGKILL');
  const cause = 'The gateway process was ended from outside (SIGKILL).';
  await stream.ended;
  await expect.poll(said).toContain(`Failed: ${cause}`);
  await expect(chip(page)).toContainText('Running');
  const came = page.getByText(/The gateway did not run from .* It was started again by itself/);
  await expect(came).toBeVisible();
  const after = await call('status', {});
  expect(after.pid).not.toBe(before.pid);
  expect(await clientOf(after.url ?? '').findItems()).toBe(5);

  const gap = /^The gateway was not running from [\d:]+ to [\d:]+\. The gateway process was ended/;
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.filter({ hasNot: page.getByRole('columnheader') })).toHaveText([
    /FindItem/,
    /Subscribe/,
    /GetStreamingEvents/,
    gap,
    /FindItem/,
  ]);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(came).toBeHidden();

  await test.step('a later console knows of it, and of its own absence', async () => {
    await end(first.main);
    const later = await openConsole({ home });
    await expect(chip(later.page)).toContainText('Running');
    await go(later.page, 'Block log');
    await later.page.getByRole('button', { name: 'All requests' }).click();
    await expect(logRows(later.page, gap)).toHaveCount(1);
    await expect(logRows(later.page, /^The gateway was stopped from/)).toHaveCount(1);
    await expect(
      later.page.getByText(/The gateway did not run from .* It was started again by itself/),
    ).toBeHidden();
  });
});

test('hanging: ended by the guard', async ({ openConsole, home, exchange }) => {
  await fillHome(home, exchange);
  // As much as a sound one may need for an answer, on a machine that is busy.
  const { page, call } = await openConsole({ home, env: { SALLYPORT_PATIENCE_SECONDS: '8' } });
  const { pid } = await call('status', {});
  const said = await watchChip(page);
  process.kill(pid, 'SIGSTOP');
  await expect
    .poll(said)
    .toContain('Failed: The gateway process did not answer any more and was ended.');
  await expect(chip(page)).toContainText('Running');
  const after = await call('status', {});
  expect(after.pid).not.toBe(pid);
  expect(await clientOf(after.url ?? '').findItems()).toBe(5);
});
