// What becomes of Exchange's 401 with `remove.unsupported.auth.for.ews`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEARER_CHALLENGE } from '../../lab/index.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, askRaw, lines } from '../testing/http-client.ts';
import { alice, askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const basicChallenge = 'Basic realm="mail.lab.example"';
const all = ['Negotiate', 'NTLM', basicChallenge, BEARER_CHALLENGE];
const nobody = { user: null };

function removing(remove: boolean): (settings: GatewaySettings) => GatewaySettings {
  return (settings) => ({
    ...settings,
    vendor: { ...settings.vendor, removeUnsupportedAuth: remove },
  });
}

async function challenges(
  harness: Harness,
  user: string | null = null,
): Promise<readonly string[]> {
  const reply = await askEws(harness.port, { user });
  assert.equal(reply.status, 401);
  return lines(reply, 'WWW-Authenticate');
}

test('Basic and Bearer stay, in order, a line each', async (t) => {
  const harness = await startHarness({ exchange: { challenges: all } });
  t.after(harness.close);
  assert.deepEqual(await challenges(harness), [basicChallenge, BEARER_CHALLENGE]);
  const get = await askEws(harness.port, { ...nobody, method: 'GET' });
  assert.deepEqual(lines(get, 'WWW-Authenticate'), [basicChallenge, BEARER_CHALLENGE]);
  // The other way round, among other lines, and for a password that Exchange refuses.
  harness.exchange.set({
    challenges: [BEARER_CHALLENGE, 'NTLM', basicChallenge, 'Negotiate'],
    refuseBasic: true,
    extraHeaders: [['X-Between', 'NTLM, Negotiate']],
  });
  assert.deepEqual(await challenges(harness, alice), [BEARER_CHALLENGE, basicChallenge]);
  const reply = await askEws(harness.port, nobody);
  assert.deepEqual(lines(reply, 'X-Between'), ['NTLM, Negotiate']);
  assert.equal(reply.statusMessage, 'Unauthorized');
  assert.ok(harness.events().every(({ reason }) => reason !== 'NO_METHOD_LEFT'));
  assert.deepEqual(harness.gateway.status().noMethodLeft, []);
});

test('joined lines and odd spellings are taken apart without harm to what stays', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const [sent, left] of [
    [['Negotiate, NTLM, Basic realm="x"'], ['Basic realm="x"']],
    [['NTLM,Basic realm="a, NTLM",Negotiate'], ['Basic realm="a, NTLM"']],
    [['ntlm', 'nEGOTIATE', 'Basic realm="x"'], ['Basic realm="x"']],
    [['Negotiate oYG2MIGz=', 'NTLM TlRMTVNTUAAC', 'Basic realm="x"'], ['Basic realm="x"']],
    [[`${BEARER_CHALLENGE},Basic realm="x"`, 'NTLM'], [`${BEARER_CHALLENGE},Basic realm="x"`]],
    [
      ['Digest realm="d", nonce="1", qop="auth"', 'NTLM'],
      ['Digest realm="d", nonce="1", qop="auth"'],
    ],
    [['Basic realm="x", NTLM'], ['Basic realm="x"']],
    [
      ['NTLMv2', 'Basic'],
      ['NTLMv2', 'Basic'],
    ],
  ] as const) {
    harness.exchange.set({ challenges: sent });
    assert.deepEqual(await challenges(harness), left, sent.join(' | '));
  }
});

test('with false not a byte of the head changes', async (t) => {
  const odd = ['Negotiate', 'NTLM', 'Basic   realm="x" ,NTLM', BEARER_CHALLENGE];
  const harness = await startHarness({ exchange: { challenges: odd }, settings: removing(false) });
  t.after(harness.close);
  const direct = await askEws(harness.exchange.port, nobody);
  const through = await askEws(harness.port, nobody);
  assert.deepEqual(lines(through, 'WWW-Authenticate'), odd);
  assert.deepEqual(comparable(through.rawHeaders), comparable(direct.rawHeaders));
  assert.equal(through.statusMessage, direct.statusMessage);
});

