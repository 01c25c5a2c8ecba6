/** Whom the gateway believes to be Exchange: authorities, and single certificates that vouch for themselves (ADR 27). */
import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, rootCertificates, type TLSSocket } from 'node:tls';
import { readable } from '../der/malformed.ts';
import { thumbprintOf } from './client/facts.ts';
import { readCertificate } from './client/read-certificate.ts';

export interface ServerTrust {
  /** PEM, for OpenSSL; undefined: those that Node has anyway. */
  readonly ca: string[] | undefined;
  /** SHA-256 of certificates that are no authority: each is believed as itself, and vouches for no other. */
  readonly pinned: ReadonlySet<string>;
  /** When the first of `pinned` ends that had not ended before, milliseconds. No session of a handshake goes on after it. */
  readonly pinnedUntil: number;
}

/** @param trusted PEM, one text for each certificate of `config/trust` */
export function serverTrust(trusted: readonly string[], now: () => number = Date.now): ServerTrust {
  const all = trusted.map((pem) => new X509Certificate(pem));
  const singles = all.filter(isSingle);
  const authorities = all.filter((each) => !isSingle(each)).map((each) => each.toString());
  return {
    // A list replaces Node's own, so its own is repeated.
    ca: authorities.length === 0 ? undefined : [...rootCertificates, ...authorities],
    pinned: new Set(singles.map(thumbprintOf)),
    pinnedUntil: firstEnd(singles, now()),
  };
}

/** One that ended before begins no session any more: it must not spoil those of the others. */
function firstEnd(singles: readonly X509Certificate[], now: number): number {
  const ends = singles.map((each) => Date.parse(each.validTo));
  return Math.min(...ends.filter((end) => end >= now));
}

/**
 * It is no authority, and vouches for itself at most. OpenSSL is not told of such: BoringSSL (Electron 25) lets one that it is
 * given to trust vouch for others all the same. Roots of version 1 say nothing of themselves, and are what they always were;
 * what cannot be read is no authority, whatever OpenSSL takes it for.
 */
export function isSingle(certificate: X509Certificate): boolean {
  const read = readable(() => readCertificate(certificate.raw));
  if (!read.ok) return true;
  if (certificate.ca) return false;
  return read.value.extensions.size > 0 || !certificate.checkIssued(certificate);
}

/**
 * "The issuer is not known", in OpenSSL's and BoringSSL's words for it. Whatever else is wrong with a certificate (its dates,
 * its signature, a weak key) stays wrong when it is pinned.
 */
const unknownIssuer: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
]);

/** Trusting the certificate would mend it. @param fault as `faultOf` gives it */
export function isUnknownIssuer(fault: string): boolean {
  return unknownIssuer.has(codeIn(fault));
}

/** Node of some versions puts a sentence after it. */
function codeIn(fault: string): string {
  return /^[A-Z_]+/.exec(fault)?.[0] ?? '';
}

/**
 * Why a server is not believed, by OpenSSL's or Node's name for it; null: it is. To be asked when the handshake is over, of a
 * socket that was opened with `rejectUnauthorized: false` and `ca`.
 *
 * OpenSSL takes a certificate that an authority issued for an anchor only when it is told to, and then intermediates, too; BoringSSL
 * not even one that is signed by itself, as Exchange makes them. So a single one is looked for here.
 */
export function faultOf(
  socket: TLSSocket,
  host: string,
  { pinned, pinnedUntil }: Pick<ServerTrust, 'pinned' | 'pinnedUntil'>,
  now: () => number = Date.now,
): string | null {
  if (socket.authorized) return null;
  const fault = String(socket.authorizationError);
  if (pinned.size === 0 || !isUnknownIssuer(fault)) return fault;
  // It goes on from a handshake that was judged here, under the same trust; Node shows no certificate then, so the first end of
  // all counts.
  if (socket.isSessionReused()) return now() <= pinnedUntil ? null : 'CERT_HAS_EXPIRED';
  const shown = socket.getPeerCertificate();
  const certificate = certificateOf(shown.raw);
  if (certificate === null || !pinned.has(thumbprintOf(certificate))) return fault;
  // OpenSSL names one fault of several, and Node looks at the name only when OpenSSL names none.
  if (!(Date.parse(certificate.validFrom) <= now())) return 'CERT_NOT_YET_VALID';
  if (!(now() <= Date.parse(certificate.validTo))) return 'CERT_HAS_EXPIRED';
  return checkServerIdentity(host, shown) === undefined ? null : 'ERR_TLS_CERT_ALTNAME_INVALID';
}

function certificateOf(raw: Buffer | undefined): X509Certificate | null {
  // An empty object stands for no certificate, whatever the types say.
  return raw === undefined ? null : new X509Certificate(raw);
}
