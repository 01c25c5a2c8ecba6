/** A restart is a change of generation: what it keeps, what it cuts, and what it refuses (ARCHITECTURE.md, "Settings: draft, saved, in force"). */
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { startExchange } from '../../lab/index.ts';
import type { Stream } from '../../lab/index.ts';
import { addressOf, basic, password, startHarness, users } from '../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';
import { load } from '../testing/load.ts';
import { openStreams as streamsThrough, running } from '../testing/streams.ts';
import type { GatewaySettings, ListenerSettings } from '../../src-shared/settings/in-force.ts';

const alice = 'alice@contoso.test';
const headers = { Authorization: basic(alice) };
const ewsPath = '/EWS/Exchange.asmx';
const pingPath =
  '/Microsoft-Server-ActiveSync?Cmd=Ping&User=alice@contoso.test&DeviceId=alicephone&DeviceType=x';

async function start(t: Endable, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({
    ...options,
    exchange: { hangingConnectionLimit: 1000, ...options.exchange },
  });
  t.after(harness.close);
  return harness;
}

const withListener = (
  settings: GatewaySettings,
  listener: Partial<ListenerSettings>,
): GatewaySettings => ({ ...settings, listener: { ...settings.listener, ...listener } });
const withTimes = (settings: GatewaySettings, drain: number, grace: number): GatewaySettings => ({
  ...settings,
  restart: { drainSeconds: drain, graceSeconds: grace },
});

async function restarted(harness: Harness, settings = harness.settings): Promise<number> {
  const result = await harness.gateway.restart(settings);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.port;
}

const openStreams = ({ exchange, url }: Harness, count: number): Promise<readonly Stream[]> =>
  streamsThrough({ exchange, url, user: alice, password }, count);

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

test('a changed port: both serve, then the old connections end with their next answer', async (t) => {
  const harness = await start(t);
  const spare = net.createServer();
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
  const { port } = spare.address() as net.AddressInfo;
  await new Promise((resolve) => spare.close(resolve));
  const post = `POST ${ewsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`;
  const kept = connectRaw(harness.port);
  kept.write(post);
  await kept.until((text) => statuses(text).length === 1);
  assert.equal(await restarted(harness, withListener(harness.settings, { port })), port);
  assert.equal((await ask(port, { path: ewsPath, headers, body: findItem })).status, 200);
  await assert.rejects(ask(harness.port, { path: ewsPath, headers }), /ECONNREFUSED/);
  kept.write(post);
  const received = await kept.closed;
  assert.deepEqual(statuses(received), [200, 200]);
  assert.equal(received.match(/^Connection: close\r$/gm)?.length, 1);
});

test('closing ends the connections of listeners of before as well', async (t) => {
  const harness = await start(t);
  const idle = connectRaw(harness.port);
  await eventually(() => harness.gateway.status().connections === 1);
  const spare = net.createServer();
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
  const { port } = spare.address() as net.AddressInfo;
  await new Promise((resolve) => spare.close(resolve));
  await restarted(harness, withListener(harness.settings, { port }));
  await harness.gateway.close();
  await idle.closed;
});

test('two restarts at the same time happen one after the other', async (t) => {
  const harness = await start(t);
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as net.AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const [first, second] = await Promise.all([
    harness.gateway.restart(withListener(harness.settings, { port })),
    harness.gateway.restart(withListener(harness.settings, { host: '127.0.0.2', port })),
  ]);
  assert.ok(first.ok && second.ok);
  assert.deepEqual([first.value.generation, second.value.generation], [2, 3]);
  await assert.rejects(ask(port, { path: '/' }), /ECONNREFUSED/);
});

test('a port that is taken: refused, and the generation in force serves on', async (t) => {
  const harness = await start(t);
  const [stream] = await openStreams(harness, 1);
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const { port } = taken.address() as net.AddressInfo;
  const result = await harness.gateway.restart(withListener(harness.settings, { port }));
  assert.ok(!result.ok);
  assert.equal(result.problems[0]?.code, 'PORT_IN_USE');
  assert.equal(harness.gateway.status().generation, 1);
  assert.equal((await ask(harness.port, { path: ewsPath, headers, body: findItem })).status, 200);
  assert.equal(stream?.ending(), null);
});

test('after the end there is no restart, and a second end is none', async (t) => {
  const harness = await start(t);
  await harness.gateway.close();
  const result = await harness.gateway.restart(harness.settings);
  assert.equal(result.ok ? '' : result.problems[0]?.code, 'NOT_RUNNING');
  assert.equal(harness.gateway.reconsider(), 0);
  await harness.gateway.close();
});

