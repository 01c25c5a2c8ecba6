import { setTimeout as sleep } from 'node:timers/promises';
import { treeCpuMs } from '../lib/processes.ts';
import { askers } from './askers.ts';
import type { Target } from './connection.ts';
import type { Closed, JobOf } from './load-jobs.ts';

const PATIENCE = 10;

export async function closed(job: JobOf<'closed'>, target: Target): Promise<Closed> {
  let requests = 0;
  let failures = 0;
  let going = true;
  const all = askers(target, job.connections, job.fresh);
  for (const asker of all) {
    const again = (): void => {
      asker.ask((status) => {
        if (status === 200) requests += 1;
        else failures += 1;
        if (going) again();
      });
    };
    again();
  }
  await warm(job, () => requests);
  const from = { at: performance.now(), cpuMs: treeCpuMs(job.watch), requests };
  await sleep(job.ms);
  const to = { at: performance.now(), cpuMs: treeCpuMs(job.watch), requests };
  going = false;
  for (const asker of all) asker.close();
  return {
    requests: to.requests - from.requests,
    ms: to.at - from.at,
    cpuMs: to.cpuMs - from.cpuMs,
    failures,
  };
}

/** Compilers warm up by requests, not by time; one that is slow is not waited for for ever. */
async function warm(job: JobOf<'closed'>, requests: () => number): Promise<void> {
  const start = performance.now();
  await sleep(job.warmMs);
  const until = start + job.warmMs * PATIENCE;
  while (requests() < job.warmRequests && performance.now() < until) await sleep(50);
}
