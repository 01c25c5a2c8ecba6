/**
 * Counts the requests that were refused before anybody was identified, and says how many of an address are stored one
 * by one. A scanner on the Internet must not be able to fill the journal.
 */
import { createAllowance } from './allowance.ts';
import type { Reason } from '../../src-shared/decision.ts';

export interface Refusals {
  /** Counts one; true while those of this address are stored one by one. */
  readonly add: (client: string, reason: Reason) => boolean;
  readonly counts: () => RefusedRequests;
}

export interface RefusedRequests {
  /** Since the gateway was opened. */
  readonly byReason: Readonly<Partial<Record<Reason, number>>>;
  /** Of the minute under way, the busiest addresses first. */
  readonly busiest: readonly { readonly client: string; readonly count: number }[];
}

const storedPerMinute = 20;
const shownAddresses = 20;

/** @param now epoch milliseconds */
export function createRefusals(now: () => number): Refusals {
  const allowance = createAllowance(storedPerMinute, now);
  const byReason: Partial<Record<Reason, number>> = {};
  return {
    add: (client, reason) => {
      byReason[reason] = (byReason[reason] ?? 0) + 1;
      return allowance.take(client);
    },
    counts: () => ({
      byReason: { ...byReason },
      busiest: [...allowance.counts()]
        .map(([client, count]) => ({ client, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, shownAddresses),
    }),
  };
}
