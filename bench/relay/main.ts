/** Times the relay and its peers as the plan says: one result for each workload (bench/lib/result.ts). */
import { join } from 'node:path';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';
import { writeResult } from '../lib/result.ts';
import { contestants, type Contestant } from './contestants.ts';
import { rotated, workloads, type Figures, type Round, type Workload } from './measures.ts';
import { measure } from './measuring.ts';
import { planSchema, type Plan } from './plan.ts';
import { reportOf } from './report.ts';
import { start } from './started.ts';
import { makeTlsFiles } from './tls-files.ts';

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function timeAll(plan: Plan): Promise<void> {
  const { all, missing } = contestants(plan);
  if (all.length === 0) throw new Error('none of those that were asked for is here');
  for (const name of missing) say(`${name} is not here and is left out`);
  for (const workload of workloads.filter(({ name }) => plan.workloads.includes(name))) {
    const notes: string[] = [];
    const rounds = await timeWorkload(plan, workload, all, notes);
    const report = reportOf({ plan, workload, contestants: all, rounds, missing, notes });
    await writeResult(`relay-${workload.name}${plan.suffix}`, report, plan.results);
  }
}

async function timeWorkload(
  plan: Plan,
  workload: Workload,
  all: readonly Contestant[],
  notes: string[],
): Promise<readonly Round[]> {
  const { path: folder, remove } = makeTemporary('bench');
  const tls = workload.tls ? makeTlsFiles(folder) : null;
  const args = [join(plan.tools, 'upstream-process.cjs'), JSON.stringify(tls)];
  const upstream = await start({ file: plan.node.path, args, port: null });
  const place = { plan, workload, tls, upstream: upstream.port };
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < plan.rounds; round += 1) {
      const figures: Record<string, Figures> = {};
      const order = rotated(all, round);
      for (const contestant of order) {
        const found = await timeOne(place, contestant, notes);
        if (found === null) continue;
        figures[contestant.id] = found;
        say(`${workload.name} ${round + 1}/${plan.rounds} ${contestant.title}: ${inWords(found)}`);
      }
      rounds.push({ order: order.map(({ id }) => id), figures });
    }
  } finally {
    await upstream.stop();
    remove();
  }
  return rounds;
}

/** A peer that fails is told in the notes; of ours it is a failure of the bench. */
async function timeOne(
  place: Parameters<typeof measure>[0],
  contestant: Contestant,
  notes: string[],
): Promise<Figures | null> {
  const { path: folder, remove } = makeTemporary('bench');
  const tell = (text: string): void => {
    say(`${contestant.title}: ${text}`);
    notes.push(`${contestant.title}: ${text}.`);
  };
  try {
    const { upstream, tls, workload } = place;
    const hanging = workload.name === 'e';
    const running = await contestant.start({ upstream, tls, folder, hanging });
    try {
      const figures = await measure(place, running);
      const failures = figures['failures'] ?? 0;
      if (failures > 0) tell(`${failures} requests failed in one round`);
      const wrong = (await running.check?.()) ?? null;
      if (wrong !== null) tell(wrong);
      return figures;
    } finally {
      await running.stop();
    }
  } catch (error) {
    if (contestant.kind === 'ours') throw error;
    tell(
      `one round broke off (${error instanceof Error ? firstLine(error.message) : String(error)})`,
    );
    return null;
  } finally {
    remove();
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const inWords = (figures: Figures): string =>
  Object.entries(figures)
    .map(([key, value]) => `${key} ${value.toFixed(2)}`)
    .join(', ');

for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => process.exit(130));
const plan = planSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
void timeAll(plan).then(
  () => process.exit(0),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
