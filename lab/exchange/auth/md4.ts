/** MD4 (RFC 1320): what NTLM hashes passwords with, and what OpenSSL 3 no longer offers. */
export function md4(input: Buffer): Buffer {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64LE(BigInt(input.length) * 8n);
  const padding = Buffer.alloc(1 + ((119 - (input.length % 64)) % 64));
  padding[0] = 0x80;
  const message = Buffer.concat([input, padding, bits]);
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < message.length; at += 64) {
    const words = Array.from({ length: 16 }, (_, word) => message.readUInt32LE(at + word * 4));
    state = block(state, words);
  }
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => digest.writeUInt32LE(word, index * 4));
  return digest;
}

type State = readonly [number, number, number, number];

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly add: number;
  readonly order: readonly number[];
  readonly shifts: readonly number[];
}

const rounds: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    add: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    add: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    add: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

function block(before: State, words: readonly number[]): State {
  let [a, b, c, d] = before;
  for (const { mix, add, order, shifts } of rounds) {
    order.forEach((word, step) => {
      const sum = (a + mix(b, c, d) + (words[word] ?? 0) + add) >>> 0;
      const shift = shifts[step % 4] ?? 0;
      const turned = ((sum << shift) | (sum >>> (32 - shift))) >>> 0;
      [a, b, c, d] = [d, turned, b, c];
    });
  }
  const [p, q, r, s] = before;
  return [(a + p) >>> 0, (b + q) >>> 0, (c + r) >>> 0, (d + s) >>> 0];
}
