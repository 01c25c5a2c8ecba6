// Who asks (credentials) and with what (ActiveSync's DeviceId), and what becomes of both.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { writeBase64Query } from '../../lab/index.ts';
import {
  basic,
  device,
  password,
  startHarness,
  users,
  withPolicies,
} from '../testing/gateway-harness.ts';
import { ewsBody, findItem } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';

test('a user may sign in under every form of the name', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const user of [
    'alice@contoso.test',
    'ALICE@Contoso.TEST',
    'CONTOSO\\alice',
    'contoso\\Alice',
    'alice',
  ]) {
    assert.equal((await askEws(harness.port, { user })).status, 200, user);
    assert.equal(
      (await askEas(harness.port, easQuery('FolderSync', 'alicephone'), { user })).status,
      200,
      user,
    );
    const event = await harness.event((each) => each.user === user && each.protocol === 'eas');
    assert.equal(event.reason, 'COMPLIANT');
    assert.equal(event.authentication, 'basic');
    assert.deepEqual(event.devices, [{ id: 'alicephone', verdict: 'allowed' }]);
  }
});

test('a domain counts by the table, not by its likeness to a suffix', async (t) => {
  const harness = await startHarness({
    settings: (settings) => withPolicies(settings, { domains: { CONTOSO: 'elsewhere.test' } }),
  });
  t.after(harness.close);
  assert.equal((await askEws(harness.port, { user: 'CONTOSO\\alice' })).status, 500);
  assert.equal(harness.exchange.requests.length, 0);
  const event = await harness.event(({ reason }) => reason === 'UNKNOWN_USER');
  assert.equal(event.user, 'CONTOSO\\alice');
});

test('a token of the lab is read for its user, and a forged one gets no further than Exchange', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const bearer = (token: string) => ({ user: null, headers: { Authorization: `Bearer ${token}` } });
  const token = harness.exchange.mintToken(alice);
  assert.equal((await askEws(harness.port, bearer(token))).status, 200);
  const event = await harness.event(({ status }) => status === 200);
  assert.deepEqual([event.user, event.authentication, event.identity], [alice, 'bearer', 'proven']);

  const stranger = Buffer.from(JSON.stringify({ upn: 'mallory@contoso.test' })).toString(
    'base64url',
  );
  assert.equal((await askEws(harness.port, bearer(`e30.${stranger}.x`))).status, 500);
  assert.equal((await askEws(harness.port, bearer('opaque'))).status, 500);
  await harness.event(({ reason }) => reason === 'NO_IDENTITY');
  assert.equal(harness.exchange.requests.length, 1);

  const victim = Buffer.from(JSON.stringify({ upn: alice })).toString('base64url');
  assert.equal((await askEws(harness.port, bearer(`e30.${victim}.x`))).status, 401);
});

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

test('a service account and the mailbox it acts for must both pass', async (t) => {
  const service = 'svc-ens@contoso.test';
  const harness = await startHarness({
    exchange: { serviceAccounts: [service, bob] },
    settings: (settings) => withPolicies(settings, { serviceAccounts: ['CONTOSO\\svc-ens'] }),
  });
  t.after(harness.close);
  const actFor = (mailbox: string | undefined, user = service) =>
    askEws(harness.port, { user, from: '127.0.0.2', body: ewsBody('FindItem', '', mailbox) });
  assert.equal((await askEws(harness.port, { user: service, body: findItem })).status, 200);
  const acted = await askEws(harness.port, {
    user: service,
    body: findItem.replace('</s:Header>', impersonation(alice) + '</s:Header>'),
  });
  assert.equal(acted.status, 200, acted.body);
  const event = await harness.event(({ mailbox }) => mailbox === alice);
  assert.deepEqual([event.user, event.reason, event.operation], [service, 'COMPLIANT', 'FindItem']);
  assert.equal(harness.exchange.requests.at(-1)?.mailbox, alice);

  const before = harness.exchange.requests.length;
  assert.equal((await actFor('carol@contoso.test')).status, 500);
  harness.setDevices([
    device('alicephone', alice, { enrollment: 'wiped' }),
    device('bobphone', bob),
  ]);
  assert.equal((await actFor(alice)).status, 500);
  // Bob is no service account: his own telephone is good for him, not for Alice's mailbox.
  assert.equal((await actFor(alice, bob)).status, 500);
  assert.deepEqual(
    harness
      .events()
      .slice(-3)
      .map(({ mailbox, reason }) => [mailbox, reason]),
    [
      ['carol@contoso.test', 'UNKNOWN_USER'],
      [alice, 'DEVICE_WIPED'],
      [alice, 'DEVICE_WIPED'],
    ],
  );
  assert.equal(harness.exchange.requests.length, before);
});

