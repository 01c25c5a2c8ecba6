// The first scenario of the vendor's guide: a device that was wiped, un-enrolled or deleted stays out,
// although unknown devices are allowed, and whatever it calls itself.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { openStream, soapOf } from '../../lab/index.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import {
  basic,
  device,
  override,
  password,
  startHarness,
  withPolicies,
} from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { findItem } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';
import type { Enrollment } from '../../src-shared/devices.ts';

const losses = [
  ['removed', 'DEVICE_REMOVED'],
  ['wiped', 'DEVICE_WIPED'],
  ['wipePending', 'DEVICE_WIPED'],
  ['unenrolled', 'DEVICE_UNENROLLED'],
] as const;

/** From an address that is no notification service's. */
const far = { from: '127.0.0.2' };

function start(): Promise<Harness> {
  return startHarness({
    settings: (settings) => withPolicies(settings, { unknownDevices: 'allow' }),
  });
}

function lose(harness: Harness, enrollment: Enrollment): void {
  harness.setDevices([device('alicephone', alice, { enrollment }), device('bobphone', bob)]);
}

for (const [enrollment, reason] of losses) {
  test(`a device that is ${enrollment} is refused on ActiveSync, and its user on EWS`, async (t) => {
    const harness = await start();
    t.after(harness.close);
    const sync = easQuery('FolderSync', 'alicephone');
    assert.equal((await askEas(harness.port, sync)).status, 200);
    assert.equal((await askEws(harness.port, far)).status, 200);
    lose(harness, enrollment);
    const passed = harness.exchange.requests.length;
    assert.equal((await askEas(harness.port, sync)).status, 403);
    assert.equal((await askEas(harness.port, easQuery('FolderSync', 'ALICEPHONE'))).status, 403);
    assert.equal((await askEws(harness.port, far)).status, 500);
    const named = { headers: { 'X-ENS-Devices': 'alicephone' } };
    assert.equal((await askEws(harness.port, named)).status, 500);
    assert.deepEqual(
      harness
        .events()
        .slice(2)
        .map((event) => event.reason),
      [reason, reason, reason, reason],
    );
    assert.equal(harness.exchange.requests.length, passed);
    // A colleague is not concerned.
    const colleague = easQuery('FolderSync', 'bobphone', bob);
    assert.equal((await askEas(harness.port, colleague, { user: bob })).status, 200);
  });

  test(`a device that is ${enrollment} gets in under no other name`, async (t) => {
    const harness = await start();
    t.after(harness.close);
    lose(harness, enrollment);
    for (const [name, expected] of [
      ['bobphone', 'DEVICE_NOT_OF_USER'],
      ['madeup', 'UNKNOWN_DEVICE'],
      ['alicephone2', 'UNKNOWN_DEVICE'],
    ] as const) {
      assert.equal((await askEas(harness.port, easQuery('FolderSync', name))).status, 403, name);
      const named = { headers: { 'X-ENS-Devices': name } };
      assert.equal((await askEws(harness.port, named)).status, 500, name);
      assert.deepEqual(
        harness
          .events()
          .slice(-2)
          .map((event) => event.reason),
        [expected, expected],
      );
    }
    // No name, and the header of another's device from where it is not believed.
    const none = 'Cmd=FolderSync&User=alice&DeviceType=Phone';
    assert.equal((await askEas(harness.port, none)).status, 400);
    assert.equal((await askEas(harness.port, null, { method: 'OPTIONS' })).status, 403);
    const untrusted = { ...far, headers: { 'X-ENS-Devices': 'bobphone' } };
    assert.equal((await askEws(harness.port, untrusted)).status, 500);
    // The user under other forms of the name.
    for (const user of ['CONTOSO\\alice', 'alice', 'ALICE@contoso.test', 'alice@other.test']) {
      assert.equal(
        (await askEas(harness.port, easQuery('FolderSync', 'madeup', 'alice'), { user })).status,
        403,
        user,
      );
      assert.equal((await askEws(harness.port, { ...far, user })).status, 500, user);
    }
    assert.equal(harness.exchange.requests.length, 0);
  });
}

