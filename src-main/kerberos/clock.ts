/** The clock of the KDC, by which times in messages are written and read. */
import type { Log } from '../../src-shared/log.ts';

/**
 * How far this machine may be off. A KDC tolerates 5 minutes, so this mends a clock that is off by some more; one that is
 * further off also judges certificates and stamps records wrongly, and must be set. Errors of a KDC are not authenticated: who
 * forges one can make us write times that are off by this much, and no more.
 */
export const mostSkewMs = 10 * 60_000;
/** Below this, differences are whole seconds and the network. */
const noticedMs = 2_000;

export interface Clock {
  /** Milliseconds since 1970, as the KDC has it. */
  readonly now: () => number;
  readonly skewOf: (kdcTime: number) => number;
  /** @returns false when it is too far off; then nothing changes */
  readonly follow: (kdcTime: number, realm: string) => boolean;
}

export function createClock(now: () => number, log: Log | null): Clock {
  let offset = 0;
  const skewOf = (kdcTime: number) => kdcTime - now();
  return {
    now: () => now() + offset,
    skewOf,
    follow: (kdcTime, realm) => {
      const skew = skewOf(kdcTime);
      if (Math.abs(skew) > mostSkewMs) return false;
      const wanted = Math.abs(skew) < noticedMs ? 0 : skew;
      if (Math.abs(wanted - offset) >= noticedMs) {
        const seconds = Math.round(wanted / 1000);
        log?.warn({ realm, seconds }, 'clock of the KDC differs; its time is used for tickets');
        offset = wanted;
      }
      return true;
    },
  };
}
