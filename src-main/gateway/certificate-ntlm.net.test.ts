/** NTLM beside a client certificate: a sign-in of a connection, by the user of the certificate alone (ADR 21, 24). */
import assert from 'node:assert/strict';
import https from 'node:https';
import { test } from 'node:test';
import { askWith, pkiFor, startAsking } from './testing/certificates.ts';
import { allowNtlm, ntlm, type1, type3 } from './testing/ntlm.ts';
import type { Endable } from './testing/raw-client.ts';
import type { Made } from '../testing/client-pki.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';

function signer(t: Endable, port: number, client: Made) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const ask = (authorization: string | null) => askWith(port, { client, agent, authorization });
  const signIn = async (user: string) => {
    const first = await ask(ntlm(type1()));
    assert.equal(first.status, 401);
    const [, token = ''] = /NTLM ([A-Za-z0-9+/=]+)/.exec(first.challenge) ?? [];
    return ask(ntlm(type3(Buffer.from(token, 'base64'), { user, domain: 'CONTOSO' })));
  };
  return { ask, signIn };
}

test('the user of the certificate signs in, and nobody else', { skip }, async (t) => {
  const pki = pkiFor(t);
  const root = pki.authority('root');
  const client = pki.client('alice', 'root');
  const harness = await startAsking(
    t,
    { authorities: [root.cert] },
    { exchange: { ntlm: true }, settings: allowNtlm },
  );
  const alice = signer(t, harness.port, client);
  assert.equal((await alice.signIn('alice')).status, 200);
  assert.equal((await alice.ask(null)).status, 200);
  const bob = signer(t, harness.port, client);
  const refused = await bob.signIn('bob');
  assert.equal(refused.status, 403);
  assert.match(refused.body, /names another user/);
  // Nothing of the sign-in is left for who asks next.
  assert.equal((await bob.ask(null)).status, 401);
});

test('with delegation no step of it reaches Exchange', { skip }, async (t) => {
  const pki = pkiFor(t);
  const root = pki.authority('root');
  const client = pki.client('alice', 'root');
  const harness = await startAsking(
    t,
    { authorities: [root.cert] },
    { exchange: { ntlm: true }, settings: allowNtlm, kcd: true },
  );
  const { ask } = signer(t, harness.port, client);
  const steps = [type1(), type3(null, { user: 'alice', domain: 'CONTOSO' })];
  // Nobody gives a ticket here; a sign-in of the client's own is not taken instead.
  for (const step of steps) assert.equal((await ask(ntlm(step))).status, 502);
  assert.equal((await ask(ntlm(type3(null, { user: 'bob', domain: 'CONTOSO' })))).status, 403);
  assert.deepEqual(harness.exchange.requests, []);
});