test('a newer device of the same user passes on EWS, and on ActiveSync under its own name', async (t) => {
  const harness = await start();
  t.after(harness.close);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wiped' }), device('new', alice)]);
  assert.equal((await askEws(harness.port, far)).status, 200);
  assert.equal((await askEas(harness.port, easQuery('FolderSync', 'new'))).status, 200);
  assert.equal((await askEas(harness.port, easQuery('FolderSync', 'alicephone'))).status, 403);
});

test('an allow made before the loss does not outlive it, one made after it lets the device in', async (t) => {
  const harness = await start();
  t.after(harness.close);
  const sync = easQuery('FolderSync', 'alicephone');
  harness.setOverrides([override('alicephone', 'allow', new Date(Date.now() - 1000))]);
  assert.equal((await askEas(harness.port, sync)).status, 200);
  lose(harness, 'wiped');
  assert.equal((await askEas(harness.port, sync)).status, 403);
  const later = new Date(Date.now() + 60_000);
  harness.setOverrides([override('alicephone', 'allow', later)]);
  assert.equal((await askEas(harness.port, sync)).status, 403, 'an allow from the future');
  await new Promise((resolve) => setTimeout(resolve, 5));
  harness.setOverrides([override('alicephone', 'allow')]);
  assert.equal((await askEas(harness.port, sync)).status, 200);
});

test('the loss ends a running stream and a waiting Ping at once', async (t) => {
  const harness = await start();
  t.after(harness.close);
  const account = { user: alice, password };
  const subscribed = await askEws(harness.port, { ...far, body: soapOf.subscribe('Streaming') });
  const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
  const stream = await openStream(`${harness.url}/EWS/Exchange.asmx`, account, [id]);
  await stream.until((text) => text.includes('OK'));
  const ping = askEas(harness.port, easQuery('Ping', 'alicephone'));
  const other = askEas(harness.port, easQuery('Ping', 'bobphone', bob), { user: bob });
  while (harness.exchange.hanging().polls < 2)
    await new Promise((resolve) => setTimeout(resolve, 5));
  lose(harness, 'wipePending');
  assert.equal(await stream.ended, 'broken');
  assert.equal((await ping).status, 403);
  const cut = await harness.event(
    ({ operation, status }) => operation === 'GetStreamingEvents' && status !== null,
  );
  assert.match(String(cut.remark), /cut: DEVICE_WIPED/);
  while (harness.exchange.hanging().polls > 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(harness.exchange.hanging(), { streams: 0, polls: 1 });
  harness.exchange.deliver(bob);
  assert.equal((await other).status, 200);
});

test('a device that is lost while its request arrives is refused, and the connection serves on', async (t) => {
  const harness = await start();
  t.after(harness.close);
  const socket = net.connect(harness.port, '127.0.0.1');
  t.after(() => socket.destroy());
  let read = '';
  socket.on('data', (chunk) => (read += chunk.toString()));
  const until = async (holds: () => boolean): Promise<void> => {
    for (const until = Date.now() + PATIENCE_MS; !holds() && Date.now() < until;)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(holds(), read);
  };
  // A body of which half comes, then nothing until the device is lost.
  const body = findItem + ' '.repeat(300_000);
  const head = (user: string): string =>
    'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n' +
    `Authorization: ${basic(user)}\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head(alice) + body.slice(0, 100));
  await until(() => harness.gateway.status().requests === 1);
  lose(harness, 'wiped');
  await until(() => read.includes('</s:Envelope>'));
  assert.match(read, /^HTTP\/1\.1 500 /);
  socket.write(body.slice(100));
  read = '';
  socket.write(head(bob) + body);
  await until(() => read.includes('FindItemResponse'));
  assert.match(read, /^HTTP\/1\.1 200 /);
  assert.deepEqual(
    harness.exchange.requests.map(({ user }) => user),
    [bob],
  );
});
