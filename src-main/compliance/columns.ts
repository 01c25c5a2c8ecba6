/**
 * Arrays of numbers in memory that threads share: to hand a million devices from one thread to another copies
 * nothing (ADR 32).
 */
type Column = Uint8Array | Uint32Array | Float64Array;

export const bytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
export const integers = (length: number): Uint32Array =>
  new Uint32Array(new SharedArrayBuffer(4 * length));
export const numbers = (length: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(8 * length));

/** The same with room for `length`, and with more than that when it has to grow. */
export function roomFor<Of extends Column>(
  column: Of,
  length: number,
  make: (length: number) => Of,
): Of {
  if (length <= column.length) return column;
  const larger = make(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}

/** The first `length`, without the room that was left. */
export function trimmed<Of extends Column>(
  column: Of,
  length: number,
  make: (length: number) => Of,
): Of {
  if (column.length === length) return column;
  const exact = make(length);
  exact.set(column.subarray(0, length));
  return exact;
}
