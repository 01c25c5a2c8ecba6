/** Bodies that are larger than their route takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, statuses } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import { findItem } from '../testing/http-client.ts';
import { easQuery } from '../testing/mail-requests.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const small = (settings: GatewaySettings): GatewaySettings => {
  const { listener } = settings;
  const limits = { ...listener.limits, ewsBody: 2000, easBody: 1000 };
  return { ...settings, listener: { ...listener, extraPaths: ['/extra'], limits } };
};
const ews = '/EWS/Exchange.asmx';
const eas = `/Microsoft-Server-ActiveSync?${easQuery('FolderSync', 'alicephone')}`;
const head = (path: string, ...more: readonly string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    `Authorization: ${basic('alice@contoso.test')}`,
    ...more,
    '',
    '',
  ].join('\r\n');

test('a length above the limit is refused before anything reaches Exchange, or asks for the body', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: (given) => small(towards(tap.port)(given)) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  for (const [bytes, status] of [
    [head(ews, 'Content-Length: 2001'), 413],
    [head(ews, 'Content-Length: 2001', 'Expect: 100-continue'), 413],
    [head(ews, 'Content-Length: 9007199254740993'), 413],
    [head('/extra', 'Content-Length: 2001'), 413],
    [head(eas, 'Content-Length: 1001'), 413],
  ] as const) {
    const client = connectRaw(harness.port);
    client.write(bytes);
    assert.deepEqual(statuses(await client.closed), [status], bytes);
    const { reason, answeredBy } = harness.events().at(-1) ?? {};
    assert.deepEqual([reason, answeredBy], ['REQUEST_MALFORMED', 'gateway']);
  }
  assert.equal(tap.connections(), 0);
  for (const [path, length] of [
    [ews, 2000],
    ['/extra', 2000],
    [eas, 1000],
  ] as const) {
    const client = connectRaw(harness.port);
    client.write(head(path, `Content-Length: ${String(length)}`) + findItem.padEnd(length));
    assert.deepEqual(statuses(await client.until((text) => text.includes('/>'))), [200], path);
    client.socket.destroy();
  }
  assert.deepEqual(
    tap.requests.map(({ body }) => body.length),
    [2000, 2000, 1000],
  );
});

test('a chunked body ends where it exceeds the limit, and Exchange never sees its end', async (t) => {
  const tap = await startTap();
  const harness = await startHarness({ settings: (given) => small(towards(tap.port)(given)) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  const client = connectRaw(harness.port);
  const chunk = `${(1500).toString(16)}\r\n${findItem.padEnd(1500)}\r\n`;
  client.write(head(ews, 'Transfer-Encoding: chunked') + chunk);
  await new Promise((resolve) => setTimeout(resolve, 100));
  client.write(`${chunk}0\r\n\r\n`);
  assert.deepEqual(statuses(await client.closed), [413]);
  assert.ok(!tap.bytes().endsWith('0\r\n\r\n'));
});
