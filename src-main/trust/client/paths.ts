/**
 * The paths from a client's certificate to an authority. OpenSSL proves at the handshake that there is one, and Node does
 * not tell which: what it shows as the issuer of a certificate is looked up by name, so a client that sends a false
 * certificate under the name of a revoked authority would have the false one looked at. Hence every step is proven again here,
 * by its signature, and constraints of paths are left to OpenSSL, without whose consent nobody gets here.
 */
import type { X509Certificate } from 'node:crypto';

const longestPath = 8;
/** Of one client: more than any real set of cross-signed authorities needs. */
const mostChecks = 200;
const mostPaths = 16;

export type CertificatePath = readonly X509Certificate[];

/** Never empty-handed for a client that OpenSSL accepted, unless it sent more than anybody needs. */
export function pathsFrom(
  leaf: X509Certificate,
  sent: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): readonly CertificatePath[] {
  const trusted = new Set(authorities.map(({ fingerprint256 }) => fingerprint256));
  const candidates = [...authorities, ...sent.slice(0, longestPath)];
  const found: CertificatePath[] = [];
  let checks = 0;
  const extend = (path: CertificatePath): void => {
    const last = path[path.length - 1];
    if (last === undefined || found.length === mostPaths) return;
    if (isIssuedBy(last, last)) {
      if (trusted.has(last.fingerprint256)) found.push(path);
      return;
    }
    if (path.length === longestPath) return;
    for (const issuer of candidates) {
      if (path.some(({ fingerprint256 }) => fingerprint256 === issuer.fingerprint256)) continue;
      // Without this a user's own certificate could vouch for others.
      if (!issuer.ca || !last.checkIssued(issuer)) continue;
      checks += 1;
      if (checks > mostChecks) return;
      if (isSignedBy(last, issuer)) extend([...path, issuer]);
    }
  };
  extend([leaf]);
  return found;
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && isSignedBy(certificate, issuer);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know.
    return false;
  }
}
