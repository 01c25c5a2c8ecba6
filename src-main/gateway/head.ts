/**
 * Judges a request's head before anything else looks at it.
 *
 * Node's parser refuses most malformed requests by itself; this is the list of what it lets
 * through although gateway and Exchange could read it differently (facts: ews 6.2, measured).
 */
import type { IncomingMessage } from 'node:http';

/** `[name, value]` in the order and the spelling of the wire. */
export type HeaderLine = readonly [name: string, value: string];

/** What is looked at besides the lines. */
export type RequestLine = Pick<IncomingMessage, 'method' | 'httpVersion'>;

export interface Refusal {
  readonly status: 400 | 413 | 417 | 431 | 501 | 505;
  readonly text: string;
}

/** More lines than any client sends, far fewer than the about 1000 above which Node drops some silently. */
const maxHeaderLines = 100;
const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
/** Fields of which a second line would let gateway and Exchange act on different ones. */
const single: ReadonlySet<string> = new Set([
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
]);
/** Fields that `Connection` may not name: a hop that strips them changes who asks, or how long the body is. */
const endToEnd: ReadonlySet<string> = new Set([
  ...single,
  'cookie',
  'x-backendoverridecookie',
  'x-preferserveraffinity',
]);
const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

export function headerLines(rawHeaders: readonly string[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    lines.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  }
  return lines;
}

/** All values of a field, in order. `name` in lower case. */
export function valuesOf(lines: readonly HeaderLine[], name: string): readonly string[] {
  return lines.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

/** Names in `Connection` lines, lower case. */
export function connectionNames(lines: readonly HeaderLine[]): readonly string[] {
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
  request: RequestLine,
  lines: readonly HeaderLine[],
  identityHeaders: readonly string[],
): Refusal | null {
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') {
    return { status: 505, text: 'Only HTTP/1.1 is served.' };
  }
  if (lines.length > maxHeaderLines) return { status: 431, text: 'Too many header lines.' };
  return (
    judgeNames(lines, identityHeaders) ?? judgeHost(request, lines) ?? judgeFraming(request, lines)
  );
}

function judgeNames(
  lines: readonly HeaderLine[],
  identityHeaders: readonly string[],
): Refusal | null {
  const guarded = new Set([...single, ...identityHeaders.map(fold)]);
  const seen = new Set<string>();
  for (const [name] of lines) {
    // IIS and CGI may read X_Dev as X-Dev, so both spellings count as one field.
    const folded = fold(name);
    if (!guarded.has(folded)) continue;
    const lower = name.toLowerCase();
    // The settings may name a device header with "_"; then that spelling is the right one.
    if (lower !== folded && !identityHeaders.includes(lower))
      return bad(`The field ${folded} is spelled with "_".`);
    if (seen.has(folded)) return bad(`The field ${folded} occurs twice.`);
    seen.add(folded);
  }
  const stripped = connectionNames(lines).find(
    (name) => endToEnd.has(name) || identityHeaders.includes(name),
  );
  if (stripped !== undefined) return bad(`Connection may not name ${stripped}.`);
  return null;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function judgeHost(request: RequestLine, lines: readonly HeaderLine[]): Refusal | null {
  const host = valuesOf(lines, 'host')[0];
  if (host === undefined) return request.httpVersion === '1.0' ? null : bad('Host is missing.');
  return hostForm.test(host) ? null : bad('Host is malformed.');
}

function judgeFraming(request: RequestLine, lines: readonly HeaderLine[]): Refusal | null {
  const coding = valuesOf(lines, 'transfer-encoding')[0];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') {
      return { status: 501, text: 'Only the chunked transfer coding is understood.' };
    }
    if (request.httpVersion === '1.0') return bad('HTTP/1.0 knows no transfer coding.');
  }
  const length = valuesOf(lines, 'content-length')[0];
  const hasBody = coding !== undefined || (length !== undefined && Number(length) > 0);
  // Node's client writes such a body unframed behind the head, where Exchange would read it as
  // the next request (facts: ews 6.2, "measured smuggling hole").
  if (hasBody && bodyless.has(request.method ?? '')) {
    return bad(`${request.method ?? 'This method'} takes no body.`);
  }
  const expect = valuesOf(lines, 'expect')[0];
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return { status: 417, text: 'Only "Expect: 100-continue" is understood.' };
  }
  return null;
}

function bad(text: string): Refusal {
  return { status: 400, text };
}
