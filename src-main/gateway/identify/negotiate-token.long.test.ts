/** Ten million tokens of sign-ins that are almost in order. `SALLYPORT_SEED` repeats a run, `SALLYPORT_COUNT` shortens it. */
import { expect, test } from 'vitest';
import { readStrangeTokens } from '../testing/strange-tokens.ts';

const count = Number(process.env['SALLYPORT_COUNT'] ?? 10_000_000);
const seed = Number(process.env['SALLYPORT_SEED'] ?? Date.now() % 1_000_000);

test(`${String(count)} tokens that are almost in order`, ({ task }) => {
  const kinds = readStrangeTokens(count, seed);
  for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(count / 10_000);
  Object.assign(task.meta, { seed, ...kinds });
});
