/**
 * Remembers which credentials Exchange accepted lately from which address, so that a blocked
 * client which proved who it is reads why, and everybody else reads nothing (docs/compliance.md,
 * "What a blocked client is told"). Kept only in memory and only as a keyed digest: no credential can be read back.
 */
import crypto from 'node:crypto';

export interface Proofs {
  /** The name under which a credential from an address is remembered; it cannot be read back. */
  readonly nameOf: (address: string, authorization: string) => string;
  readonly add: (name: string, now: number) => void;
  readonly has: (name: string, now: number) => boolean;
}

const lifetime = 15 * 60_000;
/** How much older than its last use an entry may look. */
const renewal = 60_000;
const capacity = 20_000;

export function createProofs(): Proofs {
  const key = crypto.randomBytes(32).toString('base64');
  const until = new Map<string, number>();
  return {
    nameOf: (address, authorization) => digest(`${key}\0${address}\0${authorization}`),
    add: (name, now) => {
      // Not with each request: a `Map` whose entries come and go keeps the garbage collector busy.
      if ((until.get(name) ?? 0) > now + lifetime - renewal) return;
      // Re-inserted, so that the map's order is that of last use and the oldest goes first.
      until.delete(name);
      until.set(name, now + lifetime);
      if (until.size > capacity)
        for (const oldest of until.keys()) return void until.delete(oldest);
    },
    has: (name, now) => {
      const end = until.get(name);
      return end !== undefined && end > now;
    },
  };
}

/** In one call where Node has it (20.12 and later): an object for each request costs three times as much. */
function digest(text: string): string {
  return crypto.hash === undefined
    ? crypto.createHash('sha256').update(text).digest('base64')
    : crypto.hash('sha256', text, 'base64');
}
