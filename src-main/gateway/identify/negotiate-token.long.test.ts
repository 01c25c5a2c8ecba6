/** Ten million tokens of sign-ins that are almost in order. `SALLYPORT_SEED` repeats a run. */
import { expect, test } from 'vitest';
import { readStrangeTokens } from '../testing/strange-tokens.ts';

const seed = Number(process.env['SALLYPORT_SEED'] ?? Date.now() % 1_000_000);

test('10 million tokens that are almost in order', ({ task }) => {
  const kinds = readStrangeTokens(10_000_000, seed);
  for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(1000);
  Object.assign(task.meta, { seed, ...kinds });
});
