import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { bindingHash, gssChecksum, serverEndPoint } from './channel-binding.ts';
import * as write from '../der/write.ts';

const prefix = Buffer.from('tls-server-end-point:');

it('hashes application data as libkrb5 does (facts: ews 5.4)', () => {
  const hash = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
  const binding = Buffer.concat([prefix, hash]);
  expect(binding).toHaveLength(53);
  expect(bindingHash(binding).toString('hex')).toBe('8f1214c9c9cab8dc3bf866da9aba57a7');
  expect(gssChecksum(binding).toString('hex')).toBe(
    '10000000' + '8f1214c9c9cab8dc3bf866da9aba57a7' + '2e000000',
  );
});

it('is all zeros where nothing is bound', () => {
  expect(gssChecksum(null).toString('hex')).toBe(`10000000${'00'.repeat(16)}2e000000`);
});

/** Only what is looked at: a certificate's outer frame. */
function certificate(oid: string, ...parameters: readonly Buffer[]): Buffer {
  const algorithm = write.sequence(write.objectId(oid), ...parameters);
  return write.sequence(write.sequence(), algorithm, write.element(0x03, Buffer.from([0, 1])));
}

const digest = (oid: string): Buffer =>
  write.sequence(write.element(write.context(0), write.sequence(write.objectId(oid))));

it.each([
  ['MD5 with RSA becomes SHA-256', certificate('1.2.840.113549.1.1.4'), 'sha256'],
  ['SHA-1 with RSA becomes SHA-256', certificate('1.2.840.113549.1.1.5'), 'sha256'],
  ['SHA-256 with RSA', certificate('1.2.840.113549.1.1.11'), 'sha256'],
  ['SHA-384 with RSA', certificate('1.2.840.113549.1.1.12'), 'sha384'],
  ['SHA-512 with RSA', certificate('1.2.840.113549.1.1.13'), 'sha512'],
  ['SHA-1 with ECDSA becomes SHA-256', certificate('1.2.840.10045.4.1'), 'sha256'],
  ['SHA-384 with ECDSA', certificate('1.2.840.10045.4.3.3'), 'sha384'],
  [
    'PSS with SHA-512',
    certificate('1.2.840.113549.1.1.10', digest('2.16.840.1.101.3.4.2.3')),
    'sha512',
  ],
  [
    'PSS as it is by default, with SHA-1',
    certificate('1.2.840.113549.1.1.10', write.sequence()),
    'sha256',
  ],
])('%s (RFC 5929 4.1)', (_name, der, hash) => {
  const expected = Buffer.concat([prefix, createHash(hash).update(der).digest()]);
  expect(serverEndPoint(der)).toEqual(expected);
});

it.each([
  ['Ed25519, whose signature has no hash', certificate('1.3.101.112')],
  ['PSS without parameters', certificate('1.2.840.113549.1.1.10')],
  ['what is no certificate', Buffer.from('-----BEGIN')],
  ['nothing', Buffer.alloc(0)],
])('binds to nothing: %s', (_name, der) => {
  expect(serverEndPoint(der)).toBeNull();
});
