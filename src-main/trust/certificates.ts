/** Certificates in files: parsing and the questions that settings ask of them. */
import { X509Certificate } from 'node:crypto';
import { clip } from '../../src-shared/clip.ts';

const PEM_BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough for a renewal by hand, short enough that automatic renewals (30 days before) stay quiet. */
const EXPIRES_SOON_DAYS = 14;

/** All certificates of a file: any number in PEM, or one in DER. Null when there is none or one is damaged. */
export function parseCertificates(bytes: Buffer): readonly X509Certificate[] | null {
  const blocks = bytes.toString('latin1').match(PEM_BLOCK);
  try {
    const found = (blocks ?? [bytes]).map((block) => new X509Certificate(block));
    return found.length > 0 ? found : null;
  } catch {
    return null;
  }
}

export function toPem(certificates: readonly X509Certificate[]): string {
  return certificates.map((certificate) => certificate.toString()).join('');
}

const LONGEST_CHAIN = 10;

/** What came with a certificate in a handshake, as far as each one's issuer is in it. */
export function chainFrom(leaf: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next !== undefined; next = next.issuerCertificate) {
    const { fingerprint256 } = next;
    if (chain.some((each) => each.fingerprint256 === fingerprint256)) break;
    if (chain.length === LONGEST_CHAIN) break;
    chain.push(next);
  }
  return chain;
}

export type Validity =
  | { readonly kind: 'valid' }
  | { readonly kind: 'early'; readonly from: string }
  | { readonly kind: 'expired'; readonly since: string }
  | { readonly kind: 'soon'; readonly until: string; readonly days: number };

export function validityOf(
  { validFrom, validTo }: Pick<X509Certificate, 'validFrom' | 'validTo'>,
  now: Date,
): Validity {
  const until = new Date(validTo);
  const left = until.getTime() - now.getTime();
  if (left < 0) return { kind: 'expired', since: day(until) };
  if (new Date(validFrom) > now) return { kind: 'early', from: day(new Date(validFrom)) };
  const days = Math.floor(left / DAY_MS);
  return days < EXPIRES_SOON_DAYS ? { kind: 'soon', until: day(until), days } : { kind: 'valid' };
}

/** `CN=gateway.example`: the subject on one line. Node gives an empty one as undefined, whatever its types say. */
export function nameOf({ subject }: { readonly subject: string | undefined }): string {
  return subject === undefined || subject === ''
    ? 'without a subject'
    : clip(subject.split('\n').join(', '));
}

/**
 * What is wrong with the order, or null: RFC 8446 4.4.2 wants the server's certificate first, then each one's issuer.
 */
export function chainFault(chain: readonly X509Certificate[]): string | null {
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1];
    if (issuer === undefined) return null;
    if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) {
      return `${nameOf(issuer)} did not issue ${nameOf(certificate)} before it`;
    }
  }
  return null;
}

function day(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? 'an unknown day' : instant.toISOString().slice(0, 10);
}
