/** Does an address of Exchange lead back to this gateway? Then every request would circle until it dies (`LOOP`). */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { UpstreamAddress } from '../../src-shared/settings/in-force.ts';

/** A gateway must start while DNS is briefly away: no look-up is waited for longer. */
const LOOKUP_MS = 2000;

export interface Network {
  /** All addresses of a name; rejects when there is none. */
  readonly lookup: (host: string) => Promise<readonly string[]>;
  /** The addresses of this machine. */
  readonly local: () => readonly string[];
}

export const systemNetwork: Network = {
  lookup: async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address),
  local: () =>
    Object.values(networkInterfaces()).flatMap((each) =>
      (each ?? []).map(({ address }) => address),
    ),
};

export interface OwnListener {
  readonly host: string;
  /** The ports that lead to it: the one in the file, and the one really bound. Never 0. */
  readonly ports: readonly number[];
}

export type Destination = 'elsewhere' | 'here' | 'unresolved';

export async function destinationOf(
  address: UpstreamAddress,
  listener: OwnListener,
  network: Network,
): Promise<Destination> {
  const targets = await addressesOf(address.host, network);
  if (!listener.ports.includes(address.port)) return targets === null ? 'unresolved' : 'elsewhere';
  if (sameName(address.host, listener.host)) return 'here';
  if (targets === null) return 'unresolved';
  const bound = await addressesOf(listener.host, network);
  if (bound === null) return 'elsewhere';
  const local = network.local().map(plain);
  const here = targets.some((target) => bound.some((own) => reaches(target, own, local)));
  return here ? 'here' : 'elsewhere';
}

/** Whether connecting to `target` reaches a listener bound to `own`. */
function reaches(target: string, own: string, local: readonly string[]): boolean {
  // Connecting to 0.0.0.0 or :: reaches this machine (Linux, macOS).
  const thisMachine = isLoopback(target) || isAny(target);
  if (isAny(own)) return thisMachine || local.includes(target);
  if (isLoopback(own)) return thisMachine;
  return target === own;
}

/** Null when the name has no address, or none in time. */
async function addressesOf(host: string, network: Network): Promise<readonly string[] | null> {
  if (isIP(host) !== 0) return [plain(host)];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, LOOKUP_MS, null);
  });
  try {
    const found = await Promise.race([network.lookup(host), late]);
    return found === null || found.length === 0 ? null : found.map(plain);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** One spelling for each address: IPv6 compressed and without zone, IPv4 inside IPv6 as IPv4. */
function plain(address: string): string {
  const bare = address.replace(/%.*$/, '').toLowerCase();
  if (!isIPv6(bare)) return bare;
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (mapped?.[1] === undefined || mapped[2] === undefined) return short;
  const words = [mapped[1], mapped[2]].map((word) => Number.parseInt(word, 16));
  return words.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}

export function isLoopback(address: string): boolean {
  const bare = plain(address);
  return bare === '::1' || /^127\.\d+\.\d+\.\d+$/.test(bare);
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
