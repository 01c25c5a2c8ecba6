/**
 * The exact list of what the gateway serves.
 *
 * The raw request-target is matched, never a parsed URL: `new URL()` folds `/EWS/../owa` into
 * `/owa`, and what is left for IIS to decode later (`%2f`, `..;/`, `\`) would be decided on under
 * another name than it is served under. So a path may hold plain characters only, and what goes
 * to Exchange is the literal of the matched route, never the client's bytes (facts: ews 6.4).
 */
import type { Protocol } from '../../src-shared/decision.ts';
import type { VendorSettings } from '../../src-shared/settings/in-force.ts';

export interface Route {
  readonly name: 'ews' | 'ewsDocument' | 'eas';
  readonly protocol: Protocol;
  /** The path as Exchange gets it. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Largest request body in bytes: Exchange's own defaults (facts: ews 1.4). */
  readonly maxBody: number;
}

const MEBIBYTE = 1024 * 1024;
const ews = { protocol: 'ews', maxBody: 64 * MEBIBYTE } as const;
const documents = { ...ews, name: 'ewsDocument', methods: ['GET', 'HEAD'] } as const;

const routes: readonly Route[] = [
  { ...ews, name: 'ews', path: '/EWS/Exchange.asmx', methods: ['POST', 'GET'] },
  { ...documents, path: '/EWS/Services.wsdl' },
  { ...documents, path: '/EWS/messages.xsd' },
  { ...documents, path: '/EWS/types.xsd' },
  {
    name: 'eas',
    protocol: 'eas',
    path: '/Microsoft-Server-ActiveSync',
    methods: ['POST', 'OPTIONS'],
    maxBody: 10 * MEBIBYTE,
  },
];
const byPath: ReadonlyMap<string, Route> = new Map(
  routes.map((route) => [route.path.toLowerCase(), route]),
);

const plainPath = /^\/[A-Za-z0-9/._-]*$/;
/** EWS needs no query but `?wsdl`; slashes, `@` and `:` in one are how path confusion begins (facts: ews 1.1). */
const ewsQuery = /^[A-Za-z0-9=&%+._~-]*$/;
/** ActiveSync's two forms: parameters, or one base64 string (facts: ews 4). */
const easQuery = /^[A-Za-z0-9=&%+/._~@\\:!$'()*,;-]*$/;
const maxTarget = 8192;

export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route; readonly query: string | null }
  | { readonly kind: 'off'; readonly route: Route }
  | { readonly kind: 'method'; readonly route: Route }
  | { readonly kind: 'unknown' };

/** Finds the route of a raw request-target (`/EWS/Exchange.asmx?wsdl`) in the settings in force. */
export function matchRoute(target: string, method: string, vendor: VendorSettings): RouteMatch {
  if (target.length > maxTarget) return { kind: 'unknown' };
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? null : target.slice(mark + 1);
  if (!plainPath.test(path) || path.includes('//') || path.includes('..')) {
    return { kind: 'unknown' };
  }
  const route = byPath.get(path.toLowerCase());
  if (route === undefined) return { kind: 'unknown' };
  if (route.protocol === 'ews' && !vendor.ewsProxy) return { kind: 'off', route };
  const allowedQuery = route.protocol === 'ews' ? ewsQuery : easQuery;
  if (query !== null && !allowedQuery.test(query)) return { kind: 'unknown' };
  if (!route.methods.includes(method)) return { kind: 'method', route };
  return { kind: 'route', route, query };
}

/** What Exchange is asked for: the literal of the route and the checked query. */
export function forwardedTarget(route: Route, query: string | null): string {
  return query === null ? route.path : `${route.path}?${query}`;
}
