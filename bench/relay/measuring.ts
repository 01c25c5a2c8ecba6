/** One contestant in one round. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { treeCpuMs } from '../lib/processes.ts';
import type { Running } from './contestants.ts';
import type { Job, JobOf, ResultOf } from './load-jobs.ts';
import type { Figures, Workload } from './measures.ts';
import type { Plan } from './plan.ts';
import type { TlsFiles } from './tls-files.ts';

const run = promisify(execFile);

/** A compiler has seen enough by then. */
const WARM_REQUESTS = { kept: 20_000, fresh: 2_000 };
const WARM_MS = 2_000;
const CLOSED_MS = 4_000;
const HALF_MS = 3_000;
const DIRECT_MS = 1_500;
const QUICK = { warmMs: 1_500, ms: 2_500 };
const KEPT = 32;
const FRESH = 16;
/** At half load more connections than are ever busy. */
const SPARE = 2;
const TIMES = 4;
const SETTLE_MS = 11_000;
const BESIDE_RATE = 500;

const LOOK_MS = 300;
const MOST_LOOKS = 60;
const IDLE_MS = 10;

interface Place {
  readonly plan: Plan;
  readonly workload: Workload;
  readonly tls: TlsFiles | null;
  readonly upstream: number;
}

export async function measure(place: Place, running: Running): Promise<Figures> {
  await quiet(running.pid);
  const base = {
    port: running.port,
    watch: running.pid,
    authority: place.tls?.authority ?? null,
  };
  switch (place.workload.name) {
    case 'a':
    case 'b':
      return small(place, base, false);
    case 'c':
      return small(place, base, true);
    case 'd':
      return bulk(place.plan, base);
    case 'e':
      return hanging(place.plan, base);
  }
}

/** What a start leaves to be done, such as writing down a directory, is none of the requests' cost. */
async function quiet(pid: number): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const before = treeCpuMs(pid);
    await sleep(LOOK_MS);
    if (treeCpuMs(pid) - before <= IDLE_MS) return;
  }
}

type Base = Pick<Job, 'port' | 'watch' | 'authority'>;

async function small(place: Place, base: Base, fresh: boolean): Promise<Figures> {
  const { plan, upstream } = place;
  const connections = fresh ? FRESH : KEPT;
  const times = plan.quick ? QUICK : { warmMs: WARM_MS, ms: CLOSED_MS };
  const warmRequests = fresh ? WARM_REQUESTS.fresh : WARM_REQUESTS.kept;
  const full = await load(plan, {
    ...{ kind: 'closed', ...base, connections, fresh, warmRequests, ...times },
  });
  const perSecond = (full.requests * 1000) / full.ms;
  const figures = { cpuUs: perRequest(full), perSecond, failures: full.failures };
  if (plan.quick) return figures;
  const pace = { rate: perSecond / 2, connections: connections * SPARE };
  const half = await load(plan, { kind: 'paced', ...base, fresh, ...pace, ms: HALF_MS });
  const direct = { ...base, port: upstream, watch: null };
  // Kept connections also where the clients' are new: what is added is all that the gateway causes.
  const bare = await load(plan, {
    ...{ kind: 'paced', ...direct, fresh: false, ...pace, ms: DIRECT_MS },
  });
  return {
    ...figures,
    halfCpuUs: perRequest(half),
    p50: (half.latency.p50 - bare.latency.p50) * 1000,
    p99: (half.latency.p99 - bare.latency.p99) * 1000,
    failures: full.failures + half.failures + bare.failures,
  };
}

/** Microseconds. */
export function perRequest({ cpuMs, requests }: { cpuMs: number; requests: number }): number {
  return (cpuMs * 1000) / requests;
}

async function bulk(plan: Plan, base: Base): Promise<Figures> {
  const { up, down, firstExtraMib } = await load(plan, { kind: 'bulk', ...base, times: TIMES });
  return {
    ...{ upMib: up.mibPerSecond, upCpu: up.cpuMsPerMib, upExtra: up.extraMib },
    ...{ downMib: down.mibPerSecond, downCpu: down.cpuMsPerMib, downExtra: down.extraMib },
    firstExtra: firstExtraMib,
  };
}

async function hanging(plan: Plan, base: Base): Promise<Figures> {
  const { few, many } = plan;
  const job: JobOf<'hanging'> = {
    ...{ kind: 'hanging', ...base, few, many },
    ...{ settleMs: SETTLE_MS, rate: BESIDE_RATE, ms: HALF_MS },
  };
  const found = await load(plan, job);
  return {
    bytes: (found.bytesMany - found.bytesFew) / (many - few) / 1000,
    before: found.before.p99,
    beside: found.beside.p99,
    many: found.many,
    failures: found.failures,
  };
}

const LOAD_GUARD_MS = 10 * 60_000;

async function load<J extends Job>(plan: Plan, job: J): Promise<ResultOf[J['kind']]> {
  const args = [join(plan.tools, 'load.cjs'), JSON.stringify(job)];
  const { stdout } = await run(plan.node.path, args, { timeout: LOAD_GUARD_MS });
  return JSON.parse(stdout) as ResultOf[J['kind']];
}
