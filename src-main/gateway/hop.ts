/**
 * Stops requests that go round: Exchange's address may lead back here, directly or by way of another gateway.
 *
 * Each gateway adds a random id of its own to a field that all of them know. Not to `Via` (RFC 9110 7.6.3), which would say
 * the same: while its `noCompressionForProxies` is on, IIS compresses nothing for requests that name a proxy there, and mail
 * would cost several times its bytes.
 */
import { randomBytes } from 'node:crypto';
import { firstValue, headerLine } from '../http/fields.ts';
import type { HeaderLine } from '../http/fields.ts';

/** Lower case; `head.ts` sees to it that it comes once, and that no `Connection` names it. */
export const hopField = 'x-sallyport-hop';
/** Gateways on the way, this one included. */
const maxHops = 8;

export interface Hop {
  readonly id: string;
  /** For requests that carry no such field yet. */
  readonly line: HeaderLine;
}

export function createHop(): Hop {
  const id = randomBytes(12).toString('hex');
  return { id, line: headerLine('X-Sallyport-Hop', id) };
}

/** Whether the request was here before, or passed so many gateways that it must be going round. */
export function isLoop(lines: readonly HeaderLine[], { id }: Hop): boolean {
  const value = firstValue(lines, hopField);
  if (value === null) return false;
  const hops = value.split(',');
  return hops.length >= maxHops || hops.some((hop) => hop.trim() === id);
}

/** The value for the next hop. */
export function withHop(before: string, { id }: Hop): string {
  return before === '' ? id : `${before}, ${id}`;
}
