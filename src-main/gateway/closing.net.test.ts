/** The end of a gateway: what it waits for, what it cuts, what it leaves. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { quietPort } from '../testing/quiet-port.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import { ask, findItem } from '../testing/http-client.ts';
import {
  headers,
  ewsPath,
  pingPath,
  start,
  withListener,
  withTimes,
  restarted,
  openStreams,
} from './testing/restarting.ts';

test('closing ends the connections of listeners of before as well', async (t) => {
  const harness = await start(t);
  const idle = connectRaw(harness.port);
  await eventually(() => harness.gateway.status().connections === 1);
  await restarted(harness, withListener(harness.settings, { port: await quietPort() }));
  await harness.gateway.close();
  await idle.closed;
});

test('after the end there is no restart, and a second end is none', async (t) => {
  const harness = await start(t);
  await harness.gateway.close();
  const result = await harness.gateway.restart(harness.settings);
  assert.equal(result.ok ? '' : result.problems[0]?.code, 'NOT_RUNNING');
  assert.equal(harness.gateway.reconsider(), 0);
  await harness.gateway.close();
});

for (const secure of [false, true]) {
  test(`closing ${secure ? 'with' : 'without'} TLS: a request in time ends well, streams and polls end at once`, async (t) => {
    const listener = secure ? { tls: listenerCertificate('a') } : {};
    const drainMs = PATIENCE_MS;
    const harness = await start(t, {
      settings: (settings) =>
        withTimes(withListener(settings, listener), drainMs / 1000, drainMs / 1000),
    });
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
    assert.ok(Date.now() - began < drainMs);
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
