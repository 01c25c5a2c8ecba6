/** A single certificate in `config/trust`: believed as itself, for its own name, and for nothing else (ADR 27). */
import assert from 'node:assert/strict';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { startHarness } from '../testing/gateway-harness.ts';
import { askEws } from '../testing/mail-requests.ts';
import { hasOpenssl } from '../testing/temporary-certificate.ts';
import { makeTemporary } from '../testing/temporary-folder.ts';
import { makeCertificate, offset, openssl } from '../testing/tls-material.ts';

const skip = hasOpenssl ? false : 'needs the openssl command';
const { path: folder, remove } = makeTemporary('pinned');
const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8');
const key = (name: string): string => readFileSync(join(folder, `${name}.key`), 'utf8');

// Node 18 runs no `before` outside of a suite.
if (hasOpenssl) {
  makeCertificate(folder, { name: 'root', authority: true });
  makeCertificate(folder, { name: 'middle', issuer: 'root', authority: true });
  makeCertificate(folder, { name: 'leaf', issuer: 'middle' });
  makeCertificate(folder, { name: 'twin', issuer: 'middle', subject: '/CN=leaf' });
  makeCertificate(folder, { name: 'self' });
  makeCertificate(folder, { name: 'below', issuer: 'self' });
  makeCertificate(folder, { name: 'old', issuer: 'root', from: offset(-2), until: offset(-1) });
  makeCertificate(folder, { name: 'early', issuer: 'root', from: offset(1), until: offset(2) });
  // As Exchange makes them: signed by itself, and not to sign anything. BoringSSL takes it for no anchor.
  const use = ['-addext', 'keyUsage=critical,digitalSignature,keyEncipherment'];
  const what = [
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    '-addext',
    'subjectAltName=DNS:localhost',
  ];
  const files = ['-keyout', join(folder, 'exchange.key'), '-out', join(folder, 'exchange.pem')];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=exchange', '-days', '2'];
  openssl('req', '-x509', ...made, ...use, ...what, ...files);
}
after(remove);

interface Situation {
  /** What the server shows: its own, then what it sends along. */
  readonly shows: readonly string[];
  readonly trusted: readonly string[];
  /** Asked by its address, which the certificate of `exchange` does not name. */
  readonly byAddress?: boolean;
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
}

interface Ends {
  readonly after: (end: () => Promise<void>) => void;
}

async function behindGateway(t: Ends, { shows, trusted, byAddress, version }: Situation) {
  const own = shows[0] ?? '';
  const limits = version === undefined ? {} : { minVersion: version, maxVersion: version };
  let requests = 0;
  const server = https.createServer(
    { key: key(own), cert: shows.map(pem).join(''), ...limits },
    (request, response) => {
      requests += 1;
      request.resume();
      response.writeHead(200, { Connection: 'close' }).end('answer');
    },
  );
  const reused: boolean[] = [];
  server.on('secureConnection', (socket: TLSSocket) => reused.push(socket.isSessionReused()));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { address, port } = server.address() as AddressInfo;
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      trustedCertificates: trusted.map(pem),
      emailServer: {
        ...settings.emailServer,
        address: { scheme: 'https', host: byAddress === true ? address : 'localhost', port },
      },
    }),
  });
  t.after(async () => {
    await harness.close();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const ask = async (): Promise<number> => (await askEws(harness.port)).status;
  return { ask, reused, requests: () => requests, harness };
}

const good: readonly [string, Situation][] = [
  ['issued by an unknown authority', { shows: ['leaf'], trusted: ['leaf'] }],
  ['with its intermediate sent along', { shows: ['leaf', 'middle'], trusted: ['leaf'] }],
  ['with the whole chain sent along', { shows: ['leaf', 'middle', 'root'], trusted: ['leaf'] }],
  ['signed by itself', { shows: ['self'], trusted: ['self'] }],
  ['signed by itself, as Exchange makes them', { shows: ['exchange'], trusted: ['exchange'] }],
  ['beside an authority that is trusted', { shows: ['leaf', 'middle'], trusted: ['root', 'self'] }],
];
for (const [what, situation] of good) {
  test(`believed: ${what}`, { skip }, async (t) => {
    const { ask } = await behindGateway(t, situation);
    assert.equal(await ask(), 200);
  });
}

const bad: readonly [string, Situation][] = [
  ['nothing is trusted', { shows: ['leaf', 'middle', 'root'], trusted: [] }],
  [
    'another of the same name, from the same authority',
    { shows: ['twin', 'middle'], trusted: ['leaf'] },
  ],
  ['a certificate that the single one signed', { shows: ['below', 'self'], trusted: ['self'] }],
  [
    'an intermediate alone is no single certificate',
    { shows: ['leaf', 'middle'], trusted: ['middle'] },
  ],
  ['it has expired', { shows: ['old'], trusted: ['old'] }],
  ['it is not valid yet', { shows: ['early'], trusted: ['early'] }],
  ['it has another name', { shows: ['exchange'], trusted: ['exchange'], byAddress: true }],
];
for (const [what, situation] of bad) {
  test(`refused: ${what}`, { skip }, async (t) => {
    const { ask, requests, harness } = await behindGateway(t, situation);
    assert.equal(await ask(), 502);
    assert.equal((await harness.event(({ status }) => status === 502)).reason, 'UPSTREAM_TLS');
    assert.equal(requests(), 0);
  });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${version}: a session goes on under the same trust`, { skip }, async (t) => {
    const situation: Situation = { shows: ['leaf'], trusted: ['leaf'], version };
    const { ask, reused } = await behindGateway(t, situation);
    assert.deepEqual([await ask(), await ask(), await ask()], [200, 200, 200]);
    assert.deepEqual(reused, [false, true, true]);
  });
}
