/** DER as far as SPNEGO needs it (X.690 10): definite lengths in their shortest form, tags of one byte, nothing behind. */
import type { Buffer } from 'node:buffer';

export interface Element {
  readonly tag: number;
  readonly value: Buffer;
}

/** One element that fills `bytes` to the end, or null. */
export function readOnly(bytes: Buffer, tag: number): Buffer | null {
  const all = readAll(bytes);
  const [first] = all ?? [];
  return all?.length === 1 && first?.tag === tag ? first.value : null;
}

const most = 64;

/** Elements one behind the other, to the end of `bytes`, or null. */
export function readAll(bytes: Buffer): readonly Element[] | null {
  const found: Element[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const read = readOne(rest);
    if (read === null || found.length === most) return null;
    found.push(read.element);
    rest = read.rest;
  }
  return found;
}

/** The first element of `bytes` and what is behind it. */
export function readOne(
  bytes: Buffer,
): { readonly element: Element; readonly rest: Buffer } | null {
  const [tag, short] = bytes;
  if (tag === undefined || short === undefined || (tag & 0x1f) === 0x1f) return null;
  let length = short;
  let at = 2;
  if (short > 0x7f) {
    const count = short & 0x7f;
    if (count < 1 || count > 3 || bytes.length < 2 + count) return null;
    length = bytes.readUIntBE(2, count);
    at += count;
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) return null;
  }
  if (at + length > bytes.length) return null;
  return {
    element: { tag, value: bytes.subarray(at, at + length) },
    rest: bytes.subarray(at + length),
  };
}
