/** Certificates that were revoked, by the lists of their issuers (ADR 24). */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { soapOf } from '../../lab/index.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { quietFor } from '../../lab/testing/poll.ts';
import {
  askWith,
  connectWith,
  pkiFor,
  rawFindItem,
  startAsking,
  withCertificates,
} from './testing/certificates.ts';
import { startListServer } from './testing/list-server.ts';
import { eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { upn } from '../testing/client-pki.ts';
import { alice, askEws } from '../testing/mail-requests.ts';
import { basic } from '../testing/gateway-harness.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';

const often = { everyMs: 100, retryMs: 100, timeoutMs: 2000 };

async function world(t: Endable) {
  const pki = pkiFor(t);
  const server = await startListServer(t);
  const root = pki.authority('root');
  const client = pki.client('alice', 'root', { listUrl: server.url('root') });
  server.set('root', pki.list('root'));
  const change = { revocation: 'crl', authorities: [root.cert] } as const;
  const start = (folder: string | null = null, more: object = {}, pace = often) =>
    startAsking(t, { ...change, ...more }, { revocationLists: { folder, pace } });
  return { pki, server, root, client, change, start };
}

test(
  'a certificate that is revoked while its connections are open: all of them end, and it stays out',
  { skip },
  async (t) => {
    const { pki, server, client, start } = await world(t);
    const harness = await start();
    const idle = await connectWith(harness.port, client);
    idle.write(rawFindItem());
    await idle.until((text) => statuses(text).length === 1);
    assert.deepEqual(statuses(idle.received()), [200]);
    const subscribed = await askEws(harness.exchange.port, { body: soapOf.subscribe('Streaming') });
    const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
    const body = soapOf.getStreamingEvents([id], 30);
    const stream = await connectWith(harness.port, client);
    stream.write(
      `POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic(alice)}\r\n` +
        `Content-Type: text/xml\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
    );
    await stream.until((text) => text.includes('>OK<'));
    harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
    const poll = await connectWith(harness.port, client);
    poll.write(rawFindItem());
    await eventually(() => harness.gateway.status().requests === 1);
    const session = idle.socket.getSession();
    pki.revoke('root', 'alice');
    server.set('root', pki.list('root', { from: -60 }));
    assert.match(await poll.closed, /was revoked/);
    assert.doesNotMatch(await stream.closed, /was revoked/);
    await idle.closed;
    const again = await askWith(harness.port, { client });
    assert.equal(again.status, 403);
    assert.match(again.body, /was revoked/);
    const resumed = await askWith(harness.port, {
      client,
      options: { ...(session && { session }) },
    });
    assert.equal(resumed.status, 403);
    const event = await harness.event(
      ({ operation, reason }) =>
        operation === 'GetStreamingEvents' && reason === 'CLIENT_CERTIFICATE',
    );
    assert.match(event.remark ?? '', /cut: CLIENT_CERTIFICATE.*was revoked/);
  },
);

test('an issuer that is revoked takes its certificates along', { skip }, async (t) => {
  const { pki, server, root, change } = await world(t);
  const sub = pki.authority('sub', 'root', { listUrl: server.url('root') });
  const client = pki.client('b', 'sub', { names: upn(alice), listUrl: server.url('sub') });
  server.set('sub', pki.list('sub'));
  const authorities = [root.cert, sub.cert];
  const harness = await startAsking(
    t,
    { ...change, authorities },
    { revocationLists: { folder: null, pace: often } },
  );
  assert.equal((await askWith(harness.port, { client })).status, 200);
  // A false issuer of the same name, sent along, hides nothing.
  const forged = pki.authority('forged', 'forged', { subject: '/CN=sub' });
  pki.revoke('root', 'sub');
  server.set('root', pki.list('root', { from: -60 }));
  const chain = { ...client, cert: client.cert + forged.cert + sub.cert };
  await eventually(() => harness.gateway.problems().length === 0);
  let body = '';
  for (const until = Date.now() + PATIENCE_MS; !body.includes('revoked') && Date.now() < until;)
    body = (await askWith(harness.port, { client: chain })).body;
  assert.match(body, /has an issuer, CN=sub, that was revoked/);
});

test(
  'the server of the lists is away: the last good copy counts, across a restart of everything',
  { skip },
  async (t) => {
    const folder = temporaryFolder((remove) => t.after(remove), 'lists');
    const { server, client, start } = await world(t);
    const first = await start(folder);
    assert.equal((await askWith(first.port, { client })).status, 200);
    await eventually(() => readdirSync(folder).length === 1);
    await first.gateway.close();
    await server.stop();
    const second = await start(folder);
    assert.equal((await askWith(second.port, { client })).status, 200);
    await eventually(() => second.gateway.problems().length > 0);
    const [problem] = second.gateway.problems();
    assert.equal(problem?.code, 'REVOCATION_LIST');
    assert.match(problem.message, /cannot be had: .* The last good one counts until/);
    assert.equal((await askWith(second.port, { client })).status, 200);
  },
);

test(
  'no current list: refused in words, or allowed where the settings say so',
  { skip },
  async (t) => {
    const { pki, server, client, start } = await world(t);
    server.set('root', pki.list('root', { from: -7200, until: -3600 }));
    const strict = await start();
    const refused = await askWith(strict.port, { client });
    assert.equal(refused.status, 403);
    assert.match(refused.body, /no current revocation list of CN=root/);
    assert.match(strict.gateway.problems()[0]?.message ?? '', /its time is over/);
    // It comes again, and nobody has to restart anything.
    server.set('root', pki.list('root', { from: -60 }));
    await eventually(() => strict.gateway.problems().length === 0);
    assert.equal((await askWith(strict.port, { client })).status, 200);
    const bob = pki.client('other', 'root', { names: upn(alice) });
    pki.revoke('root', 'other');
    server.set('root', pki.list('root', { from: -7200, until: -3600 }));
    const lenient = await start(null, { staleCrl: 'allow' });
    assert.equal((await askWith(lenient.port, { client })).status, 200);
    assert.equal((await askWith(lenient.port, { client: bob })).status, 403);
    assert.ok(lenient.gateway.problems().length > 0);
  },
);

test('a list whose time ends while connections are open', { skip }, async (t) => {
  const { pki, server, client, change } = await world(t);
  server.set('root', pki.list('root', { until: 3600 }));
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const pace = { ...often, everyMs: 60_000, retryMs: 60_000 };
  const harness = await startAsking(t, change, { now, revocationLists: { folder: null, pace } });
  const idle = await connectWith(harness.port, client);
  idle.write(rawFindItem());
  await idle.until((text) => statuses(text).length === 1);
  ahead = 3_601_000;
  await idle.closed;
  assert.match((await askWith(harness.port, { client })).body, /no current revocation list/);
});

test('certificates without a place: the lists of the settings', { skip }, async (t) => {
  const { pki, server, start } = await world(t);
  const client = pki.client('plain', 'root', { names: upn(alice) });
  const without = await start();
  assert.equal((await askWith(without.port, { client })).status, 403);
  assert.match(without.gateway.problems()[0]?.message ?? '', /No revocation list of CN=root/);
  const harness = await start(null, { crlUrls: [server.url('root')] });
  assert.equal((await askWith(harness.port, { client })).status, 200);
  // A place that was taken out of the settings, or whose authority is gone, is no longer asked nor warned of.
  const gone = withCertificates(harness.settings, { crlUrls: [server.url('nothing')] });
  assert.ok((await harness.gateway.restart(gone)).ok);
  await eventually(() => harness.gateway.problems().some(({ message }) => /nothing/.test(message)));
  const back = withCertificates(harness.settings, { crlUrls: [server.url('root')] });
  assert.ok((await harness.gateway.restart(back)).ok);
  await eventually(() => harness.gateway.problems().length === 0);
  const off = withCertificates(harness.settings, { revocation: 'off', crlUrls: [] });
  assert.ok((await harness.gateway.restart(off)).ok);
  assert.equal((await askWith(harness.port, { client })).status, 200);
  assert.deepEqual(harness.gateway.problems(), []);
  // What was on its way arrives; then nothing more does, although it was looked for ten times a second.
  await eventually(quietFor(400, () => server.asked()['root'] ?? 0));
});

test(
  'a server that hangs keeps connections waiting for its time and no longer; one attempt for all',
  { skip },
  async (t) => {
    const { server, client, start } = await world(t);
    server.set('root', () => undefined);
    const pace = { everyMs: 60_000, retryMs: 60_000, timeoutMs: 500 };
    const harness = await start(null, {}, pace);
    const replies = await Promise.all([1, 2, 3].map(() => askWith(harness.port, { client })));
    assert.deepEqual(
      replies.map(({ status }) => status),
      [403, 403, 403],
    );
    assert.equal(server.asked()['root'], 1);
    const told = harness.gateway.problems().map(({ message }) => message);
    assert.ok(
      told.some((message) => message.includes('no answer in time')),
      told.join(),
    );
  },
);
