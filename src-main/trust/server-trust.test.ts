/** Which certificates of `config/trust` are authorities, and which are believed as themselves. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, offset, openssl } from '../testing/tls-material.ts';
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { faultOf, isSingle, serverTrust } from './server-trust.ts';

const folder = temporaryFolder(afterAll, 'trust');
const path = (name: string): string => join(folder, name);
const pem = (name: string): string => readFileSync(path(`${name}.pem`), 'utf8');

beforeAll(() => {
  makeCertificate(folder, { name: 'root', authority: true });
  makeCertificate(folder, { name: 'leaf', issuer: 'root' });
  // Without extensions: version 1, as the roots of old authorities are.
  openssl('req', '-new', '-key', path('root.key'), '-subj', '/CN=old', '-out', path('old.csr'));
  const files = ['-in', path('old.csr'), '-out', path('old.pem'), '-signkey', path('root.key')];
  openssl('x509', '-req', ...files);
});

test('nothing: those that Node has anyway', () => {
  expect(serverTrust([])).toEqual({
    ca: undefined,
    pinned: new Set(),
    pinnedUntil: Infinity,
  });
});

test('a single one is not told to OpenSSL, and changes nothing for others', () => {
  const { ca, pinned } = serverTrust([pem('leaf')]);
  expect(ca).toBeUndefined();
  expect([...pinned]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test('authorities are, those of version 1 too', () => {
  const { ca, pinned } = serverTrust([pem('root'), pem('leaf'), pem('old')]);
  expect(ca?.slice(-2)).toEqual([pem('root'), pem('old')]);
  expect(pinned.size).toBe(1);
});

test('what has no extension and another issuer is no root, and believed as itself at most', () => {
  openssl('req', '-new', '-key', path('leaf.key'), '-subj', '/CN=plain', '-out', path('plain.csr'));
  const by = ['-CA', path('root.pem'), '-CAkey', path('root.key'), '-set_serial', '7'];
  openssl('x509', '-req', '-in', path('plain.csr'), '-out', path('plain.pem'), ...by);
  expect(serverTrust([pem('plain')])).toMatchObject({ ca: undefined, pinned: { size: 1 } });
});

test('what cannot be read is never an authority', () => {
  for (const name of ['leaf', 'root']) {
    // The second extension gets the name of the first: one that stands twice.
    const bytes = Buffer.from(new X509Certificate(pem(name)).raw);
    const extension = Buffer.from('0603551d', 'hex');
    const first = bytes.indexOf(extension);
    const second = bytes.indexOf(extension, first + 5);
    bytes[second + 4] = bytes[first + 4] ?? 0;
    const twice = new X509Certificate(bytes);
    expect(isSingle(twice)).toBe(true);
    expect(serverTrust([twice.toString()])).toMatchObject({ ca: undefined, pinned: { size: 1 } });
  }
});

/** A session that goes on: no certificate is shown. */
const resumed = {
  ...{ authorized: false, authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  isSessionReused: () => true,
} as unknown as TLSSocket;

test('a session goes on until the first of the single ones ends that had not ended before', () => {
  makeCertificate(folder, { name: 'short', issuer: 'root', until: offset(0, 1) });
  const until = Date.parse(new X509Certificate(pem('short')).validTo);
  const gone = { from: offset(-2), until: offset(-1) };
  makeCertificate(folder, { name: 'gone', issuer: 'root', ...gone });
  const trust = serverTrust([pem('leaf'), pem('short'), pem('gone'), pem('root')]);
  expect(trust.pinnedUntil).toBe(until);
  expect(faultOf(resumed, 'localhost', trust, () => until)).toBeNull();
  expect(faultOf(resumed, 'localhost', trust, () => until + 1)).toBe('CERT_HAS_EXPIRED');
});
