/** So many of something per name and minute. Floods come from many names, so no more than a fixed number is remembered. */
const windowMilliseconds = 60_000;
const maxNames = 10_000;

export interface Allowance {
  /** Counts one for `name`; false beyond the allowance. */
  readonly take: (name: string) => boolean;
  /** Of the minute under way. */
  readonly counts: () => ReadonlyMap<string, number>;
}

/** @param now epoch milliseconds */
export function createAllowance(perMinute: number, now: () => number): Allowance {
  let counts = new Map<string, number>();
  let windowEnds = 0;
  const renew = (): void => {
    if (now() < windowEnds && counts.size < maxNames) return;
    counts = new Map();
    windowEnds = now() + windowMilliseconds;
  };
  return {
    take: (name) => {
      renew();
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count <= perMinute;
    },
    counts: () => {
      renew();
      return counts;
    },
  };
}
