/** What a client showed in the handshake, taken once for a connection. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { readable } from '../../der/malformed.ts';
import { factsOf, type Authority, type Path } from './facts.ts';
import { namesOf, type Names } from './names.ts';
import { pathsFrom, type CertificatePath } from './paths.ts';
import { readCertificate } from './read-certificate.ts';

export type Presented =
  | { readonly kind: 'none' }
  /** `text` completes "The client certificate ...". */
  | { readonly kind: 'bad'; readonly text: string }
  | ProvenCertificate;

export interface ProvenCertificate {
  readonly kind: 'proven';
  readonly names: Names;
  /** Never empty; each begins with the client's own. */
  readonly paths: readonly Path[];
}

export interface Proven {
  readonly presented: ProvenCertificate;
  readonly paths: readonly CertificatePath[];
}

/** @param authorities those that OpenSSL was given for this handshake */
export function presentedBy(
  socket: TLSSocket,
  authorities: readonly Authority[],
): Exclude<Presented, ProvenCertificate> | Proven {
  const leaf = socket.getPeerX509Certificate();
  // In a session that goes on nothing was proven now, and what was proven then may be revoked.
  if (socket.isSessionReused()) return bad('is not taken from a session of before: connect anew');
  if (leaf === undefined) return { kind: 'none' };
  if (!socket.authorized) return bad(refusalOf(socket));
  const certificates = authorities.map(({ certificate }) => certificate);
  const paths = pathsFrom(leaf, sentWith(leaf), certificates);
  // OpenSSL saw one, so it led over a certificate that the client sent along and Node does not show.
  if (paths.length === 0)
    return bad('was issued by an authority whose own certificate must stand in config/client-ca');
  const read = readable(() => {
    const known = new Map(authorities.map(({ facts }) => [facts.thumbprint, facts]));
    const parts = readCertificate(leaf.raw);
    const factsFor = (certificate: X509Certificate) => {
      const facts = factsOf(certificate, readCertificate(certificate.raw));
      return known.get(facts.thumbprint) ?? facts;
    };
    const presented: ProvenCertificate = {
      kind: 'proven',
      names: namesOf(parts.extensions),
      paths: paths.map((path) => path.map(factsFor)),
    };
    return { presented, paths };
  });
  return read.ok ? read.value : bad(`cannot be read: ${read.what}`);
}

function bad(text: string): Extract<Presented, { kind: 'bad' }> {
  return { kind: 'bad', text };
}

/**
 * The certificates that came with it. Node lists them as they came, each as the "issuer" of the one before, once: a second
 * call finds none. Some versions (24.21, 26.8: nodejs/node#65579) do not list them at all.
 */
function sentWith(leaf: X509Certificate): readonly X509Certificate[] {
  const sent: X509Certificate[] = [];
  let next = leaf.issuerCertificate;
  while (next !== undefined && sent.length < 16) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  return sent;
}

/** OpenSSL's codes, as far as a client can do something about them. */
const refusals: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired, or one of its issuers has',
  CERT_NOT_YET_VALID: 'is not valid yet, or one of its issuers is not',
  INVALID_PURPOSE: 'is not meant for signing in (its extended key usage)',
  INVALID_CA: 'was issued by somebody who is no authority',
};

function refusalOf({ authorizationError }: TLSSocket): string {
  // The types say Error; it is the code.
  const code = String(authorizationError);
  const text = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  return text ?? 'was not issued by an authority that is accepted here';
}
