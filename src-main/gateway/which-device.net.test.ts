/** With what: ActiveSync's DeviceId and User, and the devices of who names none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeBase64Query } from '../../lab/index.ts';
import { device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';

test("ActiveSync's User= must denote who signed in", async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const claimed of ['alice@contoso.test', 'CONTOSO\\alice', 'alice', 'ALICE']) {
    const reply = await askEas(harness.port, easQuery('FolderSync', 'alicephone', claimed));
    assert.equal(reply.status, 200, claimed);
  }
  const before = harness.exchange.requests.length;
  for (const claimed of [bob, 'CONTOSO\\bob', 'bob', 'alice@fabrikam.test']) {
    const reply = await askEas(harness.port, easQuery('FolderSync', 'alicephone', claimed));
    assert.equal(reply.status, 403, claimed);
  }
  // Nor does it help to name Bob and his telephone with Alice's password.
  assert.equal((await askEas(harness.port, easQuery('FolderSync', 'bobphone', bob))).status, 403);
  assert.equal(harness.exchange.requests.length, before);
  const blocked = harness.events().filter(({ status }) => status === 403);
  assert.deepEqual(
    blocked.map(({ reason, user }) => [reason, user]),
    Array(5).fill(['USER_MISMATCH', alice]),
  );
});

test('a device counts for its owner only', async (t) => {
  const harness = await startHarness({
    settings: (settings) => withPolicies(settings, { unknownDevices: 'allow' }),
  });
  t.after(harness.close);
  const reply = await askEas(harness.port, easQuery('FolderSync', 'bobphone'));
  assert.equal(reply.status, 403);
  const event = await harness.event(({ status }) => status === 403);
  assert.equal(event.reason, 'DEVICE_NOT_OF_USER');
  assert.deepEqual(event.devices, [{ id: 'bobphone', verdict: 'blocked' }]);
  assert.equal(harness.exchange.requests.length, 0);
});

test('the base64 query names device, user and command as the plain one does', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const query = (deviceId: string, user: string | null) =>
    writeBase64Query({
      command: 'FolderSync',
      deviceId,
      deviceType: 'Phone',
      user,
      policyKey: '7',
    });
  assert.equal((await askEas(harness.port, query('alicephone', null))).status, 200);
  assert.equal((await askEas(harness.port, query('ALICEPHONE', alice))).status, 200);
  assert.equal((await askEas(harness.port, query('alicephone', bob))).status, 403);
  assert.equal((await askEas(harness.port, query('bobphone', null))).status, 403);
  assert.deepEqual(
    harness.events().map(({ operation, reason, deviceType }) => [operation, reason, deviceType]),
    [
      ['FolderSync', 'COMPLIANT', 'Phone'],
      ['FolderSync', 'COMPLIANT', 'Phone'],
      ['FolderSync', 'USER_MISMATCH', 'Phone'],
      ['FolderSync', 'DEVICE_NOT_OF_USER', 'Phone'],
    ],
  );
  assert.deepEqual(
    harness.exchange.requests.map((each) => each.device?.id),
    ['alicephone', 'ALICEPHONE'],
  );
});

test('a query that two readers could read differently is refused', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const query of [
    'Cmd=Sync&DeviceId=alicephone&DeviceId=bobphone&DeviceType=Phone',
    'Cmd=Sync&DeviceId=alicephone&deviceid=bobphone&DeviceType=Phone',
    'Cmd=Sync&DeviceId=alicephone&%44eviceId=bobphone&DeviceType=Phone',
    'Cmd=Sync&DeviceId=alicephone&DeviceType=Phone&User=alice&User=bob',
    'Cmd=Sync&Cmd=Ping&DeviceId=alicephone&DeviceType=Phone',
    'Cmd=Sync&DeviceId=&DeviceType=Phone',
    'Cmd=Sync&DeviceId=a%00b&DeviceType=Phone',
    'Cmd=Sync&DeviceId=%ff&DeviceType=Phone',
    'Cmd=Sync&DeviceType=Phone',
    'jAAJBAp2MTQw',
    null,
  ]) {
    const reply = await askEas(harness.port, query);
    assert.equal(reply.status, 400, String(query));
    assert.match(reply.body, /^The ActiveSync query /);
  }
  assert.equal(harness.exchange.requests.length, 0);
  assert.ok(harness.events().every(({ reason }) => reason === 'REQUEST_MALFORMED'));
});

test('who names no device passes by any compliant one of their own', async (t) => {
  const harness = await startHarness({
    devices: [
      device('old', alice, { enrollment: 'wiped' }),
      device('new', alice),
      device('lost', bob, { enrollment: 'unenrolled' }),
    ],
  });
  t.after(harness.close);
  const far = { from: '127.0.0.2' };
  assert.equal((await askEws(harness.port, far)).status, 200);
  assert.equal((await askEws(harness.port, { ...far, user: bob })).status, 500);
  assert.equal((await askEws(harness.port, { ...far, user: 'svc-ens@contoso.test' })).status, 500);
  assert.deepEqual(
    harness.events().map(({ user, reason }) => [user, reason]),
    [
      [alice, 'COMPLIANT'],
      [bob, 'DEVICE_UNENROLLED'],
      ['svc-ens@contoso.test', 'UNKNOWN_USER'],
    ],
  );
});

test('requireDevice refuses who names none, but not the OPTIONS by which a telephone begins', async (t) => {
  const harness = await startHarness({
    settings: (settings) => withPolicies(settings, { requireDevice: true }),
  });
  t.after(harness.close);
  assert.equal((await askEws(harness.port, { from: '127.0.0.2' })).status, 500);
  assert.equal((await harness.event(({ status }) => status === 500)).reason, 'UNKNOWN_DEVICE');
  const named = { headers: { 'X-ENS-Devices': 'alicephone' } };
  assert.equal((await askEws(harness.port, named)).status, 200);
  assert.equal((await askEas(harness.port, easQuery('FolderSync', 'alicephone'))).status, 200);
  // OPTIONS has no way of naming a device (facts: ews 4).
  const options = { method: 'OPTIONS', from: '127.0.0.2' };
  assert.equal((await askEas(harness.port, null, options)).status, 200);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wiped' })]);
  assert.equal((await askEas(harness.port, null, options)).status, 403);
});
