/** What a restart says that it cost: the truth, counted where answers end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, connectRaw } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { startExchange } from '../../lab/index.ts';
import { addressOf, basic, password, startHarness, users } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';
import { load } from '../testing/load.ts';
import { openStreams, running } from '../testing/streams.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const user = 'alice@contoso.test';
const path = '/EWS/Exchange.asmx';
const headers = { Authorization: basic(user) };
const post = { path, headers, body: findItem };

async function start(t: Endable, drainSeconds: number, graceSeconds: number): Promise<Harness> {
  const harness = await startHarness({
    exchange: { hangingConnectionLimit: 1000 },
    settings: (settings) => ({ ...settings, restart: { drainSeconds, graceSeconds } }),
  });
  t.after(harness.close);
  return harness;
}

const streamsOf = ({ exchange, url }: Harness, count: number) =>
  openStreams({ exchange, url, user, password }, count);

async function restart(harness: Harness, settings: GatewaySettings = harness.settings) {
  const done = await harness.gateway.restart(settings);
  assert.ok(done.ok, JSON.stringify(done));
  return done.value;
}

const costOf = ({ gateway }: Harness) => {
  const last = gateway.status().lastRestart;
  assert.ok(last !== null);
  const { failed, cutStreams, finishing } = last;
  return { failed, cutStreams, finishing };
};
const settled = (harness: Harness, failed: number, cutStreams: number) =>
  eventually(() => {
    const cost = costOf(harness);
    return cost.failed === failed && cost.cutStreams === cutStreams && cost.finishing === 0;
  }, 'the count');

test('no restart yet: nothing to say', async (t) => {
  const { gateway } = await start(t, 5, 5);
  assert.equal(gateway.status().lastRestart, null);
});

test('under load nothing fails, and it says so', async (t) => {
  const harness = await start(t, 20, 20);
  const working = load({ port: harness.port, headers });
  const streams = await streamsOf(harness, 20);
  await eventually(() => working.asked() > 128, 'load');
  const { generation } = await restart(harness);
  const asked = working.asked();
  await eventually(() => working.asked() > asked + 128, 'load goes on');
  await settled(harness, 0, 0);
  await working.stop();
  assert.deepEqual(working.failures, []);
  assert.equal(harness.gateway.status().lastRestart?.generation, generation);
  assert.equal(running(streams), 20);
  for (const stream of streams) stream.abort();
});

test('a request that the drain deadline cuts has failed; until then it is under way', async (t) => {
  const harness = await start(t, 0.3, 5);
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const asked = ask(harness.port, post);
  await eventually(() => harness.gateway.status().requests === 1);
  const { failed, finishing } = await restart(harness);
  assert.deepEqual({ failed, finishing }, { failed: 0, finishing: 1 });
  assert.equal((await asked).status, 503);
  await settled(harness, 1, 0);
  harness.exchange.set({ faults: [] });
  await restart(harness);
  assert.deepEqual(costOf(harness), { failed: 0, cutStreams: 0, finishing: 0 });
});

test('streams that lose their ground are counted as streams, once', async (t) => {
  const harness = await start(t, 5, 0.2);
  const other = await startExchange({ users });
  t.after(other.close);
  const streams = await streamsOf(harness, 7);
  const { emailServer } = harness.settings;
  const elsewhere = { ...emailServer, address: addressOf(other) };
  const done = await restart(harness, { ...harness.settings, emailServer: elsewhere });
  assert.equal(done.cutStreams, 7);
  for (const stream of streams) assert.equal(await stream.ended, 'broken');
  await settled(harness, 0, 7);
  // Beyond the deadlines, which would cut what is there a second time.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(costOf(harness), { failed: 0, cutStreams: 7, finishing: 0 });
});

test('a stream of an older generation loses its ground as well', async (t) => {
  const harness = await start(t, 20, 20);
  const streams = await streamsOf(harness, 1);
  await restart(harness);
  assert.equal(running(streams), 1);
  const { vendor } = harness.settings;
  const off = { ...harness.settings, vendor: { ...vendor, ewsProxy: false } };
  assert.equal((await restart(harness, off)).cutStreams, 1);
  assert.equal(await streams[0]?.ended, 'broken');
});

test('a stream whose grace is over is counted then', async (t) => {
  const harness = await start(t, 5, 0.3);
  const [stream] = await streamsOf(harness, 1);
  assert.equal((await restart(harness)).cutStreams, 0);
  assert.equal(await stream?.ended, 'broken');
  await settled(harness, 0, 1);
});

test('a client that goes away by itself has not failed by the restart', async (t) => {
  const harness = await start(t, 5, 5);
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const client = connectRaw(harness.port);
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}`;
  client.write(`${head}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`);
  await eventually(() => harness.gateway.status().requests === 1);
  assert.equal((await restart(harness)).finishing, 1);
  client.socket.destroy();
  await settled(harness, 0, 0);
});

test('what waits behind a cut request on its connection was never taken on', async (t) => {
  const harness = await start(t, 0.3, 5);
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const client = connectRaw(harness.port);
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}`;
  const one = `${head}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`;
  client.write(one);
  await eventually(() => harness.gateway.status().requests === 1);
  await restart(harness);
  client.write(one);
  await client.closed;
  await settled(harness, 1, 0);
  assert.equal(harness.exchange.requests.length, 1);
});

test('what a refused restart cuts is not laid to the one before it', async (t) => {
  const harness = await start(t, 0.2, 0.2);
  const listener = { ...harness.settings.listener, port: harness.port };
  await restart(harness, { ...harness.settings, listener });
  const done = harness.gateway.status().lastRestart;
  const [stream] = await streamsOf(harness, 1);
  // The port is the same, so the old listener has to make room before the new one can fail.
  const elsewhere = { ...harness.settings, listener: { ...listener, host: '192.0.2.1' } };
  const refused = await harness.gateway.restart(elsewhere);
  assert.ok(!refused.ok);
  assert.equal(refused.problems[0]?.code, 'ADDRESS_UNAVAILABLE');
  assert.equal(await stream?.ended, 'broken');
  await eventually(() => harness.gateway.status().streams === 0);
  assert.deepEqual(harness.gateway.status().lastRestart, done);
  assert.equal((await ask(harness.port, post)).status, 200);
});
