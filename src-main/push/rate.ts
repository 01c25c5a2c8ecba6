/** How many requests a second are looked at: of one address, and of all. */
import { placeOf } from '../gateway/door.ts';

const PER_ADDRESS = 50;
/** Whoever floods from many addresses takes at most this much of the time that mail needs. */
const IN_TOTAL = 200;

/** @param now monotonic, milliseconds */
export function createRate(now: () => number): { readonly take: (address: string) => boolean } {
  let began = -Infinity;
  let total = 0;
  const counts = new Map<string, number>();
  return {
    take: (address) => {
      if (now() - began >= 1000) {
        began = now();
        total = 0;
        counts.clear();
      }
      if (total >= IN_TOTAL) return false;
      const place = placeOf(address);
      const count = (counts.get(place) ?? 0) + 1;
      counts.set(place, count);
      if (count > PER_ADDRESS) return false;
      total += 1;
      return true;
    },
  };
}
