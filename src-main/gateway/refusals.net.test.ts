/** What is refused before anybody is known: all of it is counted, little of it is stored. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { connectRaw, eventually } from './testing/raw-client.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';

test('what is no request at all is counted by its address, and nothing of it is stored', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const bytes of ['garbage\r\n\r\n', 'GET / HTTP/1.1\nHost: a\n\n', '\0\0\0\0']) {
    const socket = net.connect({
      port: harness.port,
      host: '127.0.0.1',
      localAddress: '127.0.0.8',
    });
    const client = connectRaw(socket);
    client.write(bytes);
    assert.match(await client.closed, /^HTTP\/1\.1 400 /);
  }
  assert.deepEqual(harness.gateway.refused().requests, {
    byReason: { REQUEST_MALFORMED: 3 },
    busiest: [{ client: '127.0.0.8', count: 3 }],
  });
  assert.deepEqual(harness.events(), []);
});

test('the counts go on across restarts, by reason, and name the busiest addresses', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const knock = (path: string, localAddress: string) => ask(harness.port, { path, localAddress });
  for (let count = 0; count < 25; count += 1) await knock('/owa/', '127.0.0.5');
  await knock('/EWS/Exchange.asmx/x', '127.0.0.6');
  const off = { ...harness.settings.vendor, ewsProxy: false };
  assert.ok((await harness.gateway.restart({ ...harness.settings, vendor: off })).ok);
  await knock('/EWS/Exchange.asmx', '127.0.0.6');
  await eventually(() => harness.gateway.status().requests === 0);
  assert.deepEqual(harness.gateway.refused().requests, {
    byReason: { ROUTE_UNKNOWN: 26, EWS_PROXY_OFF: 1 },
    busiest: [
      { client: '127.0.0.5', count: 25 },
      { client: '127.0.0.6', count: 2 },
    ],
  });
  assert.equal(harness.events().filter(({ client }) => client === '127.0.0.5').length, 20);
});
