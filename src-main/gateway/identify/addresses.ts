/** Sets of addresses (`compliance.ens.sources`, `listener.balancers`) and the address of a peer. */
import { BlockList, isIP } from 'node:net';

export interface AddressSet {
  readonly has: (address: string) => boolean;
}

const maxKnown = 10_000;

/** @param cidrs `10.0.0.0/8`, `::1/128`, or a bare address; already validated with the settings. */
export function addressSet(cidrs: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  const known = new Map<string, boolean>();
  return {
    has: (address) => {
      const before = known.get(address);
      if (before !== undefined) return before;
      const family = isIP(address);
      const listed = family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
      // Peers recur; a scan from everywhere must not make this grow.
      if (known.size >= maxKnown) known.clear();
      known.set(address, listed);
      return listed;
    },
  };
}

/** A dual-stack socket shows IPv4 peers as `::ffff:10.0.0.1`. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
