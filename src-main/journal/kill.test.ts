import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles, cleanUp, type Bundles } from './testing.ts';
import { killAgainAndAgain } from './testing-kill.ts';

let bundle: Bundles;

beforeAll(async () => {
  bundle = await bundles();
});
afterAll(cleanUp);

const seed = 20_261_122;

test(`SIGKILL while writing, 10 times, seed ${seed}`, { timeout: 120_000 }, async () => {
  const report = await killAgainAndAgain(bundle, 10, seed);
  console.log(JSON.stringify(report));
  expect(report.wrong).toEqual([]);
  expect(report.recorded).toBeGreaterThan(100);
});
