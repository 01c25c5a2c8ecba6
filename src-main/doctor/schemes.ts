/** The methods of signing in that an answer offers, and what the gateway leaves of them. */
import { clip } from '../../src-shared/clip.ts';
import { filterChallenges, noneWorks, splitChallenges } from '../gateway/challenge-filter.ts';
import { valuesOf } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';

/** Schemes compare without case (RFC 9110, section 11.1); these are written so. */
const written: Readonly<Record<string, string>> = {
  ...{ basic: 'Basic', bearer: 'Bearer', digest: 'Digest', negotiate: 'Negotiate', ntlm: 'NTLM' },
};

export function schemesIn(lines: readonly HeaderLine[]): string[] {
  const found = valuesOf(lines, 'www-authenticate').flatMap((value) =>
    splitChallenges(value).map(({ scheme }) => written[scheme] ?? clip(scheme, 40)),
  );
  // A server that offers hundreds is none that anybody signs in to.
  return [...new Set(found)].slice(0, 20);
}

/** What is left for a client without a certificate when unsupported methods are removed. @param ntlm it is allowed */
export function schemesLeft(lines: readonly HeaderLine[], ntlm = false): string[] {
  return schemesIn(filterChallenges(lines, { ...noneWorks, ntlm }).lines);
}

export const listed = (schemes: readonly string[]): string => schemes.join(', ') || 'nothing';