test('with true only the two lines are missing', async (t) => {
  const harness = await startHarness({ exchange: { challenges: all } });
  t.after(harness.close);
  const direct = await askEws(harness.exchange.port, nobody);
  const through = await askEws(harness.port, nobody);
  const expected = comparable(direct.rawHeaders).filter(
    (line) => !/^WWW-Authenticate: (?:NTLM|Negotiate)$/.test(line),
  );
  assert.equal(expected.length, comparable(direct.rawHeaders).length - 2);
  assert.deepEqual(comparable(through.rawHeaders), expected);
});

test('ActiveSync is never filtered', async (t) => {
  const harness = await startHarness({ exchange: { easChallenges: all } });
  t.after(harness.close);
  const reply = await askEas(harness.port, easQuery('Sync', 'alicephone'), nobody);
  assert.equal(reply.status, 401);
  assert.deepEqual(lines(reply, 'WWW-Authenticate'), all);
  harness.exchange.set({ easChallenges: ['NTLM'] });
  const only = await askEas(harness.port, null, { ...nobody, method: 'OPTIONS' });
  assert.deepEqual(lines(only, 'WWW-Authenticate'), ['NTLM']);
  assert.deepEqual(harness.gateway.status().noMethodLeft, []);
});

test('the documents of EWS are filtered as EWS is', async (t) => {
  const fault = {
    kind: 'status',
    status: 401,
    headers: all.map((value) => ['WWW-Authenticate', value] as const),
  } as const;
  const harness = await startHarness({ exchange: { faults: [{ fault }] } });
  t.after(harness.close);
  const reply = await ask(harness.port, { path: '/EWS/Services.wsdl', method: 'GET' });
  assert.deepEqual(lines(reply, 'WWW-Authenticate'), [basicChallenge, BEARER_CHALLENGE]);
});

test('when nothing is left the 401 goes on bare, and the client who will fail is named', async (t) => {
  const harness = await startHarness({ exchange: { challenges: ['Negotiate', 'NTLM'] } });
  t.after(harness.close);
  const raw = await askRaw(
    harness.port,
    'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
  );
  assert.match(raw, /^HTTP\/1\.1 401 Unauthorized\r\n/);
  assert.doesNotMatch(raw, /www-authenticate/i);
  const event = await harness.event(({ status }) => status === 401);
  assert.deepEqual(
    [event.reason, event.verdict, event.answeredBy, event.user],
    ['NO_METHOD_LEFT', 'allowed', 'exchange', null],
  );
  const [first] = harness.gateway.status().noMethodLeft;
  assert.deepEqual([first?.client, first?.user], ['127.0.0.1', null]);

  harness.exchange.set({ refuseBasic: true });
  assert.deepEqual(await challenges(harness, alice), []);
  await askEws(harness.port, { from: '127.0.0.2', user: null });
  assert.deepEqual(
    harness.gateway.status().noMethodLeft.map(({ client, user }) => [client, user]),
    [
      ['127.0.0.1', null],
      ['127.0.0.1', alice],
      ['127.0.0.2', null],
    ],
  );
  // The same client again is one entry, and a restart begins anew.
  assert.deepEqual(await challenges(harness, alice), []);
  assert.equal(harness.gateway.status().noMethodLeft.length, 3);
  const restarted = await harness.gateway.restart(harness.settings);
  assert.ok(restarted.ok);
  assert.deepEqual(harness.gateway.status().noMethodLeft, []);
});

test('a 401 that offered nothing is no NO_METHOD_LEFT', async (t) => {
  const harness = await startHarness({ exchange: { challenges: [] } });
  t.after(harness.close);
  assert.deepEqual(await challenges(harness), []);
  assert.equal((await harness.event(({ status }) => status === 401)).reason, 'NO_IDENTITY');
  assert.deepEqual(harness.gateway.status().noMethodLeft, []);
});

test('the switch counts from the restart that puts it in force', async (t) => {
  const harness = await startHarness({ exchange: { challenges: all }, settings: removing(false) });
  t.after(harness.close);
  assert.equal((await challenges(harness)).length, 4);
  const next = removing(true)(harness.settings);
  assert.ok((await harness.gateway.restart(next)).ok);
  assert.equal((await challenges(harness)).length, 2);
});

/** All lines but those that differ from answer to answer. */
function comparable(rawHeaders: readonly string[]): readonly string[] {
  const changing = /^(?:request-id|Date|Connection|Keep-Alive)$/i;
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 1 || changing.test(name) ? [] : [`${name}: ${rawHeaders[at + 1] ?? ''}`],
  );
}
