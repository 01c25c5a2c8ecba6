// One small seeded generator for everything that shapes behaviour, so that a run can be repeated.
// Passwords and keys never come from here: those use node:crypto.

export type Random = {
  /** In [0, 1). */
  next(): number;
  /** Whole number in [0, below). */
  below(below: number): number;
  pick<T>(list: readonly T[]): T;
};

/** mulberry32. `label` gives each room its own sequence, so that one room's draws do not move another's. */
export function seededRandom(seed: number, label: string): Random {
  let state = mix(seed, label);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (list) => {
      const choice = list[below(list.length)];
      if (choice === undefined) throw new Error('nothing to pick from');
      return choice;
    },
  };
}

function mix(seed: number, label: string): number {
  let hash = (seed ^ 0x811c9dc5) | 0;
  for (const char of label) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}
