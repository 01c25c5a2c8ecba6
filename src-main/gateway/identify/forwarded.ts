/**
 * Who asks, when a load balancer stands in front: `X-Forwarded-For`, believed from `listener.balancers` alone.
 *
 * The field is read from its end. Each hop adds the address it saw, so what stands behind the last balancer was written by
 * that balancer, and everything before the first address that is none may have been written by the client.
 */
import { isIP } from 'node:net';
import { plainAddress } from './addresses.ts';
import type { AddressSet } from './addresses.ts';
import { valuesOf } from '../../http/fields.ts';
import type { HeaderLine } from '../../http/fields.ts';
import { ownText } from '../../http/own-text.ts';

export interface Client {
  readonly address: string;
  /** A balancer sent a field that names no address. */
  readonly malformed: boolean;
}

/**
 * A balancer that sends nothing readable stands for its clients itself. The end of the field is the balancer's own work: a
 * client cannot bring it about, and to refuse would stop all mail for a mistake in the balancer's settings that gains nobody anything.
 */
export function clientOf(
  peer: string,
  lines: readonly HeaderLine[],
  balancers: AddressSet,
): Client {
  if (!balancers.has(peer)) return { address: peer, malformed: false };
  // Several lines are one list (RFC 9110 5.3).
  const hops = valuesOf(lines, 'x-forwarded-for').join(',');
  let end = hops.length;
  let nearest = peer;
  while (end > 0) {
    const start = hops.lastIndexOf(',', end - 1) + 1;
    const address = addressIn(hops.slice(start, end).trim());
    if (address === null) return { address: peer, malformed: true };
    if (!balancers.has(address)) return { address, malformed: false };
    nearest = address;
    end = start - 1;
  }
  return { address: nearest, malformed: false };
}

const withPort = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([0-9A-Fa-f:.]+)\])(?::\d{1,5})?$/;

/** `192.0.2.1`, `2001:db8::1`, either with a port (some balancers add it), IPv6 then in brackets. */
function addressIn(hop: string): string | null {
  const match = withPort.exec(hop);
  const address = match?.[1] ?? match?.[2] ?? hop;
  if (isIP(address) === 0 || address.includes('%')) return null;
  // It is remembered in many places, which must not keep the request.
  return ownText(plainAddress(address.toLowerCase()));
}
