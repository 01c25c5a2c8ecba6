/** Bytes that are almost right, from a seed: what one number makes, it makes again. */
import { Malformed } from '../../der/malformed.ts';

export interface Fuzzed {
  readonly name: string;
  /** What is right, to begin with. */
  readonly seeds: readonly Buffer[];
  /** Reads, and throws `Malformed` or nothing. */
  readonly read: (bytes: Buffer) => void;
}

export interface FuzzResult {
  readonly read: number;
  readonly refused: number;
  /** The longest time of one, milliseconds. */
  readonly slowest: number;
}

/** A generator of whole numbers (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Lengths and tags that readers trip over. */
const telling = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff, 0x30, 0x1f, 0xa0, 0xa1, 0x60,
];

export function mutate(seeds: readonly Buffer[], random: (below: number) => number): Buffer {
  const pick = (): Buffer => seeds[random(seeds.length)] ?? Buffer.alloc(0);
  let bytes = Buffer.from(pick());
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(bytes.length + 1);
    const until = at + random(Math.min(24, bytes.length - at + 1));
    const telltale = telling[random(telling.length)] ?? 0;
    switch (random(7)) {
      case 0:
        if (at < bytes.length) bytes[at] = random(256);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = telltale;
        break;
      case 2:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]);
        break;
      case 5:
        bytes = Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)]);
        break;
      default: {
        const other = pick();
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(random(other.length + 1))]);
      }
    }
  }
  return bytes;
}

/** @throws with the bytes in hex, when something else than `Malformed` is thrown */
export function fuzz({ name, seeds, read }: Fuzzed, seed: number, count: number): FuzzResult {
  const random = randomFrom(seed);
  let refused = 0;
  let slowest = 0;
  for (let nth = 0; nth < count; nth++) {
    const bytes = mutate(seeds, random);
    const begun = performance.now();
    try {
      read(bytes);
    } catch (error) {
      if (!(error instanceof Malformed)) {
        throw new Error(`${name}, seed ${seed}, ${nth}: ${bytes.toString('hex')}`, {
          cause: error,
        });
      }
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - begun);
  }
  return { read: count - refused, refused, slowest };
}
