/** A client's own Negotiate: NTLM inside it is read; a Kerberos ticket hides its user, and counts as somebody unknown (ADR 21). */
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { allowNtlm, challengeOf, ntlmClient, startPinned, type1, type3 } from './testing/ntlm.ts';
import type { Endable } from './testing/raw-client.ts';
import { krb5, negTokenInit, negTokenResp, oid } from './testing/spnego.ts';
import { startTap, towards } from './testing/tap.ts';
import type { Tap } from './testing/tap.ts';
import { basic, device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, ewsBody, findItem, lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';

const negotiate = (token: Buffer): string => `Negotiate ${token.toString('base64')}`;
const ticket = (user: string): Buffer =>
  negTokenInit([oid.kerberos, oid.ntlm], krb5(Buffer.from(`ticket of ${user}`)));

/** Takes our tickets, and remembers on the connection whose it was, as `authPersistNonNTLM` has it. */
async function startKerberos(
  t: Endable,
  policies: Partial<Policies>,
  headers: Record<string, string> = {},
): Promise<{ readonly harness: Harness; readonly tap: Tap }> {
  const signedIn = new Map<number, string>();
  const tap = await startTap((request, response) => {
    const at = request.rawHeaders.indexOf('Authorization');
    const said = Buffer.from(request.rawHeaders[at + 1]?.split(' ')[1] ?? '', 'base64').toString();
    const user = at < 0 ? signedIn.get(request.connection) : /ticket of (\w+)/.exec(said)?.[1];
    if (user === undefined) response.writeHead(401, { 'WWW-Authenticate': 'Negotiate' });
    else {
      signedIn.set(request.connection, user);
      const mutual = negotiate(negTokenResp(krb5()));
      response.writeHead(200, { 'WWW-Authenticate': mutual, ...headers });
    }
    response.end(user === undefined ? '' : `mail of ${user}`);
  });
  const harness = await startHarness({
    settings: (settings) => withPolicies(towards(tap.port)(settings), policies),
  });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  return { harness, tap };
}

function keepAlive(t: Endable): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  return agent;
}

const with_ = (agent: http.Agent, token: Buffer | null, body = findItem) => ({
  ...{ user: null, agent, body },
  headers: token === null ? {} : { Authorization: negotiate(token) },
});

test('while unknown users are blocked a ticket is refused in words of its own', async (t) => {
  const { harness, tap } = await startKerberos(t, {});
  const agent = keepAlive(t);
  for (const token of [
    ticket('alice'),
    krb5(),
    negTokenResp(null),
    negTokenInit([oid.kerberos], null),
  ]) {
    const reply = await askEws(harness.port, with_(agent, token));
    assert.equal(reply.status, 403);
    assert.match(reply.body, /Kerberos ticket hides who signs in/);
  }
  const eas = await askEas(
    harness.port,
    easQuery('Sync', 'alicephone'),
    with_(agent, ticket('alice')),
  );
  assert.equal(eas.status, 403);
  const event = await harness.event(({ seq }) => seq === 5);
  assert.deepEqual(
    [event.reason, event.authentication],
    ['AUTHENTICATION_UNSUPPORTED', 'negotiate'],
  );
  assert.equal(tap.requests.length, 0);
});

test('what is no token is refused in every mode', async (t) => {
  const { harness, tap } = await startKerberos(t, { mode: 'off' });
  for (const token of ['', ' YIIGQwYGKwYBBQUC', ' AAAA', ' %%%']) {
    const headers = { Authorization: `Negotiate${token}` };
    const reply = await askEws(harness.port, { user: null, headers });
    assert.equal(reply.status, 403, token);
  }
  assert.equal(tap.requests.length, 0);
});

for (const [policies, verdict] of [
  [{ unknownDevices: 'allow' }, 'allowed'],
  [{ mode: 'test' }, 'would-block'],
] as const) {
  test(`${verdict}: somebody unknown, on a connection of their own`, async (t) => {
    const { harness, tap } = await startKerberos(t, policies);
    const [agent, other] = [keepAlive(t), keepAlive(t)];
    const mail = async (...question: Parameters<typeof with_>): Promise<string> => {
      const reply: Reply = await askEws(harness.port, with_(...question));
      return reply.status === 200 ? reply.body : String(reply.status);
    };
    for (let round = 0; round < 20; round += 1) {
      assert.equal(await mail(agent, ticket('alice')), 'mail of alice');
      assert.equal(await mail(other, ticket('bob')), 'mail of bob');
      assert.equal(await mail(agent, null), 'mail of alice');
      assert.equal((await askEws(harness.port, { user: null })).status === 200, false);
      assert.equal(await mail(other, null), 'mail of bob');
    }
    const users = new Map<number, Set<string>>();
    for (const { connection, rawHeaders } of tap.requests) {
      const at = rawHeaders.indexOf('Authorization');
      if (at < 0) continue;
      const said = Buffer.from(rawHeaders[at + 1]?.split(' ')[1] ?? '', 'base64').toString();
      const whose = users.get(connection) ?? new Set();
      users.set(connection, whose.add(/ticket of (\w+)/.exec(said)?.[1] ?? ''));
    }
    assert.equal(users.size, 2, 'a ticket with each request needs no connection with each request');
    for (const whose of users.values()) assert.equal(whose.size, 1);
    const event = await harness.event(({ authentication }) => authentication === 'negotiate');
    assert.deepEqual([event.user, event.verdict, event.reason], [null, verdict, 'UNKNOWN_USER']);
  });
}

