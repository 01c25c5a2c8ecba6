/** Which certificates of `config/trust` are authorities, and which are believed as themselves. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, openssl } from '../testing/tls-material.ts';
import { serverTrust } from './server-trust.ts';

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
  expect(serverTrust([])).toEqual({ ca: undefined, pinned: new Set() });
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
