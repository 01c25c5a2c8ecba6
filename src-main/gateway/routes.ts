/**
 * The exact list of what the gateway serves.
 *
 * The raw request-target is matched, never a parsed URL: `new URL()` folds `/EWS/../owa` into
 * `/owa`, and what is left for IIS to decode later (`%2f`, `..;/`, `\`) would be decided on under
 * another name than it is served under. So a path may hold plain characters only, and what goes
 * to Exchange is the literal of the matched route, never the client's bytes (facts: ews 6.4).
 */
import type { Protocol } from '../../src-shared/decision.ts';
import type { ListenerSettings, VendorSettings } from '../../src-shared/settings/in-force.ts';
import { builtInPaths } from '../../src-shared/settings/mem-values.ts';

export interface Route {
  /** `extra`: by `listener.extraPaths`. Nothing is known of what Exchange serves there. */
  readonly name: 'ews' | 'ewsDocument' | 'eas' | 'extra';
  readonly protocol: Protocol;
  /** The path as Exchange gets it. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Largest request body in bytes. */
  readonly maxBody: number;
}

/** By path in small letters. */
export type RouteTable = ReadonlyMap<string, Route>;

export function routeTable({
  extraPaths,
  limits,
}: Pick<ListenerSettings, 'extraPaths' | 'limits'>): RouteTable {
  const ews = { protocol: 'ews', maxBody: limits.ewsBody } as const;
  const documents = { ...ews, name: 'ewsDocument', methods: ['GET', 'HEAD'] } as const;
  const extra = { ...ews, name: 'extra', methods: ['POST', 'GET', 'HEAD', 'OPTIONS'] } as const;
  const routes: readonly Route[] = [
    ...extraPaths.map((path) => ({ ...extra, path })),
    // Last, so that no setting, however it came here, takes the place of one of these.
    { ...ews, name: 'ews', path: builtInPaths.ews, methods: ['POST', 'GET'] },
    ...builtInPaths.ewsDocuments.map((path) => ({ ...documents, path })),
    {
      ...{ name: 'eas', protocol: 'eas', path: builtInPaths.eas, methods: ['POST', 'OPTIONS'] },
      maxBody: limits.easBody,
    },
  ];
  return new Map(routes.map((route) => [route.path.toLowerCase(), route]));
}

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
export function matchRoute(
  table: RouteTable,
  target: string,
  method: string,
  vendor: VendorSettings,
): RouteMatch {
  if (target.length > maxTarget) return { kind: 'unknown' };
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? null : target.slice(mark + 1);
  if (!plainPath.test(path) || path.includes('//') || path.includes('..')) {
    return { kind: 'unknown' };
  }
  const route = table.get(path.toLowerCase());
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
