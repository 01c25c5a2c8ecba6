/**
 * How many requests of an address that were refused before anybody was identified are stored one by
 * one. A scanner on the Internet must not be able to fill the journal.
 */
const perWindow = 20;
const windowMilliseconds = 60_000;
const maxAddresses = 10_000;

/** @param now epoch milliseconds */
export function createRefusalLimit(now: () => number): (client: string) => boolean {
  let counts = new Map<string, number>();
  let windowEnds = 0;
  return (client) => {
    if (now() >= windowEnds || counts.size >= maxAddresses) {
      counts = new Map();
      windowEnds = now() + windowMilliseconds;
    }
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    return count <= perWindow;
  };
}
