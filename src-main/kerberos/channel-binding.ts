/**
 * Channel binding of kind tls-server-end-point: RFC 5929 4, RFC 4121 4.1.1.2. It ties a token to the certificate of the TLS
 * connection it is sent on, which Exchange asks for where Extended Protection is on.
 */
import { createHash } from 'node:crypto';
import { elementsOf, expectTag, readElement, sequenceOf } from '../der/read.ts';
import type { Element } from '../der/read.ts';
import { objectId } from '../der/values.ts';
import { context, tags } from '../der/write.ts';
import { readable } from '../der/malformed.ts';

/** The hash of a signature's algorithm; RFC 5929 4.1 takes SHA-256 in the place of MD5 and SHA-1. */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'sha256',
  '1.2.840.113549.1.1.5': 'sha256',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.113549.1.1.14': 'sha224',
  '1.2.840.10045.4.1': 'sha256',
  '1.2.840.10045.4.3.1': 'sha224',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const pss = '1.2.840.113549.1.1.10';
const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha256',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
};

/**
 * @param certificate DER, as `socket.getPeerCertificate().raw` gives it
 * @returns the application data of the binding; null where the signature has no hash of its own (Ed25519), for which RFC 5929
 *   defines no binding
 */
export function serverEndPoint(certificate: Buffer): Buffer | null {
  const read = readable(() => signatureHash(certificate));
  if (!read.ok || read.value === null) return null;
  const hash = createHash(read.value).update(certificate).digest();
  return Buffer.concat([Buffer.from('tls-server-end-point:'), hash]);
}

function signatureHash(certificate: Buffer): string | null {
  const [, algorithm] = sequenceOf(readElement(certificate));
  if (algorithm === undefined) return null;
  const [identifier, parameters] = sequenceOf(algorithm);
  if (identifier === undefined) return null;
  const oid = objectId(identifier);
  return oid === pss ? pssHash(parameters) : (hashes[oid] ?? null);
}

/** RSASSA-PSS-params, RFC 4055 3.1: hashAlgorithm [0], SHA-1 when absent. */
function pssHash(parameters: Element | undefined): string | null {
  if (parameters === undefined) return null;
  const [first] = elementsOf(expectTag(parameters, tags.sequence).content);
  if (first?.tag !== context(0)) return 'sha256';
  const [identifier] = sequenceOf(readElement(first.content));
  return identifier === undefined ? null : (digests[objectId(identifier)] ?? null);
}

const gssFlags = { mutual: 0x02, replay: 0x04, sequence: 0x08, integrity: 0x20 } as const;
const flagsSent = gssFlags.mutual | gssFlags.replay | gssFlags.sequence | gssFlags.integrity;

/** The checksum field of the authenticator, RFC 4121 4.1.1.1. @param binding as above; null: bound to nothing */
export function gssChecksum(binding: Buffer | null): Buffer {
  const field = Buffer.alloc(24);
  field.writeUInt32LE(16, 0);
  if (binding !== null) bindingHash(binding).copy(field, 4);
  field.writeUInt32LE(flagsSent, 20);
  return field;
}

/** MD5 over addresses, which are none, and the application data with its length. */
export function bindingHash(binding: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32LE(binding.length, 16);
  return createHash('md5').update(head).update(binding).digest();
}
