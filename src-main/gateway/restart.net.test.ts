/** A restart is a change of generation: what it keeps and what it cuts (ARCHITECTURE.md, "Settings: draft, saved, in force"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from './testing/raw-client.ts';
import { startExchange } from '../../lab/index.ts';
import type { Stream } from '../../lab/index.ts';
import { addressOf, users } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';
import { load } from '../testing/load.ts';
import { running } from '../testing/streams.ts';
import {
  alice,
  headers,
  ewsPath,
  pingPath,
  start,
  withTimes,
  restarted,
  openStreams,
} from './testing/restarting.ts';

test('20 restarts under load: no request fails, the two newest older generations keep their streams', async (t) => {
  const harness = await start(t, { settings: (settings) => withTimes(settings, 20, 20) });
  const working = load({ port: harness.port, headers });
  const generations: (readonly Stream[])[] = [];
  for (let round = 0; round < 20; round += 1) {
    generations.push(await openStreams(harness, 10));
    await restarted(harness);
  }
  await eventually(() => generations.slice(0, -2).every((streams) => running(streams) === 0));
  assert.deepEqual(generations.slice(-2).map(running), [10, 10]);
  const asked = working.asked();
  await eventually(() => working.asked() > asked + 64, 'load goes on');
  await working.stop();
  assert.deepEqual(working.failures, []);
  assert.equal(harness.gateway.status().streams, 20);
  assert.equal(harness.exchange.hanging().streams, 20);
  for (const stream of generations.flat()) stream.abort();
  await eventually(() => harness.gateway.status().streams === 0);
  assert.equal(harness.gateway.status().requests, 0);
  // Pools of retired generations are gone; those of the one in force may hold idle connections.
  await restarted(harness);
  await eventually(() => harness.exchange.connections() === 0, 'upstream connections end');
  await eventually(() => harness.gateway.status().connections === 0, 'client connections end');
});

test('restarts in quick succession cut all but the two newest older generations', async (t) => {
  const harness = await start(t, { settings: (settings) => withTimes(settings, 20, 20) });
  const generations: (readonly Stream[])[] = [];
  for (let round = 0; round < 10; round += 1) {
    generations.push(await openStreams(harness, 1));
    await restarted(harness);
  }
  await eventually(() => running(generations.flat()) === 2, 'the others are too old');
  assert.deepEqual(generations.slice(-2).map(running), [1, 1]);
});

test('an ordinary request outlives any number of restarts', async (t) => {
  const harness = await start(t);
  harness.exchange.set({ faults: [{ times: 1, fault: { kind: 'delayHeaders', ms: 300 } }] });
  const asked = ask(harness.port, { path: ewsPath, headers, body: findItem });
  await eventually(() => harness.exchange.requests.length === 1);
  for (let round = 0; round < 6; round += 1) await restarted(harness);
  assert.equal((await asked).status, 200);
});

test('drain and grace count each for its own kind', async (t) => {
  const harness = await start(t, { settings: (settings) => withTimes(settings, 0.3, 0.05) });
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const [stream] = await openStreams(harness, 1);
  const began = Date.now();
  const asked = ask(harness.port, { path: ewsPath, headers, body: findItem });
  await eventually(() => harness.gateway.status().requests === 1);
  await restarted(harness);
  assert.equal(await stream?.ended, 'broken');
  const reply = await asked;
  assert.equal(reply.status, 503);
  assert.ok(Date.now() - began >= 290);
});

test('a changed upstream cuts streams at once, and new requests go there', async (t) => {
  const harness = await start(t);
  const other = await startExchange({ users });
  t.after(other.close);
  const streams = await openStreams(harness, 5);
  const { emailServer } = harness.settings;
  await restarted(harness, {
    ...harness.settings,
    emailServer: { ...emailServer, address: addressOf(other) },
  });
  for (const stream of streams) assert.equal(await stream.ended, 'broken');
  assert.equal((await ask(harness.port, { path: ewsPath, headers, body: findItem })).status, 200);
  assert.equal(other.requests.length, 1);
  await eventually(() => harness.exchange.connections() === 0);
});

test('with the EWS proxy off, EWS streams end, EWS is not found, ActiveSync goes on', async (t) => {
  const harness = await start(t);
  const streams = await openStreams(harness, 5);
  const ping = ask(harness.port, { path: pingPath, headers });
  await eventually(() => harness.exchange.hanging().polls === 1);
  const { vendor } = harness.settings;
  await restarted(harness, { ...harness.settings, vendor: { ...vendor, ewsProxy: false } });
  for (const stream of streams) assert.equal(await stream.ended, 'broken');
  assert.equal((await ask(harness.port, { path: ewsPath, headers, body: findItem })).status, 404);
  harness.exchange.deliver(alice);
  assert.equal((await ping).status, 200);
  const sync = pingPath.replace('Ping', 'Sync');
  assert.equal((await ask(harness.port, { path: sync, headers })).status, 200);
});
