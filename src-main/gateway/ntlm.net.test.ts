/** NTLM: refused in words by default; where it is allowed, each client connection on one of its own (ADR 21). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challengeOf, ntlm, ntlmClient, startPinned, type1, type3 } from './testing/ntlm.ts';
import { eventually } from './testing/raw-client.ts';
import { startExchange } from '../../lab/index.ts';
import {
  addressOf,
  basic,
  device,
  startHarness,
  users,
  withPolicies,
} from '../testing/gateway-harness.ts';
import { ewsBody, lines } from '../testing/http-client.ts';
import { alice, bob, receivedLines } from '../testing/mail-requests.ts';

test('by default it is refused in words, and Exchange hears nothing of it', async (t) => {
  const harness = await startHarness({ exchange: { ntlm: true } });
  t.after(harness.close);
  const client = ntlmClient(t, harness.port);
  for (const authorization of [ntlm(type1()), ntlm(type3(null, { user: alice }))]) {
    const reply = await client.ask(authorization);
    assert.equal(reply.status, 403);
    assert.match(reply.body, /NTLM is not allowed .* use Basic or OAuth/);
  }
  const event = await harness.event(({ seq }) => seq === 2);
  assert.deepEqual([event.reason, event.authentication], ['AUTHENTICATION_UNSUPPORTED', 'ntlm']);
  assert.match(event.remark ?? '', /authentication\.ntlm/);
  assert.equal(harness.exchange.requests.length, 0);
});

test('allowed, it signs in a connection; requests that follow without a word are that user', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  const signedIn = await client.signIn({ user: 'alice', domain: 'CONTOSO' });
  assert.equal(signedIn.status, 200);
  for (let times = 0; times < 3; times += 1) assert.equal((await client.ask()).status, 200);

  await harness.event(({ seq, status }) => seq === 5 && status === 200);
  assert.deepEqual(
    harness
      .events()
      .map(({ user, verdict, reason, authentication, identity, status }) => [
        ...[user, verdict, reason, authentication, identity, status],
      ]),
    [
      [null, 'allowed', 'NO_IDENTITY', 'ntlm', 'claimed', 401],
      ...Array<unknown>(4).fill(['CONTOSO\\alice', 'allowed', 'COMPLIANT', 'ntlm', 'proven', 200]),
    ],
  );
  const { requests } = harness.exchange;
  assert.equal(new Set(requests.map(({ connection }) => connection)).size, 1);
  assert.equal(receivedLines(requests[2], 'Authorization').length, 0);
  assert.equal(requests[4]?.user, alice);
});

test('every form of the name is read from the third message', async (t) => {
  const harness = await startPinned(t);
  for (const account of [
    { user: alice },
    { user: 'ALICE', domain: 'contoso' },
    { user: 'alice' },
    { user: 'alice', domain: 'CONTOSO', unicode: false },
  ]) {
    const reply = await ntlmClient(t, harness.port).signIn(account);
    assert.equal(reply.status, 200, JSON.stringify(account));
  }
});

test('names in other letters than agreed are refused', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  const begun = await client.ask(ntlm(type1(false)));
  const reply = await client.ask(
    ntlm(type3(challengeOf(begun), { user: 'alice', domain: 'CONTOSO' })),
  );
  assert.equal(reply.status, 400);
  assert.equal(harness.exchange.requests.length, 1);
});

test('a wrong password proves nobody, before and after', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice, password: 'wrong' })).status, 401);
  assert.equal((await client.ask()).status, 401);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.signIn({ user: alice, password: 'wrong' })).status, 401);
  assert.equal((await client.ask()).status, 401);
  const { requests } = harness.exchange;
  assert.deepEqual(
    requests.filter(({ status }) => status === 200).map(({ user }) => user),
    [alice],
  );
});

test('a blocked user gets no further than the challenge', async (t) => {
  const harness = await startPinned(t, {
    devices: [device('alicephone', alice, { enrollment: 'wiped' }), device('bobphone', bob)],
  });
  const client = ntlmClient(t, harness.port);
  const reply = await client.signIn({ user: alice });
  assert.equal(reply.status, 500);
  assert.equal(harness.exchange.requests.length, 1);
  const event = await harness.event(({ user }) => user === alice);
  assert.deepEqual([event.verdict, event.reason], ['blocked', 'DEVICE_WIPED']);
  assert.equal((await client.ask()).status, 401);
  await eventually(() => harness.exchange.connections() === 1, 'the signed-in connection is gone');
});

test('a wipe between two requests blocks the next one, which reads why', async (t) => {
  const harness = await startPinned(t, {
    settings: (settings) => ({
      ...settings,
      compliance: { ...settings.compliance, ens: { ...settings.compliance.ens, sources: [] } },
    }),
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wiped' })]);
  const reply = await client.ask();
  assert.equal(reply.status, 500);
  assert.match(reply.body, /DEVICE_WIPED/);
  harness.setDevices([device('alicephone', alice)]);
  assert.equal((await client.ask()).status, 200);
  assert.equal(harness.exchange.requests.length, 3);
});

test('who acts for a mailbox is decided on as with Basic', async (t) => {
  const harness = await startPinned(t, {
    devices: [device('alicephone', alice), device('bobphone', bob, { enrollment: 'wiped' })],
    exchange: { serviceAccounts: [alice] },
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.ask(undefined, ewsBody('FindItem', '', bob))).status, 500);
  const event = await harness.event(({ mailbox }) => mailbox === bob);
  assert.deepEqual([event.user, event.authentication, event.verdict], [alice, 'ntlm', 'blocked']);
});

test('a step that gets content instead of a challenge becomes a 403', async (t) => {
  for (const unknownDevices of ['block', 'allow'] as const) {
    const harness = await startPinned(t, {
      settings: (settings) => withPolicies(settings, { unknownDevices }),
    });
    for (const status of [200, 302, 500, 503]) {
      harness.exchange.set({ faults: [{ fault: { kind: 'status', status } }] });
      const reply = await ntlmClient(t, harness.port).ask(ntlm(type1()));
      assert.equal(reply.status, 403, `${unknownDevices} ${status}`);
    }
  }
});

test('Basic, Bearer and another user leave the connection', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  for (const authorization of [basic(bob), 'Bearer', `Bearer ${harness.exchange.mintToken(bob)}`]) {
    assert.equal((await client.signIn({ user: alice })).status, 200);
    const other = await client.ask(authorization);
    assert.equal(other.status, authorization === 'Bearer' ? 401 : 200, authorization);
    assert.equal((await client.ask()).status, 401, 'nobody is signed in any more');
  }
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.signIn({ user: bob })).status, 200);
  const bare = await client.ask();
  assert.equal(bare.status, 200);
  const event = await harness.event(({ seq }) => seq === harness.events().length);
  assert.equal(event.user, bob);
  assert.equal(harness.exchange.requests.at(-1)?.user, bob);
});

test('when the connection to Exchange ends, the next request is nobody', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  harness.exchange.set({ faults: [{ fault: { kind: 'reset' }, times: 1 }] });
  assert.equal((await client.ask()).status, 502);
  assert.equal((await client.ask()).status, 401);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.ask()).status, 200);
});

test('a redirect leads nobody who is signed in to another server', async (t) => {
  const other = await startExchange({ users, ntlm: true });
  t.after(other.close);
  const harness = await startPinned(t, {
    settings: (settings) => ({
      ...settings,
      emailServer: { ...settings.emailServer, redirectHosts: [addressOf(other)] },
    }),
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  const location = ['Location', other.ewsUrl] as const;
  const fault = { kind: 'status', status: 307, headers: [location] } as const;
  harness.exchange.set({ faults: [{ fault, times: 1 }] });
  assert.equal((await client.ask()).status, 502);
  assert.equal(other.requests.length, 0);
  const event = await harness.event(({ reason }) => reason === 'REDIRECT_REFUSED');
  assert.match(event.remark ?? '', /signed in/);
});

test('where Exchange says that it forgets, nothing is taken for remembered', async (t) => {
  const harness = await startPinned(t, {
    exchange: { extraHeaders: [['Persistent-Auth', 'false']] },
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  assert.equal((await client.ask()).status, 401);
});

test('the challenges of Exchange offer NTLM where it is allowed, and no Negotiate', async (t) => {
  const harness = await startPinned(t);
  const reply = await ntlmClient(t, harness.port).ask();
  assert.deepEqual(lines(reply, 'WWW-Authenticate').slice(0, 2), [
    'NTLM',
    'Basic realm="mail.lab.example"',
  ]);
});

test('test mode and off pass it on, too, and say what would be', async (t) => {
  for (const [mode, verdict] of [
    ['test', 'would-block'],
    ['off', 'allowed'],
  ] as const) {
    const harness = await startPinned(t, {
      devices: [],
      settings: (settings) => withPolicies(settings, { mode }),
    });
    assert.equal((await ntlmClient(t, harness.port).signIn({ user: alice })).status, 200);
    const event = await harness.event(({ user }) => user === alice);
    assert.equal(event.verdict, verdict);
  }
});
