/** The look at the beginning of an EWS body: what it waits for, and that the same bytes go on (ADR 6). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable, RawClient } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import type { Tap } from './testing/tap.ts';
import { basic, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ewsBody, findItem } from '../testing/http-client.ts';
import { alice, easQuery } from '../testing/mail-requests.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';

const ewsPath = '/EWS/Exchange.asmx';
const easPath = `/Microsoft-Server-ActiveSync?${easQuery('FolderSync', 'alicephone')}`;

async function start(
  t: Endable,
  change: Partial<Policies> = {},
): Promise<{ harness: Harness; tap: Tap; client: RawClient }> {
  const tap = await startTap();
  const harness = await startHarness({
    settings: (settings) => withPolicies(towards(tap.port)(settings), change),
  });
  const client = connectRaw(harness.port);
  t.after(async () => {
    client.socket.destroy();
    await harness.close();
    await tap.close();
  });
  return { harness, tap, client };
}

const head = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: ${basic(alice)}\r\nContent-Length: ${String(length)}\r\n\r\n`;
const answered = (client: RawClient): Promise<string> =>
  client.until((text) => statuses(text).length > 0);
/** Names its operation behind 70 KB. */
const late = findItem.replace('<s:Body>', `<!--${'x'.repeat(70 * 1024)}--><s:Body>`);

test('an operation that is not within the first 64 KB is not looked for', async (t) => {
  const { harness, tap, client } = await start(t);
  client.write(head(ewsPath, late.length) + late);
  assert.match(await answered(client), /^HTTP\/1\.1 400 [^]*64 KB/);
  assert.equal((await harness.event(() => true)).reason, 'SOAP_UNREADABLE');
  assert.equal(tap.bytes(), '');
});

test('where nothing is decided by it, the same bytes go on all the same', async (t) => {
  const { tap, client } = await start(t, { mode: 'off' });
  client.write(head(ewsPath, late.length) + late);
  assert.match(await answered(client), /^HTTP\/1\.1 200 /);
  assert.equal(tap.requests[0]?.body, late);
});

test('whoever sends no operation is heard for two seconds, and Exchange hears nothing', async (t) => {
  const { tap, client } = await start(t);
  const began = Date.now();
  client.write(head(ewsPath, findItem.length) + findItem.slice(0, 40));
  assert.match(await answered(client), /^HTTP\/1\.1 400 [^]*2 s/);
  assert.ok(Date.now() - began >= 1900);
  assert.equal(tap.bytes(), '');
});

test('a body in many pieces, of which the first ones are looked at, arrives as it was sent', async (t) => {
  const { tap, client } = await start(t);
  const body = ewsBody('CreateItem', `<m:Filling>${'0123456789'.repeat(30_000)}</m:Filling>`);
  client.write(head(ewsPath, body.length));
  for (let at = 0, size = 1; at < body.length; at += size, size = Math.ceil(size * 1.5)) {
    client.write(body.slice(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.match(await answered(client), /^HTTP\/1\.1 200 /);
  assert.ok(tap.requests[0]?.body === body, 'other bytes');
});

test('ActiveSync, of which no body decides, goes on before a byte of it is here', async (t) => {
  const { tap, client } = await start(t);
  client.write(head(easPath, 4));
  await eventually(() => tap.bytes().includes('POST /Microsoft-Server-ActiveSync?'));
  client.write('body');
  assert.match(await answered(client), /^HTTP\/1\.1 200 /);
  assert.equal(tap.requests[0]?.body, 'body');
});
