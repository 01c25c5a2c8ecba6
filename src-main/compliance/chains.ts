/** A hash table of numbered entries in shared memory. It holds no keys: whoever looks asks each entry that may be meant. */
import { integers } from './columns.ts';

export interface Chains {
  /** Hash of the key of each entry. */
  readonly hashes: Uint32Array;
  /** By the low bits of a hash: the first entry, plus one; 0 for none. */
  readonly heads: Uint32Array;
  /** By entry: the next one with the same low bits, plus one. */
  readonly nexts: Uint32Array;
}

/** FNV-1a over UTF-16 units, then mixed, since its low bits alone are poor. Only device management chooses what is stored. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** @param hashes of the entries, in their order; only the first `count` count */
export function chained(hashes: Uint32Array, count = hashes.length): Chains {
  const heads = integers(headsFor(count));
  const nexts = integers(hashes.length);
  const mask = heads.length - 1;
  // From behind, so that a chain has its entries in their order.
  for (let entry = count - 1; entry >= 0; entry -= 1) {
    const slot = (hashes[entry] ?? 0) & mask;
    nexts[entry] = heads[slot] ?? 0;
    heads[slot] = entry + 1;
  }
  return { hashes, heads, nexts };
}

/** The first entry with this hash that fits, -1 for none. */
export function findIn(
  { hashes, heads, nexts }: Chains,
  hash: number,
  fits: (entry: number) => boolean,
): number {
  for (let next = heads[hash & (heads.length - 1)] ?? 0; next !== 0; next = nexts[next - 1] ?? 0)
    if (hashes[next - 1] === hash && fits(next - 1)) return next - 1;
  return -1;
}

/** All entries with this hash, in their order. */
export function allIn({ hashes, heads, nexts }: Chains, hash: number): readonly number[] {
  const found: number[] = [];
  for (let next = heads[hash & (heads.length - 1)] ?? 0; next !== 0; next = nexts[next - 1] ?? 0)
    if (hashes[next - 1] === hash) found.push(next - 1);
  return found;
}

function headsFor(count: number): number {
  let size = 8;
  while (size < count) size *= 2;
  return size;
}
