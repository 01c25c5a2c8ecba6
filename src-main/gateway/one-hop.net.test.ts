/** What belongs to one hop does not get to Exchange. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTap, towards } from './testing/tap.ts';
import { connectRaw, statuses } from './testing/raw-client.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import { findItem } from '../testing/http-client.ts';
import { authorization, ewsPath, length, smuggled, chunk, post, te } from './testing/hostile.ts';

test('what belongs to one hop ends at the gateway, and everything else goes on as it came', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  const client = connectRaw(harness.port);
  client.write(
    [
      `POST ${ewsPath} HTTP/1.1`,
      'hOST: gateway',
      authorization,
      te,
      'Connection: Upgrade, HTTP2-Settings, X-Mine',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
      'X-Mine: 1',
      'Keep-Alive: 300',
      'Proxy-Connection: keep-alive',
      'Proxy-Authorization: Basic Og==',
      'TE: trailers',
      'Trailer: Authorization',
      '__proto__: 1',
      'constructor: 2',
      'X-Odd: \xe4',
      'x-odd: 2',
      '',
      `${chunk(findItem)}0\r\nAuthorization: Basic ZXZpbDpldmls\r\nX-Evil: 1\r\n\r\n`,
    ].join('\r\n'),
  );
  await client.until((text) => text.includes('/>'));
  client.socket.destroy();
  const [seen, ...others] = tap.requests;
  assert.equal(others.length, 0);
  const { requestId } = await harness.event(({ status }) => status === 200);
  const hop = seen?.rawHeaders.at(-3) ?? '';
  assert.match(hop, /^[0-9a-f]{24}$/);
  assert.deepEqual(seen?.rawHeaders, [
    ...['hOST', `127.0.0.1:${tap.port}`],
    ...['Authorization', basic('alice@contoso.test')],
    ...['__proto__', '1', 'constructor', '2', 'X-Odd', '\xc3\xa4', 'x-odd', '2'],
    ...['client-request-id', requestId, 'X-Sallyport-Hop', hop, 'Transfer-Encoding', 'chunked'],
  ]);
  assert.equal(seen.body, findItem);
  assert.deepEqual(seen.rawTrailers, []);
});

test('an Upgrade is served as an ordinary request, the last of its connection', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  for (const upgrade of ['websocket', 'h2c', 'TLS/1.0']) {
    const client = connectRaw(harness.port);
    client.write(post([length, 'Connection: Upgrade', `Upgrade: ${upgrade}`]) + smuggled);
    await client.closed;
    assert.deepEqual(statuses(client.received()), [200], upgrade);
    assert.match(client.received(), /^Connection: close\r$/m);
  }
  assert.equal(tap.requests.length, 3);
  assert.doesNotMatch(tap.bytes(), /upgrade|secret/i);
});
