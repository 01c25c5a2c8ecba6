/** What becomes of connections, requests and streams while trust, settings and time change (ADR 24). */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  askWith,
  connectWith,
  pkiFor,
  rawFindItem,
  startAsking,
  startForAlice,
  withCertificates,
} from './testing/certificates.ts';
import type { Change } from './testing/certificates.ts';
import { eventually, statuses } from './testing/raw-client.ts';
import type { Made } from '../testing/client-pki.ts';
import { upn } from '../testing/client-pki.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { alice, bob } from '../testing/mail-requests.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';

const adopt = async (harness: Harness, change: Change): Promise<void> => {
  assert.ok((await harness.gateway.restart(withCertificates(harness.settings, change))).ok);
};

/** A FindItem that Exchange never answers. */
const hanging = { faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] } as const;

async function asked(harness: Harness, client: Made) {
  const connection = await connectWith(harness.port, client);
  connection.write(rawFindItem());
  await connection.until((text) => statuses(text).length === 1);
  return connection;
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(
    `${version}: no session is resumed where certificates are asked for`,
    { skip },
    async (t) => {
      const { pki, client, harness } = await startForAlice(t);
      const options = { minVersion: version, maxVersion: version };
      const sessions: Buffer[] = [];
      const first = await connectWith(harness.port, client, options);
      first.socket.on('session', (session: Buffer) => sessions.push(session));
      first.write(rawFindItem());
      await first.until((text) => statuses(text).length === 1);
      const own = first.socket.getSession();
      for (const session of [...sessions, ...(own === undefined ? [] : [own])]) {
        // Without its certificate: a session would bring the one of before.
        const again = await connectWith(harness.port, null, { ...options, session });
        assert.equal(again.socket.isSessionReused(), false);
        again.write(rawFindItem());
        assert.deepEqual(statuses(await again.until((text) => statuses(text).length === 1)), [403]);
        again.socket.destroy();
      }
      first.socket.destroy();
      const flag = version === 'TLSv1.2' ? '-tls1_2' : '-tls1_3';
      const file = join(pki.folder, 'session');
      const files = ['-cert', pki.path('alice', 'pem'), '-key', pki.path('alice', 'key')];
      const run = (...more: readonly string[]): Promise<string> =>
        new Promise((resolve) => {
          const at = `127.0.0.1:${String(harness.port)}`;
          const args = ['s_client', '-connect', at, flag, ...files, ...more];
          const child = execFile('openssl', args, (_error, out) => resolve(out));
          // TLS 1.3 sends its tickets after the handshake: an answer comes behind them.
          child.stdin?.write(
            'GET /EWS/Services.wsdl HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
          );
        });
      const reconnected = await run('-reconnect');
      assert.match(reconnected, /^New, TLSv1/m);
      assert.doesNotMatch(reconnected, /^Reused/m);
      assert.match(await run('-sess_out', file), /^New, TLSv1/m);
      // Where no session was given, openssl leaves no file.
      assert.doesNotMatch(existsSync(file) ? await run('-sess_in', file) : '', /^Reused/m);
    },
  );
}

test('sessions go on being resumed where none is asked for', { skip }, async (t) => {
  const harness = await startAsking(
    t,
    {},
    { settings: (all) => ({ ...all, clientCertificates: null }) },
  );
  const options = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
  const first = await connectWith(harness.port, null, options);
  const session = first.socket.getSession();
  first.socket.destroy();
  assert.ok(session);
  const again = await connectWith(harness.port, null, { ...options, session });
  assert.equal(again.socket.isSessionReused(), true);
  again.socket.destroy();
});

