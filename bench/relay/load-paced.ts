import { quantile } from '../lib/figures.ts';
import { treeCpuMs } from '../lib/processes.ts';
import { askers, type Asker } from './askers.ts';
import type { Target } from './connection.ts';
import type { JobOf, Latency, Paced } from './load-jobs.ts';

/** The first tenth warms up. */
const COLD = 0.1;
/** A contestant that cannot keep pace is not waited for longer than this many times the time. */
const PATIENCE = 3;
/** A timer comes up to a millisecond late: what is due sooner is waited for turn by turn of the loop. */
const TURNS_MS = 2;

export async function paced(
  job: Pick<JobOf<'paced'>, 'connections' | 'rate' | 'ms' | 'fresh' | 'watch'>,
  target: Target,
): Promise<Paced> {
  const all = askers(target, job.connections, job.fresh);
  const before = treeCpuMs(job.watch);
  const start = performance.now();
  const { latencies, answered, failures } = await keepPace(all, job.rate, job.ms);
  const [ms, cpuMs] = [performance.now() - start, treeCpuMs(job.watch) - before];
  for (const asker of all) asker.close();
  return { requests: answered, ms, cpuMs, failures, latency: latencyOf(latencies) };
}

export function latencyOf(latencies: readonly number[]): Latency {
  const warm = latencies.slice(Math.floor(latencies.length * COLD));
  return { p50: quantile(warm, 0.5), p99: quantile(warm, 0.99) };
}

/**
 * A request is due at its instant whether or not the one before was answered, and its time is counted from that instant:
 * a stall is felt by all that were due meanwhile, as by as many clients.
 */
function keepPace(
  all: readonly Asker[],
  rate: number,
  ms: number,
): Promise<{ latencies: readonly number[]; answered: number; failures: number }> {
  const total = Math.max(1, Math.round((rate * ms) / 1000));
  const idle = [...all];
  const latencies: number[] = [];
  const start = performance.now();
  const dueAt = (index: number): number => start + (index * 1000) / rate;
  /** When those under way were due. */
  const waiting = new Set<number>();
  let [asked, failures] = [0, 0];
  return new Promise((resolve) => {
    const dispatch = (): void => {
      const now = performance.now();
      while (asked < total && dueAt(asked) <= now) {
        const asker = idle.pop();
        if (asker === undefined) return;
        const due = dueAt(asked);
        asked += 1;
        waiting.add(due);
        asker.ask((status) => {
          waiting.delete(due);
          if (status === 200) latencies.push(performance.now() - due);
          else failures += 1;
          idle.push(asker);
          dispatch();
        });
      }
    };
    const turn = (): void => {
      dispatch();
      const now = performance.now();
      const answered = latencies.length;
      if (answered + failures >= total) resolve({ latencies, answered, failures });
      else if (now - start > ms * PATIENCE) {
        // They waited so long at least: left out, a stall would make the rest look good.
        for (; asked < total; asked += 1) waiting.add(dueAt(asked));
        const late = Array.from(waiting, (due) => now - due);
        resolve({ latencies: [...latencies, ...late], answered, failures });
      } else if (dueAt(asked) - now > TURNS_MS) setTimeout(turn, 1);
      else setImmediate(turn);
    };
    turn();
  });
}