test('a blocked user gets nowhere by acting for a mailbox that would pass', async (t) => {
  const harness = await startHarness({
    exchange: { serviceAccounts: [bob] },
    devices: [device('alicephone', alice), device('bobphone', bob, { enrollment: 'wipePending' })],
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, { user: bob, body: ewsBody('FindItem', '', alice) });
  assert.equal(reply.status, 500);
  assert.equal((await harness.event(({ user }) => user === bob)).reason, 'DEVICE_WIPED');
  assert.equal(harness.exchange.requests.length, 0);
});

// .NET reads text and CDATA of an element as one string: what stands in a CDATA section is part of the name.
test('a mailbox half hidden in a CDATA section is read as Exchange reads it', async (t) => {
  const service = 'svc-ens@contoso.test';
  const harness = await startHarness({
    exchange: { serviceAccounts: [service] },
    settings: (settings) => withPolicies(settings, { serviceAccounts: [service] }),
    devices: [device('p1', 'lice@contoso.test'), device('p2', alice, { enrollment: 'wiped' })],
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, {
    user: service,
    body: ewsBody('FindItem', '', '<![CDATA[a]]>lice@contoso.test'),
  });
  assert.equal(reply.status, 500);
  const event = await harness.event(() => true);
  assert.deepEqual([event.mailbox, event.reason], [alice, 'DEVICE_WIPED']);
});

test('a refusal that needs the body leaves the connection usable', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  // Far more than what Node reads ahead, yet not enough to be worth a closed connection.
  const filling = `<m:Filling>${'x'.repeat(600_000)}</m:Filling>`;
  for (const body of [ewsBody('CreateItem', filling, bob), `<Nonsense>${filling}</Nonsense>`]) {
    const refused = await askEws(harness.port, {
      body,
      agent,
      headers: { Connection: 'keep-alive' },
    });
    assert.notEqual(refused.status, 200);
    assert.equal((await askEws(harness.port, { agent })).status, 200);
  }
});

test('unsupported methods are refused before Exchange hears of them', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const type1 = 'TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAGFKAAAADw==';
  for (const [authorization, authentication] of [
    [`NTLM ${type1}`, 'ntlm'],
    [`Negotiate ${type1}`, 'ntlm'],
    ['Negotiate YIIGQwYGKwYBBQUC', 'negotiate'],
    ['negotiate', 'negotiate'],
    ['Digest username="alice", realm="x", nonce="1", uri="/", response="2"', 'other'],
  ] as const) {
    for (const send of [
      () => askEws(harness.port, { user: null, headers: { Authorization: authorization } }),
      () =>
        askEas(harness.port, easQuery('Sync', 'alicephone'), {
          user: null,
          headers: { Authorization: authorization },
        }),
    ]) {
      const reply = await send();
      assert.equal(reply.status, 403, authorization);
      assert.match(reply.body, /use Basic or OAuth/);
      assert.equal(reply.headers['www-authenticate'], undefined);
    }
    const event = await harness.event((each) => each.authentication === authentication);
    assert.equal(event.reason, 'AUTHENTICATION_UNSUPPORTED');
  }
  assert.equal(harness.exchange.requests.length, 0);
});

test('malformed credentials are a 400, and nothing of them reaches journal or Exchange', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const coded = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
  for (const authorization of [
    'Basic',
    'Basic !!!',
    `Basic ${coded('no colon')}`,
    `Basic ${coded(`alice\u0000@contoso.test:${password}`)}`,
    `Basic ${coded(`${'a'.repeat(600)}:x`)}`,
    `Basic ${basic(alice).slice(6)} extra`,
    '=',
  ]) {
    const reply = await askEws(harness.port, {
      user: null,
      headers: { Authorization: authorization },
    });
    assert.equal(reply.status, 400, authorization);
  }
  const twice = [basic(alice), basic(bob)];
  assert.equal(
    (await askEws(harness.port, { user: null, headers: { Authorization: twice } })).status,
    400,
  );
  assert.equal(harness.exchange.requests.length, 0);
  assert.ok(
    harness.events().every(({ reason, user }) => reason === 'REQUEST_MALFORMED' && user === null),
  );
});

test('a Basic user name is read as UTF-8 where it is, else as Latin-1', async (t) => {
  const harness = await startHarness({
    exchange: { users: [...users, { upn: 'jürgen@contoso.test', password }] },
    devices: [device('phone', 'jürgen@contoso.test')],
  });
  t.after(harness.close);
  const coded = (encoding: BufferEncoding): string =>
    `Basic ${Buffer.from(`jürgen@contoso.test:${password}`, encoding).toString('base64')}`;
  for (const encoding of ['utf8', 'latin1'] as const) {
    await askEws(harness.port, { user: null, headers: { Authorization: coded(encoding) } });
  }
  await harness.event(({ seq, status }) => seq === 2 && status !== null);
  assert.deepEqual(
    harness.events().map(({ user, verdict }) => [user, verdict]),
    Array(2).fill(['jürgen@contoso.test', 'allowed']),
  );
});

function impersonation(mailbox: string): string {
  return `<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${mailbox}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
}
