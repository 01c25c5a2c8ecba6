/**
 * Judges a request's head before anything else looks at it.
 *
 * llhttp refuses most malformed requests by itself; this is the list of what it lets
 * through although gateway and Exchange could read it differently (facts: ews 6.2, measured).
 */
import { hopField } from './hop.ts';
import { firstValue, valuesOf } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';
import { maxHeaderLines } from '../http/parser.ts';
import type { MessageHead } from '../http/parser.ts';

/** What is looked at. */
export type RequestHead = Pick<MessageHead, 'method' | 'version' | 'lines'>;

export interface Refusal {
  readonly status: 400 | 413 | 417 | 431 | 501 | 505;
  readonly text: string;
}

const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
/** Fields of which a second line would let gateway and Exchange act on different ones. */
const singleNames = [
  'host',
  'authorization',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'expect',
  'user-agent',
  'x-anchormailbox',
  'x-owa-explicitlogonuser',
  'x-openasadminorsystemservice',
  'ms-asprotocolversion',
  hopField,
] as const;
/** A bit for each. */
const single: ReadonlyMap<string, number> = new Map(singleNames.map((name, at) => [name, 1 << at]));
/** Fields that `Connection` may not name: a hop that strips them changes who asks, or how long the body is. */
const endToEnd: ReadonlySet<string> = new Set([
  ...singleNames,
  'cookie',
  'x-backendoverridecookie',
  'x-preferserveraffinity',
  'x-forwarded-for',
]);
const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

const none: readonly string[] = [];

/** Names in `Connection` lines, lower case. */
export function connectionNames(lines: readonly HeaderLine[]): readonly string[] {
  if (firstValue(lines, 'connection') === null) return none;
  return valuesOf(lines, 'connection')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

/**
 * Why a request is refused unread, or null.
 * @param identityHeaders lower-case names of fields that say who asks, by settings.
 */
export function judgeHead(
  request: RequestHead,
  identityHeaders: readonly string[],
): Refusal | null {
  const { lines, version } = request;
  if (version !== '1.1' && version !== '1.0') {
    return { status: 505, text: 'Only HTTP/1.1 is served.' };
  }
  if (lines.length > maxHeaderLines) return { status: 431, text: 'Too many header lines.' };
  return judgeNames(lines, identityHeaders) ?? judgeHost(request) ?? judgeFraming(request);
}

function judgeNames(
  lines: readonly HeaderLine[],
  identityHeaders: readonly string[],
): Refusal | null {
  let seen = 0;
  for (const { lower } of lines) {
    // IIS and CGI may read X_Dev as X-Dev, so both spellings count as one field.
    const folded = fold(lower);
    const bit = single.get(folded) ?? identityBit(folded, identityHeaders);
    if (bit === 0) continue;
    // The settings may name a device header with "_"; then that spelling is the right one.
    if (lower !== folded && !identityHeaders.includes(lower))
      return bad(`The field ${folded} is spelled with "_".`);
    if ((seen & bit) !== 0) return bad(`The field ${folded} occurs twice.`);
    seen |= bit;
  }
  const stripped = connectionNames(lines).find(
    (name) => endToEnd.has(name) || identityHeaders.includes(name),
  );
  if (stripped !== undefined) return bad(`Connection may not name ${stripped}.`);
  return null;
}

/** Behind the bits of `single`; the settings name one such field, or none. */
function identityBit(folded: string, identityHeaders: readonly string[]): number {
  for (const [at, name] of identityHeaders.entries()) {
    if (fold(name) === folded) return 1 << (singleNames.length + at);
  }
  return 0;
}

function fold(lower: string): string {
  return lower.includes('_') ? lower.replaceAll('_', '-') : lower;
}

function judgeHost({ version, lines }: RequestHead): Refusal | null {
  const host = firstValue(lines, 'host');
  if (host === null) return version === '1.0' ? null : bad('Host is missing.');
  return hostForm.test(host) ? null : bad('Host is malformed.');
}

function judgeFraming({ method, version, lines }: RequestHead): Refusal | null {
  const coding = firstValue(lines, 'transfer-encoding');
  if (coding !== null) {
    if (coding.toLowerCase() !== 'chunked') {
      return { status: 501, text: 'Only the chunked transfer coding is understood.' };
    }
    if (version === '1.0') return bad('HTTP/1.0 knows no transfer coding.');
  }
  const length = firstValue(lines, 'content-length');
  const hasBody = coding !== null || (length !== null && Number(length) > 0);
  // Servers differ in whether such a body is one, or the next request (facts: ews 6.2, "measured smuggling hole").
  if (hasBody && bodyless.has(method)) {
    return bad(`${method} takes no body.`);
  }
  const expect = firstValue(lines, 'expect');
  if (expect !== null && expect.toLowerCase() !== '100-continue') {
    return { status: 417, text: 'Only "Expect: 100-continue" is understood.' };
  }
  return null;
}

function bad(text: string): Refusal {
  return { status: 400, text };
}
