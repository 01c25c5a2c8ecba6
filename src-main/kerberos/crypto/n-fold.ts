/**
 * n-fold, RFC 3961 5.1: repeats the input, each copy turned 13 bits to the right, until its length is a multiple of
 * `size`, and adds these pieces with an end-around carry.
 * @param size bytes
 */
export function nFold(input: Buffer, size: number): Buffer {
  const total = (input.length * size) / greatestCommonDivisor(input.length, size);
  const sums = new Array<number>(size).fill(0);
  for (let at = 0; at < total; at++) {
    const copy = Math.floor(at / input.length);
    sums[at % size] = (sums[at % size] ?? 0) + turnedByte(input, at % input.length, 13 * copy);
  }
  return Buffer.from(withCarry(sums));
}

/** Byte `at` of the input turned right by `bits`. */
function turnedByte(input: Buffer, at: number, bits: number): number {
  const length = input.length * 8;
  const start = (((at * 8 - bits) % length) + length) % length;
  const first = input[start >> 3] ?? 0;
  const second = input[((start >> 3) + 1) % input.length] ?? 0;
  return (((first << 8) | second) >> (8 - (start & 7))) & 0xff;
}

/** One's complement: what leaves at the front comes in again at the end. */
function withCarry(sums: readonly number[]): number[] {
  const bytes = [...sums];
  let carry = 0;
  do {
    for (let at = bytes.length - 1; at >= 0; at--) {
      const sum = (bytes[at] ?? 0) + carry;
      bytes[at] = sum & 0xff;
      carry = sum >> 8;
    }
  } while (carry > 0);
  return bytes;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
