/** A certificate in the words that the window and the command show. */
import type { X509Certificate } from 'node:crypto';
import { clip } from '../../src-shared/clip.ts';
import type { Certificate, Lasting } from '../../src-shared/certificates.ts';
import { nameOf, validityOf } from './certificates.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MONTH_DAYS = 30;
const MOST_NAMES = 100;

export function describe(certificate: X509Certificate, now: Date): Certificate {
  const until = instantOf(certificate.validTo);
  const left = Date.parse(certificate.validTo) - now.getTime();
  const daysLeft = Number.isNaN(left) ? 0 : Math.floor(left / DAY_MS);
  return {
    fingerprint: certificate.fingerprint256,
    subject: nameOf(certificate),
    issuer: nameOf({ subject: certificate.issuer }),
    names: alternativeNames(certificate.subjectAltName),
    from: instantOf(certificate.validFrom),
    until,
    daysLeft,
    lasting: lastingOf(certificate, daysLeft, now),
    key: keyOf(certificate),
    selfSigned: certificate.checkIssued(certificate),
    authority: certificate.ca,
  };
}

function lastingOf(certificate: X509Certificate, daysLeft: number, now: Date): Lasting {
  const { kind } = validityOf(certificate, now);
  if (kind !== 'valid') return kind;
  return daysLeft < MONTH_DAYS ? 'month' : 'fine';
}

function instantOf(text: string): string {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? clip(text, 64) : instant.toISOString();
}

/** To be read by a person: Node puts a value with odd characters into quotes (CVE-2021-44532). */
function alternativeNames(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  return text
    .split(/, (?=(?:DNS|IP Address|email|URI|othername|DirName|Registered ID):)/)
    .slice(0, MOST_NAMES)
    .map((each) => clip(each.replace(/^(?:DNS|IP Address):/, ''), 256));
}

function keyOf({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (details?.modulusLength !== undefined) {
    return `${(type ?? 'RSA').toUpperCase()}, ${String(details.modulusLength)} bits`;
  }
  if (details?.namedCurve !== undefined) {
    return `EC, ${curves[details.namedCurve] ?? details.namedCurve}`;
  }
  return (type ?? 'unknown').toUpperCase();
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
