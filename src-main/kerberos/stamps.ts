/**
 * Time and microseconds of authenticators. Whoever checks for replays knows them by this pair (RFC 4120 3.2.3), so no pair comes
 * twice: the microseconds are a running number and no measure, which also holds while the clock is being put back.
 */
import { randomInt } from 'node:crypto';

export interface Stamp {
  /** Milliseconds since 1970; only whole seconds are sent. */
  readonly time: number;
  readonly microseconds: number;
}

/** @param now the clock of the KDC, milliseconds since 1970 */
export function createStamps(now: () => number): () => Stamp {
  let next = randomInt(1_000_000);
  return () => {
    next = (next + 1) % 1_000_000;
    return { time: Math.floor(now() / 1000) * 1000, microseconds: next };
  };
}
