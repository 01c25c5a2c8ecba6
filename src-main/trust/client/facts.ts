/** What is kept of a certificate once its path is proven: a connection may last for long, and OpenSSL's own object is large. */
import { createHash, type X509Certificate } from 'node:crypto';
import { nameOf } from '../certificates.ts';
import { listUrlsOf, readCertificate, serialText } from './read-certificate.ts';
import type { CertificateParts } from './read-certificate.ts';

export interface CertificateFacts {
  /** SHA-256 of the whole, lower case. */
  readonly thumbprint: string;
  readonly serial: Buffer;
  readonly serialText: string;
  readonly name: string;
  /** Milliseconds since 1970; NaN: cannot be told, and never valid. */
  readonly from: number;
  readonly until: number;
  /** Whoever signs as this one: the same name with the same key, in whichever certificate. */
  readonly signer: string;
  readonly listUrls: readonly string[];
  readonly isAuthority: boolean;
}

/** A proven path: the client's own certificate first, then each one's issuer, a root at its end. */
export type Path = readonly CertificateFacts[];

export interface Authority {
  readonly certificate: X509Certificate;
  readonly facts: CertificateFacts;
  /** Its name, encoded, as a revocation list names its issuer. */
  readonly subject: Buffer;
}

/** Throws `Malformed`. */
export function factsOf(certificate: X509Certificate, parts: CertificateParts): CertificateFacts {
  return {
    thumbprint: thumbprintOf(certificate),
    // Its own bytes: a part of the certificate would keep the whole.
    serial: Buffer.from(parts.serial),
    serialText: serialText(parts.serial),
    name: nameOf(certificate),
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
    signer: createHash('sha256').update(parts.subject).update(parts.publicKey).digest('base64'),
    // A root that revokes itself says nothing that could be believed.
    listUrls: certificate.checkIssued(certificate) ? [] : listUrlsOf(parts.extensions),
    isAuthority: certificate.ca,
  };
}

export function authorityOf(certificate: X509Certificate): Authority {
  const parts = readCertificate(certificate.raw);
  return { certificate, facts: factsOf(certificate, parts), subject: Buffer.from(parts.subject) };
}

export function thumbprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replace(/:/g, '').toLowerCase();
}
