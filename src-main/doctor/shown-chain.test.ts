/** What the page offers to trust is what the gateway then takes it for. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate, openssl } from '../testing/tls-material.ts';
import { serverTrust } from '../trust/server-trust.ts';
import { offersOf } from './shown-chain.ts';

const folder = temporaryFolder(afterAll, 'offers');
const path = (name: string): string => join(folder, name);
const pem = (name: string): string => readFileSync(path(`${name}.pem`), 'utf8');

beforeAll(() => {
  makeCertificate(folder, { name: 'root', authority: true });
  makeCertificate(folder, { name: 'leaf', issuer: 'root' });
  makeCertificate(folder, { name: 'self' });
  // Without extensions, signed by itself.
  openssl('req', '-new', '-key', path('root.key'), '-subj', '/CN=old', '-out', path('old.csr'));
  const files = ['-in', path('old.csr'), '-out', path('old.pem'), '-signkey', path('root.key')];
  openssl('x509', '-req', ...files);
});

test.each([
  ['old', 'authority'],
  ['root', 'authority'],
  ['self', 'itself'],
  ['leaf', 'itself'],
] as const)('%s, shown as the own of a server: %s', (name, as) => {
  const certificate = new X509Certificate(pem(name));
  expect(offersOf([certificate])).toEqual([{ fingerprint: certificate.fingerprint256, as }]);
  expect(serverTrust([pem(name)]).pinned.size).toBe(as === 'itself' ? 1 : 0);
});

test('an authority that was sent along is offered beside it', () => {
  const chain = ['leaf', 'root'].map((name) => new X509Certificate(pem(name)));
  expect(offersOf(chain).map(({ as }) => as)).toEqual(['itself', 'authority']);
});
