/** For tests: kills a writing process again and again and looks what is in the file. */
import { openReader } from './reader.ts';
import { quickCheck, startChild, temporaryFolder, type Bundles } from './testing.ts';

/** What was recorded this long before the kill must be in the file (the relay never waits for it). */
const PROMISE_MS = 200;

export interface KillReport {
  readonly kills: number;
  readonly recorded: number;
  /** Events older than the promise that are not in the file, and whatever else was wrong. */
  readonly wrong: readonly string[];
  /** The oldest event that a kill took, in ms before it. */
  readonly oldestLostMs: number;
}

/** One file for all kills: each next process recovers what the one before left. */
export async function killAgainAndAgain(
  bundle: Bundles,
  kills: number,
  seed: number,
): Promise<KillReport> {
  const folder = temporaryFolder();
  const wrong: string[] = [];
  let recorded = 0;
  let highest = 0;
  let oldestLostMs = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const child = startChild(bundle, folder, seed + kill);
    await child.until((line) => line.recorded !== undefined);
    await new Promise((resolve) => setTimeout(resolve, ((seed + kill * 7919) % 997) * 0.6));
    const killedAt = Date.now();
    child.process.kill('SIGKILL');
    await child.ended;
    const said = child.lines.flatMap((line) => line.recorded ?? []);
    const first = said[0]?.seq ?? 0;
    if (first <= highest)
      wrong.push(`kill ${kill}: seq ${first} was given again, ${highest} is stored`);
    const stored = storedFrom(folder, first);
    for (const { seq, at } of said.filter((each) => !stored.has(each.seq))) {
      oldestLostMs = Math.max(oldestLostMs, killedAt - at);
      if (killedAt - at > PROMISE_MS)
        wrong.push(`kill ${kill}: ${seq} was ${killedAt - at} ms old`);
    }
    const check = quickCheck(folder);
    if (check !== 'ok') wrong.push(`kill ${kill}: ${check}`);
    recorded += said.length;
    highest = Math.max(highest, ...stored);
  }
  return { kills, recorded, wrong, oldestLostMs };
}

function storedFrom(folder: string, seq: number): ReadonlySet<number> {
  const page = openReader(folder)?.page({}, { limit: 20_000 });
  if (page === undefined) return new Set();
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return new Set(page.value.items.map((item) => item.event.seq).filter((each) => each >= seq));
}