function secureAsk(port: number): Promise<{ status: number; name: unknown }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method: 'POST', path: ewsPath, headers };
    const request = https.request({ ...options, agent: false, rejectUnauthorized: false });
    request.on('error', reject);
    request.on('response', (answer) => {
      const { socket } = answer;
      const name = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().subject.CN : null;
      answer.resume().on('close', () => {
        resolve({ status: answer.statusCode ?? 0, name });
      });
    });
    request.end(findItem);
  });
}

test('plain to TLS on the same port, and a broken certificate changes nothing', async (t) => {
  const harness = await start(t);
  const { port } = harness;
  const good = listenerCertificate('good');
  await restarted(harness, withListener(harness.settings, { port, tls: good }));
  assert.deepEqual(await secureAsk(port), { status: 200, name: 'good' });
  for (const broken of [
    { ...good, key: listenerCertificate('other').key },
    { ...good, certificate: 'none' },
    { kind: 'pfx', pfx: new Uint8Array([1, 2]) } as const,
  ]) {
    const result = await harness.gateway.restart(
      withListener(harness.settings, { port, tls: broken }),
    );
    assert.equal(result.ok ? '' : result.problems[0]?.code, 'CERTIFICATE');
  }
  assert.deepEqual(await secureAsk(port), { status: 200, name: 'good' });
  await restarted(harness, withListener(harness.settings, { port }));
  assert.equal((await ask(port, { path: ewsPath, headers, body: findItem })).status, 200);
});

test('a new certificate: no request fails, new connections get it, old ones end with their next answer', async (t) => {
  const first = listenerCertificate('first');
  const harness = await start(t, {
    settings: (settings) => withListener(settings, { tls: first }),
  });
  const working = load({ port: harness.port, headers, secure: true });
  const kept = tls.connect({ host: '127.0.0.1', port: harness.port, rejectUnauthorized: false });
  const client = connectRaw(kept);
  const post = `POST ${ewsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`;
  client.write(post);
  await client.until((text) => statuses(text).length === 1);
  await restarted(harness);
  client.write(post);
  await client.until((text) => statuses(text).length === 2);
  assert.doesNotMatch(client.received(), /^Connection: close/m);
  for (const name of ['second', 'third']) {
    const next = listenerCertificate(name);
    await restarted(harness, withListener(harness.settings, { tls: next }));
    assert.deepEqual(await secureAsk(harness.port), { status: 200, name });
    const asked = working.asked();
    await eventually(() => working.asked() > asked + 64);
  }
  client.write(post);
  assert.deepEqual(statuses(await client.closed), [200, 200, 200]);
  await working.stop();
  assert.deepEqual(working.failures, []);
});

for (const secure of [false, true]) {
  test(`closing ${secure ? 'with' : 'without'} TLS: a request in time ends well, streams and polls end at once`, async (t) => {
    const listener = secure ? { tls: listenerCertificate('a') } : {};
    const harness = await start(t, { settings: (settings) => withListener(settings, listener) });
    harness.exchange.set({
      faults: [{ operation: 'FindItem', fault: { kind: 'delayHeaders', ms: 250 } }],
    });
    const send = (method: string, path: string, body = ''): ReturnType<typeof connectRaw> => {
      const socket = secure
        ? tls.connect({ host: '127.0.0.1', port: harness.port, rejectUnauthorized: false })
        : net.connect(harness.port, '127.0.0.1');
      const client = connectRaw(socket);
      client.write(
        `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      return client;
    };
    const slow = send('POST', ewsPath, findItem);
    const poll = send('POST', pingPath);
    await eventually(() => harness.exchange.hanging().polls === 1);
    await eventually(() => harness.gateway.status().requests === 1);
    const began = Date.now();
    const closed = harness.gateway.close();
    assert.deepEqual(statuses(await poll.closed), [503]);
    assert.deepEqual(statuses(await slow.closed), [200]);
    await closed;
    assert.ok(Date.now() - began < 3000);
    await eventually(() => harness.exchange.hanging().polls === 0);
  });
}

test('closing cuts what is slower than drain, and leaves no handle behind', async (t) => {
  const harness = await start(t, { settings: (settings) => withTimes(settings, 0.2, 0.2) });
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  await openStreams(harness, 20);
  const asked = ask(harness.port, { path: ewsPath, headers, body: findItem });
  await eventually(() => harness.gateway.status().requests === 1);
  await harness.gateway.close();
  assert.equal((await asked).status, 503);
  await harness.exchange.close();
  await eventually(() => resources('TCPSocketWrap') === 0, 'no socket is left');
  await eventually(() => resources('TCPServerWrap') === 0, 'no listener is left');
});

/** Handles that keep the process alive; documented since 17.3, absent from the types of 18.15. */
function resources(kind: string): number {
  const { getActiveResourcesInfo } = process as unknown as {
    getActiveResourcesInfo: () => readonly string[];
  };
  return getActiveResourcesInfo().filter((each) => each === kind).length;
}
