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
const oddBytes: readonly [string, ...string[]] = [
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
const onLines =
  (change: (all: string[], at: number, chance: Chance) => void): Mutation =>
  (text, chance) => {
    const all = text.split('\r\n');
    change(all, chance.below(all.length), chance);
    return all.join('\r\n');
  };

/** Changes that mean nothing to who makes them. */
export const byteMutations: readonly Mutation[] = [
  (text, { below }) => put(text, below(text.length), '', 1),
  (text, { below }) => put(text, below(text.length), String.fromCharCode(below(256)), 1),
  (text, { below }) => put(text, below(text.length), String.fromCharCode(below(256))),
  (text, { below, one }) => put(text, below(text.length), one(oddBytes)),
  (text, { below, one }) => put(text, below(text.length), one(oddBytes), 1),
  (text, { below }) => text.slice(0, below(text.length)),
];

type Texts = readonly [string, ...string[]];

/** Lines that come, go, are said twice, move to the end, and are joined otherwise than by CRLF. */
export const lineMutations = (lines: Texts, joints: Texts): readonly Mutation[] => [
  (text, { one }) => text.replace(/\r\n/, `\r\n${one(lines)}\r\n`),
  (text, { one }) => text.replace('\r\n\r\n', `\r\n${one(lines)}\r\n\r\n`),
  onLines((all, at, { one }) => all.splice(at, 0, one(lines))),
  onLines((all, at, { one }) => all.splice(at, 1, one(lines))),
  onLines((all, at) => all.splice(at, 1)),
  onLines((all, at) => all.splice(at, 0, all[at] ?? '')),
  onLines((all, at) => all.push(...all.splice(at, 1))),
  onLines((all, at, { one }) => all.splice(at, 2, [all[at], all[at + 1]].join(one(joints)))),
];
