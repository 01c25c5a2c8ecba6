/** Who asks: user names and credentials, and what becomes of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  basic,
  device,
  password,
  startHarness,
  users,
  withPolicies,
} from '../testing/gateway-harness.ts';
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
