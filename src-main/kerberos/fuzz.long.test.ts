/** Ten million readings of bytes that are almost right. */
import { expect, it } from 'vitest';
import { fuzz } from './testing/fuzz.ts';
import { fuzzed } from './testing/fuzzed.ts';

const count = Number(process.env['SALLYPORT_COUNT'] ?? 10_000_000);
const seed = Number(process.env['SALLYPORT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

it(`${String(count)} messages, keytabs and tokens that are almost right`, ({ task }) => {
  const each = Math.ceil(count / fuzzed.length);
  const results = fuzzed.map((target) => fuzz(target, seed, each));
  const refused = results.reduce((sum, result) => sum + result.refused, 0);
  expect(refused).toBeGreaterThan(0);
  const slowest = Math.max(...results.map((result) => result.slowest));
  expect(slowest).toBeLessThan(10_000);
  const slowestMs = Math.round(slowest);
  Object.assign(task.meta, { seed, count: each * fuzzed.length, refused, slowestMs });
});
