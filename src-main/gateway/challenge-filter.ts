/**
 * Takes from Exchange's 401 what cannot work through the gateway (`remove.unsupported.auth.for.ews`).
 *
 * The vendor's rule (facts: seg 4.1): NTLM always; Negotiate while there is no user principal name
 * from a client certificate, because without Kerberos it means NTLM. Where an administrator allows NTLM it does work, and
 * is left. Everything else is untouched, in order, a line each. Challenges may also come joined in one line, with commas inside quoted
 * strings, between parameters and between schemes (RFC 9110 11.6.1; facts: ews 3).
 */
import { firstValue } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';

export interface Filtered {
  readonly lines: readonly HeaderLine[];
  /** True when challenges were offered and none is left. */
  readonly nothingLeft: boolean;
}

/** What works here although the vendor removes it. */
export interface Works {
  /** Allowed by an administrator. */
  readonly ntlm: boolean;
  /** There is a user principal name. */
  readonly negotiate: boolean;
  /** A sign-in of this client is under way: what Exchange answers to it. */
  readonly steps: boolean;
}

/** The vendor's rule where nobody showed a certificate. */
export const noneWorks: Works = { ntlm: false, negotiate: false, steps: false };

export function filterChallenges(lines: readonly HeaderLine[], works: Works): Filtered {
  if (firstValue(lines, 'www-authenticate') === null) return { lines, nothingLeft: false };
  const mayStay = ({ scheme, text }: Challenge): boolean => {
    if (scheme !== 'ntlm' && scheme !== 'negotiate') return true;
    return works[scheme] || (works.steps && step.test(text));
  };
  let offered = 0;
  let left = 0;
  const kept = lines.flatMap((line): HeaderLine[] => {
    if (line.lower !== 'www-authenticate') return [line];
    const challenges = splitChallenges(line.value);
    const usable = challenges.filter(mayStay);
    offered += challenges.length;
    left += usable.length;
    // An untouched line goes on as the bytes it was.
    if (usable.length === challenges.length) return [line];
    const value = usable.map((each) => each.text).join(', ');
    return usable.length === 0 ? [] : [{ ...line, value }];
  });
  return { lines: kept, nothingLeft: offered > 0 && left === 0 };
}

interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  readonly text: string;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(`^${token}[ \\t]*=`);
/** With a token. */
const step = /^\S+[ \t]+\S/;
const scheme = new RegExp(`^${token}(?=$|[ \\t])`);

/** A part that begins with `token=` is a parameter of the challenge before it, else a new challenge. */
export function splitChallenges(value: string): readonly Challenge[] {
  const challenges: { scheme: string; text: string }[] = [];
  for (const part of splitAtCommas(value)) {
    const last = challenges.at(-1);
    const name = scheme.exec(part)?.[0];
    if (last !== undefined && (name === undefined || parameter.test(part))) {
      last.text += `,${part}`;
    } else if (name !== undefined) {
      challenges.push({ scheme: name.toLowerCase(), text: part });
    } else if (part !== '') {
      // Not a challenge by the grammar: kept as it is rather than lost.
      challenges.push({ scheme: '', text: part });
    }
  }
  return challenges;
}

/** Splits at commas outside quoted strings; the parts are trimmed. */
function splitAtCommas(value: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (quoted && char === '\\') {
      part += char + value.charAt(at + 1);
      at += 1;
    } else if (char === ',' && !quoted) {
      parts.push(part.trim());
      part = '';
    } else {
      if (char === '"') quoted = !quoted;
      part += char;
    }
  }
  return [...parts, part.trim()];
}
