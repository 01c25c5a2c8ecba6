/** The console as `npm start -- --lab` runs it: real page, real gateway process, sample Exchange. */
import { once } from 'node:events';
import { expect, test } from './open-console.ts';

test('mail flows, the page hears of it, and the end is orderly', async ({ openConsole }) => {
  const { page, call, main } = await openConsole();
  const status = await call('status', {});
  expect(status.pid).not.toBe(main.pid);
  expect((await call('facts', {})).lab).toBe(true);

  await expect(page.getByRole('button', { name: /Restart/ }).first()).toBeVisible();
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { batches: seen });
    const { sallyport } = window;
    sallyport.on('log', ({ events }: { events: unknown[] }) => seen.push(events.length));
  });
  await call('followLog', { filter: {}, turn: 1 });
  const batches = () =>
    page.evaluate(() => (window as unknown as { batches: number[] }).batches.length);
  await expect.poll(batches).toBeGreaterThan(2);
  const overview = await call('overview', { minutes: 15, verdict: 'blocked' });
  expect(overview.requests.ews + overview.requests.eas).toBeGreaterThan(0);
  expect(overview.buckets.some(({ requests }) => requests > 0)).toBe(true);

  const ended = once(main, 'exit');
  main.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a killed gateway comes back; restart, stop and start', async ({ openConsole }) => {
  const { call, ask } = await openConsole();
  const { pid } = await call('status', {});
  process.kill(pid, 'SIGKILL');
  const now = async () => {
    const reply = await ask('status', {});
    return reply.ok ? (reply.value as { pid: number }).pid : pid;
  };
  await expect.poll(now).not.toBe(pid);
  await call('restart', {});
  await call('stop', {});
  expect(await ask('status', {})).toMatchObject({ ok: false, problems: [{ code: 'NOT_RUNNING' }] });
  await call('start', {});
});
