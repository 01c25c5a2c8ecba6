/** The window with a long log and many events, always beside the same window with none. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '../../e2e/app/open-console.ts';
import { writeResult } from '../lib/result.ts';
import { benchOn } from './console.ts';
import { homeWithLog } from './home.ts';
import { productWithPump } from './product-with-pump.ts';
import { reportOf } from './report.ts';
import { playRound, type Round } from './round.ts';

export const RATE = 500;
const ROUNDS = Number(process.env['SALLYPORT_BENCH_ROUNDS'] ?? 5);

test('20,000 events in the log, 500 a second arriving', async ({ openConsole }) => {
  const folder = await productWithPump();
  const home = await homeWithLog();
  const rateFile = join(home.path, 'bench-rate');
  try {
    const opened = await openConsole({
      ...{ home: home.path, folder },
      env: { SALLYPORT_BENCH_RATE: rateFile },
    });
    const bench = await benchOn(opened, rateFile);
    const rounds: Round[] = [];
    // The first round of each kind warms up and does not count.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const rate of [0, RATE]) {
        const played = await playRound(bench, home.path, rate);
        if (round > 0) rounds.push(played);
      }
    }
    const { electron } = await opened.call('facts', {});
    await writeResult('window', reportOf(rounds, electron));
  } finally {
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
