/**
 * What becomes of an answer that sends the client elsewhere: a 3xx with Location, or ActiveSync's 451 with
 * X-MS-Location ([MS-ASHTTP] 2.2.2.1.1). A client that obeyed it would go around the gateway (facts: ews 1.1).
 *
 * Passed on is what leads back here: a reference without a host, which the client resolves against the gateway, or one
 * that names the gateway as this client does. There every path is matched against the routes again, so the sign-in page
 * (/owa/auth) ends in a 404 and the error page (/ews/genericerrorpage.htm) is what clients know as "try again" (facts:
 * ews 1.5). Where Exchange names itself in such a reference, its name is taken out: the meaning stays, the way around goes.
 * Everything else is followed by the gateway, to the same service on a server that the settings name, or refused.
 */
import { valuesOf } from '../../http/fields.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { UpstreamAddress } from '../../../src-shared/settings/in-force.ts';

export type Redirection =
  | { readonly kind: 'pass' }
  /** The same, without the name of the server. */
  | { readonly kind: 'rewrite'; readonly lines: readonly HeaderLine[] }
  | { readonly kind: 'follow'; readonly address: UpstreamAddress; readonly moved: boolean }
  | { readonly kind: 'refuse'; readonly why: string };

export interface Redirecting {
  readonly status: number;
  readonly lines: readonly HeaderLine[];
  /** The literal of the route. */
  readonly path: string;
  /** Who says it. */
  readonly from: UpstreamAddress;
  /** What the client calls the gateway: its Host header. */
  readonly gateway: string | null;
  /** The gateway may be addressed in plain. */
  readonly plain: boolean;
}

const movedStatus = 451;
const redirects: ReadonlySet<number> = new Set([300, 301, 302, 303, 307, 308, movedStatus]);

export function isRedirect(status: number): boolean {
  return redirects.has(status);
}

export function judgeRedirect(redirecting: Redirecting): Redirection {
  const { status, lines, from, path, gateway, plain } = redirecting;
  const moved = status === movedStatus;
  const name = moved ? 'x-ms-location' : 'location';
  const values = valuesOf(lines, name);
  const [value] = values;
  if (value === undefined) return { kind: 'pass' };
  if (values.length > 1) return refuse(`${name} twice`);
  const target = parse(value, from);
  if (target === null) return refuse(`${name} cannot be read`);
  // A reference without a scheme and a host.
  if (!moved && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(value)) return { kind: 'pass' };
  if (target.protocol !== 'https:' && target.protocol !== 'http:') {
    return refuse(`${name} is no address of the web`);
  }
  const secure = target.protocol === 'https:';
  const authority = gateway?.toLowerCase() ?? '';
  if (target.host === authority && (secure || plain)) return { kind: 'pass' };
  const address = addressOf(target);
  if (target.pathname.toLowerCase() === path.toLowerCase()) {
    // A 303 asks for another method, a 300 for a choice: neither is the request again (RFC 9110 15.4).
    if (status === 300 || status === 303) return refuse(`a ${String(status)} cannot be followed`);
    return { kind: 'follow', address, moved };
  }
  if (moved || address.host !== from.host) return refuse(`${name} leads to another address`);
  const local = target.pathname + target.search + target.hash;
  return {
    kind: 'rewrite',
    lines: lines.map((line) => (line.lower === name ? { ...line, value: local } : line)),
  };
}

/** Null: two readers could read it differently. */
function parse(value: string, base: UpstreamAddress): URL | null {
  if (!/^[\x21-\x5b\x5d-\x7e]{1,2048}$/.test(value)) return null;
  try {
    const url = new URL(value, `${base.scheme}://${hostOf(base)}/`);
    // Two slashes at the start of a path would be a host for whoever reads it alone.
    const sound = url.username === '' && url.password === '' && !url.pathname.startsWith('//');
    return sound ? url : null;
  } catch {
    return null;
  }
}

function hostOf({ host }: UpstreamAddress): string {
  return host.includes(':') ? `[${host}]` : host;
}

function addressOf(url: URL): UpstreamAddress {
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const usual = scheme === 'https' ? 443 : 80;
  return {
    scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usual : Number(url.port),
  };
}

function refuse(why: string): Redirection {
  return { kind: 'refuse', why };
}
