/**
 * A generation: one set of settings in force, with what was built from it. How is judged (`compliance`) is the same in
 * all of them and changes without a restart (ADR 28); all else with one, which builds the next while this one serves, then requests that arrive go to the next (ARCHITECTURE.md, "Settings: draft, saved, in force").
 */
import { addressSet } from './identify/addresses.ts';
import type { AddressSet } from './identify/addresses.ts';
import { OpenTransactions } from './open-transactions.ts';
import { openUpstream } from './relay/upstream.ts';
import type { Upstream } from './relay/upstream.ts';
import { routeTable } from './routes.ts';
import type { Route, RouteTable } from './routes.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type {
  ComplianceSettings,
  GatewaySettings,
  UpstreamAddress,
} from '../../src-shared/settings/in-force.ts';

export interface Generation {
  readonly number: number;
  readonly since: Date;
  readonly settings: GatewaySettings;
  /** How is judged from now on: also requests that began before, and those of older generations. */
  readonly adopt: (compliance: ComplianceSettings) => void;
  readonly ensSources: AddressSet;
  /** Whose `X-Forwarded-For` is believed. */
  readonly balancers: AddressSet;
  readonly routes: RouteTable;
  /** Lower-case names that end at the gateway and may occur once. */
  readonly identityHeaders: readonly string[];
  readonly upstreamOf: (route: Route) => Upstream;
  /** The server behind an address that Exchange names, if the settings allow to follow there. */
  readonly redirectTo: (address: UpstreamAddress) => Upstream | null;
  /**
   * Another one is in force: its requests finish, but are led to no server that `next` does not name, and connections to
   * such a server end, idle ones at once and others with their answer (ADR 19).
   */
  readonly narrow: (next: GatewaySettings) => void;
  /** Those that requests go to or went to. */
  readonly upstreams: () => readonly Upstream[];
  /** Transactions that began under this generation and are not over. */
  readonly open: OpenTransactions;
  readonly close: () => void;
}

export function buildGeneration(number: number, built: GatewaySettings, since: Date): Generation {
  const { emailServer, vendor, trustedCertificates } = built;
  const open = (address: UpstreamAddress): Upstream =>
    openUpstream(address, emailServer, trustedCertificates);
  const eas = open(emailServer.address);
  // The override replaces host and port only: time-out and TLS checks stay the email server's.
  const same =
    vendor.ewsHost === null ||
    formatHostAndPort(vendor.ewsHost) === formatHostAndPort(emailServer.address);
  const ews = vendor.ewsHost === null || same ? eas : open(vendor.ewsHost);
  const known = new Map([ews, eas].map((each) => [formatHostAndPort(each.address), each]));
  let followable = serversOf(built);
  let settings = built;
  let judging = judgingBy(built.compliance);
  return {
    number,
    since,
    get settings() {
      return settings;
    },
    get ensSources() {
      return judging.ensSources;
    },
    get identityHeaders() {
      return judging.identityHeaders;
    },
    adopt: (compliance) => {
      settings = { ...settings, compliance };
      judging = judgingBy(compliance);
    },
    balancers: addressSet(built.listener.balancers),
    routes: routeTable(built.listener),
    upstreamOf: (route) => (route.protocol === 'ews' ? ews : eas),
    redirectTo: (address) => {
      // In plain only where Exchange itself is asked in plain: in a lab.
      if (address.scheme !== 'https' && address.scheme !== emailServer.address.scheme) return null;
      const name = formatHostAndPort(address);
      if (!followable.has(name)) return null;
      const upstream = known.get(name) ?? open(address);
      known.set(name, upstream);
      return upstream;
    },
    narrow: (next) => {
      const kept = serversOf(next);
      followable = new Set([...followable].filter((name) => kept.has(name)));
      for (const [name, upstream] of known) if (!kept.has(name)) upstream.close();
    },
    upstreams: () => [...known.values()],
    open: new OpenTransactions(),
    close: () => {
      for (const upstream of known.values()) upstream.close();
    },
  };
}

function judgingBy({
  ens: { sources, deviceHeader },
}: ComplianceSettings): Pick<Generation, 'ensSources' | 'identityHeaders'> {
  return {
    ensSources: addressSet(sources),
    identityHeaders: deviceHeader === null ? [] : [deviceHeader.toLowerCase()],
  };
}

/** The servers that may be asked under these settings, each as `https://host:port`. */
function serversOf({ emailServer, vendor }: GatewaySettings): ReadonlySet<string> {
  const addresses = [emailServer.address, vendor.ewsHost, ...emailServer.redirectHosts];
  return new Set(addresses.filter((each) => each !== null).map(formatHostAndPort));
}

/**
 * Whether a change of settings takes away the ground an open stream stands on: route, trust, upstream, or the server
 * that it was led to.
 */
export function interrupts(
  before: GatewaySettings,
  after: GatewaySettings,
  { route, asked }: { readonly route: Route; readonly asked: UpstreamAddress | null },
): boolean {
  if (route.protocol === 'ews' && !after.vendor.ewsProxy) return true;
  if (asked !== null && !serversOf(after).has(formatHostAndPort(asked))) return true;
  // What is trusted besides takes nothing away.
  const trusted = new Set(after.trustedCertificates);
  if (!before.trustedCertificates.every((each) => trusted.has(each))) return true;
  return groundOf(before, route) !== groundOf(after, route);
}

function groundOf(settings: GatewaySettings, route: Route): string {
  const override = route.protocol === 'ews' ? settings.vendor.ewsHost : null;
  const address: UpstreamAddress = override ?? settings.emailServer.address;
  return JSON.stringify([address, settings.emailServer.ignoreSslErrors]);
}
