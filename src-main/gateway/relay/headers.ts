/**
 * Which header lines go on. Order, spelling and duplicates stay as they came;
 * only what belongs to one hop is left out (RFC 9110 7.6.1).
 */
import { connectionNames } from '../head.ts';
import type { HeaderLine } from '../head.ts';
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

function endToEnd(lines: readonly HeaderLine[]): HeaderLine[] {
  const named = new Set(connectionNames(lines));
  return lines.filter(([name]) => {
    const lower = name.toLowerCase();
    return !hopByHop.has(lower) && !named.has(lower);
  });
}

/** Node wants an outgoing head as one flat list. */
function flat(lines: readonly HeaderLine[]): string[] {
  return lines.flatMap(([name, value]) => [name, value]);
}

/** The body's framing towards Exchange, set explicitly: what Node would choose depends on the method. */
export type Framing = 'none' | 'chunked' | { readonly length: string };

export function framingOf(method: string, lines: readonly HeaderLine[]): Framing {
  for (const [name, value] of lines) {
    if (name.toLowerCase() === 'transfer-encoding') return 'chunked';
    if (name.toLowerCase() === 'content-length') return { length: value };
  }
  return method === 'POST' ? { length: '0' } : 'none';
}

/**
 * The head for Exchange.
 * @param removed lower-case names that end at the gateway (the device header).
 */
export function requestHeaders(
  lines: readonly HeaderLine[],
  method: string,
  upstream: UpstreamAddress,
  removed: readonly string[],
): string[] {
  const framing = framingOf(method, lines);
  const kept = endToEnd(lines).filter(([name]) => {
    const lower = name.toLowerCase();
    // Expect is answered here: the decision comes before the body (ARCHITECTURE.md, "One request's way").
    return lower !== 'expect' && lower !== 'content-length' && !removed.includes(lower);
  });
  const host = hostHeader(upstream);
  const headers: HeaderLine[] = kept.map(([name, value]) =>
    name.toLowerCase() === 'host' ? [name, host] : [name, value],
  );
  if (!headers.some(([name]) => name.toLowerCase() === 'host')) headers.unshift(['Host', host]);
  if (framing === 'chunked') headers.push(['Transfer-Encoding', 'chunked']);
  else if (framing !== 'none') headers.push(['Content-Length', framing.length]);
  return flat(headers);
}

export function hostHeader(upstream: UpstreamAddress): string {
  const host = upstream.host.includes(':') ? `[${upstream.host}]` : upstream.host;
  const usual = upstream.scheme === 'https' ? 443 : 80;
  return upstream.port === usual ? host : `${host}:${String(upstream.port)}`;
}

/** The head for the client. `Content-Length` stays where Exchange sent one, else Node frames the body. */
export function responseHeaders(lines: readonly HeaderLine[]): string[] {
  return flat(endToEnd(lines));
}