test(
  'an authority that is taken out: idle connections close, requests and streams end, others go on',
  { skip },
  async (t) => {
    const pki = pkiFor(t);
    const [one, two] = [pki.authority('one'), pki.authority('two')];
    const gone = pki.client('a', 'one', { names: upn(alice) });
    const kept = pki.client('b', 'two', { names: upn(alice) });
    const harness = await startAsking(t, { authorities: [one.cert, two.cert] });
    const [idle, other] = [await asked(harness, gone), await asked(harness, kept)];
    harness.exchange.set(hanging);
    const busy = await connectWith(harness.port, gone);
    busy.write(rawFindItem());
    await eventually(() => harness.gateway.status().requests === 1);
    await adopt(harness, { authorities: [two.cert] });
    const said = await busy.closed;
    assert.deepEqual(statuses(said), [403]);
    assert.match(said, /no longer accepted here/);
    await idle.closed;
    const event = await harness.event(({ remark }) => remark?.includes('cut:') === true);
    assert.equal(event.reason, 'CLIENT_CERTIFICATE');
    assert.equal(event.verdict, 'blocked');
    assert.equal((await askWith(harness.port, { client: gone })).status, 403);
    harness.exchange.set({ faults: [] });
    other.write(rawFindItem());
    await other.until((text) => statuses(text).length === 2);
    assert.deepEqual(statuses(other.received()), [200, 200]);
  },
);

test('required from now on: who has none is cut; off: everything goes on', { skip }, async (t) => {
  const { root, client, harness } = await startForAlice(t, { mode: 'optional' });
  const without = await connectWith(harness.port, null);
  without.write(rawFindItem());
  await without.until((text) => statuses(text).length === 1);
  const brought = await asked(harness, client);
  await adopt(harness, { mode: 'required', authorities: [root.cert] });
  await without.closed;
  assert.equal(brought.socket.destroyed, false);
  const off = { ...harness.settings, clientCertificates: null };
  assert.ok((await harness.gateway.restart(off)).ok);
  brought.write(rawFindItem());
  await brought.until((text) => statuses(text).length === 2);
  assert.equal((await askWith(harness.port)).status, 200);
  await adopt(harness, { mode: 'required', authorities: [root.cert] });
  assert.equal((await askWith(harness.port)).status, 403);
  assert.equal((await askWith(harness.port, { client })).status, 200);
});

test('another rule for the user: who would be somebody else is cut', { skip }, async (t) => {
  const pki = pkiFor(t);
  const root = pki.authority('root');
  const client = pki.client('both', 'root', { names: `${upn(alice)},email:${bob}` });
  const harness = await startAsking(t, { authorities: [root.cert] }, { exchange: hanging });
  const busy = await connectWith(harness.port, client);
  busy.write(rawFindItem());
  await eventually(() => harness.gateway.status().requests === 1);
  await adopt(harness, { authorities: [root.cert], identity: 'rfc822' });
  assert.match(await busy.closed, /another user now/);
});

test('a certificate that expires while its connection is open', { skip }, async (t) => {
  const pki = pkiFor(t);
  const root = pki.authority('root');
  const client = pki.client('alice', 'root', { until: 3600 });
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const harness = await startAsking(t, { authorities: [root.cert] }, { now });
  const idle = await asked(harness, client);
  harness.exchange.set(hanging);
  const busy = await connectWith(harness.port, client);
  busy.write(rawFindItem());
  await eventually(() => harness.gateway.status().requests === 1);
  ahead = 3601_000;
  assert.match(await busy.closed, /has expired/);
  await idle.closed;
});

test(
  'clients are asked for the authorities of the folder, and for none of the system',
  { skip },
  async (t) => {
    const pki = pkiFor(t);
    const own = pki.authority('own');
    const harness = await startAsking(t, { authorities: [own.cert] });
    const said = await new Promise<string>((resolve) => {
      const at = `127.0.0.1:${String(harness.port)}`;
      const child = execFile('openssl', ['s_client', '-connect', at], (_error, out) =>
        resolve(out),
      );
      child.stdin?.end();
    });
    const [, names = ''] =
      /Acceptable client certificate CA names\n((?:.*=.*\n)*)/.exec(said) ?? [];
    assert.deepEqual(
      names
        .replace(/ /g, '')
        .split('\n')
        .filter((line) => /^(?:C|CN|O)=/.test(line)),
      ['CN=own'],
    );
  },
);
