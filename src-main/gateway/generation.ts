/**
 * A generation: one set of settings in force, with what was built from it. A restart builds the
 * next one while this one serves, then requests that arrive go to the next (ARCHITECTURE.md, "Settings: draft, saved, in force").
 */
import { addressSet } from './identify/addresses.ts';
import type { AddressSet } from './identify/addresses.ts';
import { openUpstream } from './relay/upstream.ts';
import type { Upstream } from './relay/upstream.ts';
import { routeTable } from './routes.ts';
import type { Route, RouteTable } from './routes.ts';
import type { Transaction } from './transaction.ts';
import type { GatewaySettings, UpstreamAddress } from '../../src-shared/settings/in-force.ts';

export interface Generation {
  readonly number: number;
  readonly since: Date;
  readonly settings: GatewaySettings;
  readonly ensSources: AddressSet;
  /** Whose `X-Forwarded-For` is believed. */
  readonly balancers: AddressSet;
  readonly routes: RouteTable;
  /** Lower-case names that end at the gateway and may occur once. */
  readonly identityHeaders: readonly string[];
  readonly upstreamOf: (route: Route) => Upstream;
  /** Transactions that began under this generation and are not over. */
  readonly open: Set<Transaction>;
  readonly close: () => void;
}

export function buildGeneration(
  number: number,
  settings: GatewaySettings,
  since: Date,
): Generation {
  const { emailServer, vendor, trustedCertificates, compliance } = settings;
  const eas = openUpstream(emailServer.address, emailServer, trustedCertificates);
  // The override replaces host and port only: time-out and TLS checks stay the email server's.
  const ews =
    vendor.ewsHost === null ? eas : openUpstream(vendor.ewsHost, emailServer, trustedCertificates);
  const { deviceHeader, sources } = compliance.ens;
  return {
    number,
    since,
    settings,
    ensSources: addressSet(sources),
    balancers: addressSet(settings.listener.balancers),
    routes: routeTable(settings.listener),
    identityHeaders: deviceHeader === null ? [] : [deviceHeader.toLowerCase()],
    upstreamOf: (route) => (route.protocol === 'ews' ? ews : eas),
    open: new Set(),
    close: () => {
      eas.close();
      if (ews !== eas) ews.close();
    },
  };
}

/** Whether a change of settings takes away the ground an open stream stands on: route, trust or upstream. */
export function interrupts(before: GatewaySettings, after: GatewaySettings, route: Route): boolean {
  if (route.protocol === 'ews' && !after.vendor.ewsProxy) return true;
  return groundOf(before, route) !== groundOf(after, route);
}

function groundOf(settings: GatewaySettings, route: Route): string {
  const override = route.protocol === 'ews' ? settings.vendor.ewsHost : null;
  const address: UpstreamAddress = override ?? settings.emailServer.address;
  return JSON.stringify([
    address,
    settings.emailServer.ignoreSslErrors,
    [...settings.trustedCertificates].sort(),
  ]);
}
