/** Sets of addresses (`compliance.ens.sources`, `listener.balancers`) and the address of a peer. */
import { BlockList, isIP } from 'node:net';

export interface AddressSet {
  readonly has: (address: string) => boolean;
}

/** @param cidrs `10.0.0.0/8`, `::1/128`, or a bare address; already validated with the settings. */
export function addressSet(cidrs: readonly string[]): AddressSet {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return {
    has: (address) =>
      isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
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