test('where Exchange forgets between requests a ticket with each of them still shares a connection', async (t) => {
  const persistent = { 'Persistent-Auth': 'false' };
  const { harness, tap } = await startKerberos(t, { unknownDevices: 'allow' }, persistent);
  const agent = keepAlive(t);
  for (let round = 0; round < 3; round += 1)
    assert.equal((await askEws(harness.port, with_(agent, ticket('alice')))).status, 200);
  assert.equal(new Set(tap.requests.map(({ connection }) => connection)).size, 1);
  assert.equal((await askEws(harness.port, with_(agent, null))).status, 401);
});

test('the proof of Exchange reaches the client that asked for it', async (t) => {
  const { harness } = await startKerberos(t, { unknownDevices: 'allow' });
  const reply = await askEws(harness.port, with_(keepAlive(t), ticket('alice')));
  assert.deepEqual(lines(reply, 'WWW-Authenticate'), [negotiate(negTokenResp(krb5()))]);
});

test('an unknown user names no device of others, and acts for nobody whose devices are blocked', async (t) => {
  const { harness, tap } = await startKerberos(t, { unknownDevices: 'allow' });
  harness.setDevices([
    device('alicephone', alice),
    device('bobphone', bob, { enrollment: 'wiped' }),
  ]);
  const agent = keepAlive(t);
  const query = easQuery('Sync', 'alicephone');
  assert.equal((await askEas(harness.port, query, with_(agent, ticket('alice')))).status, 403);
  const acting = ewsBody('FindItem', '', bob);
  assert.equal((await askEws(harness.port, with_(agent, ticket('alice'), acting))).status, 500);
  assert.equal(tap.requests.length, 0);
  await harness.event(({ reason }) => reason === 'DEVICE_NOT_OF_USER');
  await harness.event(({ reason, mailbox }) => reason === 'DEVICE_WIPED' && mailbox === bob);
});

test('NTLM inside Negotiate is NTLM: refused, or read for its user and pinned', async (t) => {
  const refusing = await startHarness({ exchange: { ntlm: true } });
  t.after(refusing.close);
  for (const token of [
    type1(),
    negTokenInit([oid.ntlm], type1()),
    negTokenResp(type3(null, { user: alice })),
  ]) {
    const reply = await askEws(refusing.port, with_(keepAlive(t), token));
    assert.equal(reply.status, 403);
    assert.match(reply.body, /NTLM is not allowed/);
  }
  assert.equal(refusing.exchange.requests.length, 0);

  const harness = await startPinned(t);
  for (const wrapped of [true, false]) {
    const client = ntlmClient(t, harness.port);
    const first = wrapped ? negTokenInit([oid.ntlm], type1()) : type1();
    const begun = await client.ask(negotiate(first));
    const challenge = challengeOf(begun, 'Negotiate');
    assert.ok(challenge !== null, 'the filter leaves what belongs to a sign-in');
    const message = challenge.subarray(challenge.indexOf('NTLMSSP'));
    const third = type3(message, { user: 'alice', domain: 'CONTOSO' });
    const answer = wrapped ? negTokenResp(third) : third;
    assert.equal((await client.ask(negotiate(answer))).status, 200);
    assert.equal((await client.ask()).status, 200);
    assert.equal(harness.exchange.requests.at(-1)?.user, alice);
  }
  const event = await harness.event(({ user }) => user !== null);
  assert.deepEqual([event.user, event.authentication], ['CONTOSO\\alice', 'ntlm']);
});

test('a ticket on a connection that is signed in by NTLM, and the reverse, begins anew', async (t) => {
  const harness = await startPinned(t, {
    settings: (settings) => withPolicies(allowNtlm(settings), { unknownDevices: 'allow' }),
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.ask(negotiate(ticket('bob')))).status, 401);
  assert.equal((await client.ask()).status, 401);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.ask(basic(bob))).status, 200);
  assert.equal((await client.ask()).status, 401);
});

test('an empty Bearer on a connection that is signed in is the probe that it is elsewhere', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  const reply = await client.ask('Bearer');
  assert.equal(reply.status, 401);
  assert.ok(lines(reply, 'WWW-Authenticate').some((line) => line.includes('authorization_uri')));
  const bare = await ask(harness.port, { path: '/EWS/Exchange.asmx', body: findItem });
  assert.equal(bare.status, 401);
});
