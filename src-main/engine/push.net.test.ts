// From a push to what mail sees of it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStream, soapOf, startExchange } from '../../lab/index.ts';
import type { PushSettings } from '../../src-shared/settings/device-management.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { openGateway } from '../gateway/gateway.ts';
import { eventually } from '../gateway/testing/raw-client.ts';
import type { Endable } from '../gateway/testing/raw-client.ts';
import { byPassword, key, post, signatureHeaders, signed } from '../push/testing/pushing.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { addressOf, device, password, settingsFor, users } from '../testing/gateway-harness.ts';
import { alice, askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { makeTemporary } from '../testing/temporary-folder.ts';
import { localEngine } from './local.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const phone = device('alicephone', alice, { ids: { uem: '4711' } });

async function start(t: Endable, push: PushSettings | null) {
  const { path: home, remove } = makeTemporary('push');
  const ends: (() => unknown)[] = [remove];
  // node:test goes from the first to the last: the folder would be gone while the engine still writes.
  t.after(async () => {
    for (const end of ends.reverse()) await end();
  });
  const directoryFile = join(home, 'devices.json');
  const feed = (...devices: readonly object[]): void =>
    writeFileSync(directoryFile, JSON.stringify(devices));
  feed(phone);
  const exchange = await startExchange({ users });
  ends.push(exchange.close);
  const engine = localEngine({
    parts: { ...fakeEngine, openGateway },
    places: {
      ...{ journal: join(home, 'journal'), directory: join(home, 'directory') },
      ...{ overrides: join(home, 'overrides.json'), logs: join(home, 'logs') },
      ...{ adminToken: join(home, 'token'), revocationLists: join(home, 'lists') },
    },
    ...{ log: quiet, now: () => new Date() },
  });
  const plain = settingsFor(addressOf(exchange));
  const settings: GatewaySettings = {
    ...plain,
    compliance: { ...plain.compliance, directoryFile },
    push,
  };
  const opened = await engine.open(settings);
  assert.ok(opened.ok, JSON.stringify(opened));
  ends.push(engine.close);
  const pushed = async () => {
    const status = await engine.status();
    assert.ok(status.ok);
    return { ...status.value.push, problems: status.value.operations.problems };
  };
  const pushPort = async (): Promise<number> =>
    Number(new URL((await pushed()).url ?? 'http://nowhere:0').port);
  return { engine, settings, exchange, opened: opened.value, pushed, pushPort, feed };
}

for (const [what, body] of [
  ['a wipe', { devices: [{ ...phone, enrollment: 'wipePending' }] }],
  ['a deletion', { removed: ['4711'] }],
] as const) {
  test(`${what} that is pushed ends the stream, and counts for the next request`, async (t) => {
    const { opened, pushPort, exchange, pushed } = await start(t, signed);
    const far = { from: '127.0.0.2' };
    const subscribed = await askEws(opened.port, { ...far, body: soapOf.subscribe('Streaming') });
    const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
    const account = { user: alice, password };
    const stream = await openStream(`${opened.url}/EWS/Exchange.asmx`, account, [id]);
    await stream.until((text) => text.includes('OK'));
    const ping = askEas(opened.port, easQuery('Ping', 'alicephone'));
    await eventually(() => exchange.hanging().polls > 0);
    const reply = await post(await pushPort(), JSON.stringify(body));
    assert.equal(reply.status, 200, reply.body);
    // In force when it is answered: not one request more.
    assert.equal((await askEas(opened.port, easQuery('Sync', 'alicephone'))).status, 403);
    assert.equal(await stream.ended, 'broken');
    assert.equal((await ping).status, 403);
    const { accepted, refused, lastAt } = await pushed();
    assert.deepEqual([accepted, refused, lastAt !== null], [1, 0, true]);
  });
}

test('a notice has the list read anew at once', async (t) => {
  const { opened, pushPort, feed } = await start(t, byPassword);
  assert.equal((await askEas(opened.port, easQuery('Sync', 'alicephone'))).status, 200);
  feed({ ...phone, enrollment: 'wiped' });
  const token = Buffer.from(`uem:${key}`).toString('base64');
  const body = JSON.stringify({ EventType: 'Device Wipe', DeviceId: '4711' });
  const reply = await post(await pushPort(), body, { Authorization: `Basic ${token}` });
  assert.equal(reply.status, 202, reply.body);
  let status = 200;
  while (status !== 403) ({ status } = await askEas(opened.port, easQuery('Sync', 'alicephone')));
});

test('a restart opens, changes and closes it; one that cannot listen stops nobody', async (t) => {
  const { engine, settings, opened, pushed, pushPort } = await start(t, null);
  const body = JSON.stringify({ removed: ['nobody'] });
  assert.equal((await pushed()).url, null);
  assert.ok((await engine.restart({ ...settings, push: signed })).ok);
  assert.equal((await post(await pushPort(), body)).status, 200);
  const other = 'another-key-of-thirty-two-letters';
  const push: PushSettings = { ...signed, signIn: { kind: 'signature', key: other } };
  assert.ok((await engine.restart({ ...settings, push })).ok);
  assert.equal((await post(await pushPort(), body)).status, 403);
  const headers = signatureHeaders(body, { key: other });
  assert.equal((await post(await pushPort(), body, headers)).status, 200);
  assert.ok((await engine.restart({ ...settings, push: { ...signed, port: opened.port } })).ok);
  const { url, problems } = await pushed();
  assert.deepEqual([url, problems.map(({ code }) => code)], [null, ['PUSH_UNAVAILABLE']]);
  assert.equal((await askEas(opened.port, easQuery('Sync', 'alicephone'))).status, 200);
});
