/** What fuzz is made of: chance that a seed repeats, and small changes of texts. */

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Chance {
  readonly below: (limit: number) => number;
  readonly one: <T>(of: readonly [T, ...T[]]) => T;
}

export function chanceOf(seed: number): Chance {
  const random = randomOf(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return { below, one: (of) => of[below(of.length)] ?? of[0] };
}

/** Bytes that mean something in HTTP, or must not be there. */
export const oddBytes: readonly [string, ...string[]] = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  ':',
  '\t',
  ' ',
  ',',
  ';',
  '\x0b',
  '\x80',
  '\xff',
  '0',
  '"',
];

export type Mutation = (text: string, chance: Chance) => string;

export const put = (text: string, at: number, what: string, instead = 0): string =>
  text.slice(0, at) + what + text.slice(at + instead);
/** Works on the lines, which are parted by CRLF. */
export const onLines =
  (change: (all: string[], at: number, chance: Chance) => void): Mutation =>
  (text, chance) => {
    const all = text.split('\r\n');
    change(all, chance.below(all.length), chance);
    return all.join('\r\n');
  };
