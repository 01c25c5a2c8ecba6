/** The Restart button while mail flows: it costs nobody anything, and the window says what it cost. */
import { load } from '../../src-main/testing/load.ts';
import { openStreams, running } from '../../src-main/testing/streams.ts';
import { alice, expect, fillHome, go, headers, password, test } from './own-world.ts';

test('under 64 connections and 50 streams: 0 requests failed', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { page, call } = await openConsole({ home });
  const { url, pid } = await call('status', {});
  const to = { exchange, url: url ?? '', user: alice, password };
  const streams = await openStreams(to, 50);
  const working = load({ port: Number(new URL(to.url).port), headers, pauseMs: 400 });
  const goesOn = async () => {
    const asked = working.asked();
    await expect.poll(() => working.asked()).toBeGreaterThan(asked + 64);
  };
  await goesOn();
  await page.getByRole('button', { name: 'Restart' }).click();
  // Nothing is finishing any more, and nothing was cut: that is the whole line.
  await expect(page.getByText(/^Restarted in [\d.]+ s, 0 requests failed$/)).toBeVisible();
  await goesOn();

  await test.step('streams that lose their ground are counted apart', async () => {
    await go(page, 'Settings');
    await page.getByRole('switch', { name: 'EWS host override' }).click();
    // The same Exchange by another name.
    const other = `http://localhost:${String(exchange.port)}`;
    await page.getByRole('textbox', { name: 'Exchange host for EWS' }).fill(other);
    expect(running(streams)).toBe(50);
    await page.getByRole('button', { name: 'Apply and restart' }).click();
    await expect(page.getByText(/0 requests failed, 50 streams reconnecting$/)).toBeVisible();
    expect(running(streams)).toBe(0);
    const again = await openStreams(to, 50);
    await expect(page.getByText(/0 requests failed, 50 streams reconnected$/)).toBeVisible();
    await goesOn();
    await working.stop();
    expect(working.failures).toEqual([]);
    for (const stream of again) stream.abort();
  });
  expect(await call('status', {})).toMatchObject({ pid, generation: 3 });
});

test('a request that the drain deadline cuts is counted, and first said to finish', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange, { lines: ['restart.drain.seconds=8'] });
  const { page, call } = await openConsole({ home });
  const { url } = await call('status', {});
  exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const working = load({ port: Number(new URL(url ?? '').port), headers, pauseMs: 400 });
  await expect.poll(async () => (await call('status', {})).traffic.requests).toBe(64);
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect(page.getByText(/0 requests failed, 64 still finishing$/)).toBeVisible();
  exchange.set({ faults: [] });
  await expect(page.getByText(/, 64 requests failed$/)).toBeVisible();
  await working.stop();
  expect(working.failures).toHaveLength(64);
});
