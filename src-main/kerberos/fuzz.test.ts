/** Readers of bytes from outside, with bytes that are almost right: only the typed error, and soon. */
import { expect, it } from 'vitest';
import { readable } from '../der/malformed.ts';
import { fuzz } from './testing/fuzz.ts';
import { fuzzed } from './testing/fuzzed.ts';

const seed = Number(process.env['SALLYPORT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const each = Math.ceil(100_000 / fuzzed.length);

it.each(fuzzed)(`$name: ${each} from seed ${seed}`, (target) => {
  const { read, refused, slowest } = fuzz(target, seed, each);
  expect(read + refused).toBe(each);
  // A guard against what grows with the square of its input.
  expect(slowest).toBeLessThan(2_000);
});

it.each(fuzzed)('$name: reads what it begins with', ({ seeds, read }) => {
  expect(seeds.map((bytes) => readable(() => read(bytes)))).toEqual(
    seeds.map(() => ({ ok: true, value: undefined })),
  );
});
