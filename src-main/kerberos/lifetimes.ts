/** How long tickets are used. */
import type { Granted } from './replies.ts';

const spareMs = 5 * 60_000;

/**
 * Five minutes less than the KDC grants, so that none ends between here and Exchange; one that is granted for minutes only is
 * used for half of them.
 * @param longestMs a ticket outlives a user who is disabled, so settings may want it shorter
 */
export function usableUntil({ times }: Granted, now: number, longestMs: number): number {
  const left = times.endTime - now;
  return now + Math.min(Math.max(left - spareMs, left / 2), longestMs);
}
