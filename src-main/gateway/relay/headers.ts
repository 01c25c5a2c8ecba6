/**
 * Which header lines go on. Order, spelling and duplicates stay as they came;
 * only what belongs to one hop is left out (RFC 9110 7.6.1).
 */
import { connectionNames } from '../head.ts';
import { hopField, withHop } from '../hop.ts';
import type { Hop } from '../hop.ts';
import type { CallHead } from '../../http/call.ts';
import { headerLine } from '../../http/fields.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { UpstreamAddress } from '../../../src-shared/settings/in-force.ts';

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The lines that go on to the next hop, whichever way. */
export function endToEnd(lines: readonly HeaderLine[]): HeaderLine[] {
  const named = connectionNames(lines);
  const kept: HeaderLine[] = [];
  for (const line of lines) {
    if (!hopByHop.has(line.lower) && !named.includes(line.lower)) kept.push(line);
  }
  return kept;
}

/** Those of an answer. A 204 has no body and may announce none (RFC 9110 8.6): some readers would wait for it. */
export function answerLines(status: number, lines: readonly HeaderLine[]): HeaderLine[] {
  const kept = endToEnd(lines);
  return status === 204 ? kept.filter(({ lower }) => lower !== 'content-length') : kept;
}

/** The body's framing towards Exchange is set explicitly: what a server assumes depends on the method. */
function framingOf(method: string, lines: readonly HeaderLine[]): CallHead['framing'] {
  for (const { lower, value } of lines) {
    if (lower === 'transfer-encoding') return 'chunked';
    if (lower === 'content-length') return { length: value };
  }
  return method === 'POST' ? { length: '0' } : 'none';
}

/** What the gateway says of itself. */
export interface Marks {
  /** `hop.ts` */
  readonly hop: Hop;
  /** Goes on as `client-request-id`, by which Exchange's logs name a request, where the client gave none (facts: ews 1.1). */
  readonly requestId: string;
}

/**
 * The head for Exchange.
 * @param removed lower-case names that end at the gateway (the device header).
 */
export function callHead(
  request: {
    readonly method: string;
    readonly target: string;
    readonly lines: readonly HeaderLine[];
  },
  upstream: UpstreamAddress,
  removed: readonly string[],
  marks: Marks,
): CallHead {
  const { method, target, lines } = request;
  const host = hostHeader(upstream);
  const stripped = connectionNames(lines);
  let named = false;
  let hopped = false;
  let traced = false;
  const kept: HeaderLine[] = [];
  for (const line of lines) {
    const { lower } = line;
    if (hopByHop.has(lower) || stripped.includes(lower)) continue;
    // Expect is answered here: the decision comes before the body (ARCHITECTURE.md, "One request's way").
    if (lower === 'expect' || lower === 'content-length' || removed.includes(lower)) continue;
    if (lower === 'host') {
      named = true;
      kept.push({ name: line.name, lower, value: host });
    } else if (lower === hopField) {
      hopped = true;
      kept.push({ name: line.name, lower, value: withHop(line.value, marks.hop) });
    } else {
      if (lower === 'client-request-id') traced = true;
      kept.push(line);
    }
  }
  if (!traced) kept.push(headerLine('client-request-id', marks.requestId));
  if (!hopped) kept.push(marks.hop.line);
  if (!named) kept.unshift(headerLine('Host', host));
  return { method, target, lines: kept, framing: framingOf(method, lines) };
}

export function hostHeader(upstream: UpstreamAddress): string {
  const host = upstream.host.includes(':') ? `[${upstream.host}]` : upstream.host;
  const usual = upstream.scheme === 'https' ? 443 : 80;
  return upstream.port === usual ? host : `${host}:${String(upstream.port)}`;
}
