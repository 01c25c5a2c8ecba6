import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles, cleanUp, type Bundles } from './testing.ts';
import { killAgainAndAgain } from './testing-kill.ts';

let bundle: Bundles;

beforeAll(async () => {
  bundle = await bundles();
});
afterAll(cleanUp);

const kills = 200;
const seed = 7;

test(`SIGKILL while writing, ${kills} times, seed ${seed}`, async () => {
  const report = await killAgainAndAgain(bundle, kills, seed);
  console.log(JSON.stringify(report));
  expect(report.wrong).toEqual([]);
});
