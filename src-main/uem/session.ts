/** One UEM, asked again and again: never twice at once, and what is known serves while it fails. */
import type { UemStatus } from '../../src-shared/contract/uem.ts';
import { problem, warning, type Problem } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';
import type { DirectoryService } from '../compliance/service.ts';
import { serverTrust } from '../trust/server-trust.ts';
import { createApi, type Timing } from './api.ts';
import { emptyProblem, readBulk } from './bulk.ts';
import { readDelta } from './delta.ts';
import { isMassDeparture, isWipe } from './departures.ts';
import { bulkSooner, dueIn, dueKind, firstPlan, hastened, planAfter, type Kind } from './plan.ts';

export interface SessionOptions {
  readonly settings: UemSettings;
  /** PEM certificates of `config/trust`. */
  readonly trusted: readonly string[];
  readonly directory: Pick<DirectoryService, 'take' | 'change' | 'current' | 'held'>;
  readonly log: Log;
  readonly timing: Timing & {
    /** Never jumps, milliseconds. */
    readonly elapsed: () => number;
  };
  readonly boundMs?: number;
}

export interface Session {
  readonly status: () => UemStatus;
  readonly syncNow: () => void;
  /** Something may have changed: asks soon what. */
  readonly hint: () => void;
  /** Resolves when nothing is under way any more. */
  readonly close: () => Promise<void>;
}

/** A delta reaches back so far beyond the one before. */
const OVERLAP_MS = 15 * 60_000;
const CLOCK_TOLERANCE_MS = 5 * 60_000;

interface Facts {
  readonly lastBulkAt: number | null;
  readonly lastDeltaAt: number | null;
  readonly devices: number | null;
  readonly withoutEasId: number | null;
  readonly sharedEasIds: number | null;
}

const nothingYet: Facts = {
  ...{ lastBulkAt: null, lastDeltaAt: null },
  ...{ devices: null, withoutEasId: null, sharedEasIds: null },
};

export function openSession(options: SessionOptions): Session {
  const { settings, directory, log, timing } = options;
  const api = createApi({ ...options, trust: serverTrust(options.trusted, timing.now) });
  const abort = new AbortController();
  const { signal } = abort;
  const group = settings.organizationGroup;
  let plan = firstPlan(timing.elapsed());
  let state: UemStatus['state'] = 'waiting';
  let facts = nothingYet;
  let bulks = 0;
  let problems: Readonly<Record<Kind, Problem | null>> = { bulk: null, delta: null };
  /** Everything that changed before is known: our time, epoch milliseconds. */
  let base = directory.current().loadedAt;
  let wake = (): void => undefined;
  /** Not looked into yet. */
  let hinted = false;
  let lookedAt = -Infinity;
  /** The delta found what only a bulk can settle. */
  let wantsBulk = false;
  /** Disputes that a bulk was asked to settle: it is asked once, however often they are told. */
  let settled: ReadonlySet<string> = new Set();

  const bulk = async (): Promise<readonly Problem[]> => {
    const began = timing.now();
    const known = directory.current();
    const query = group === null ? {} : { lgid: group };
    const read = await readBulk(api, query, known, timing, signal);
    if (!read.ok) return read.problems;
    const empty = emptyProblem(read.value, known.size);
    if (empty !== null) return empty.problems;
    const { devices, withoutEasId, shared } = read.value;
    const taken = await directory.take({ devices, changedAt: began, placedAt: began });
    if (taken.kind === 'refused') return taken.problems;
    base = began;
    const counts = { devices: devices.length, withoutEasId, sharedEasIds: shared };
    facts = { ...facts, ...counts, lastBulkAt: timing.now() };
    log.info({ ...counts, taken: taken.kind }, 'all devices were read from UEM');
    return [];
  };
  const delta = async (): Promise<readonly Problem[]> => {
    const began = timing.now();
    const since = (base ?? began) - OVERLAP_MS + (api.clockAhead() ?? 0);
    const read = await readDelta(api, { group, since }, directory.current, timing, signal);
    if (!read.ok) return read.problems;
    const isMass = await isMassDeparture(read.value.devices, directory.current());
    const devices = isMass ? read.value.devices.filter(isWipe) : read.value.devices;
    const isHeld = directory.held() !== null;
    // What waits is not in force: what is serves on, and grows older.
    const complete = isMass || isHeld ? {} : { completeAt: began };
    const at = timing.now();
    const changed = await directory.change({ devices, removed: [], at, ...complete });
    if (!changed.ok) return changed.problems;
    if (isMass) {
      wantsBulk = !isHeld;
      log.warn(
        { devices: read.value.devices.length },
        'too many devices left UEM at once: all are read',
      );
      return [];
    }
    const { disputed } = read.value;
    wantsBulk = disputed.some((each) => !settled.has(each));
    if (wantsBulk) settled = new Set([...settled, ...disputed]);
    base = began;
    facts = { ...facts, lastDeltaAt: timing.now() };
    return [];
  };
  const sync = async (kind: Kind): Promise<void> => {
    state = kind;
    const failed = await (kind === 'bulk' ? bulk() : delta()).catch((error: unknown) => {
      if (signal.aborted) return [];
      log.error({ err: error }, 'a sync with UEM failed: this is a bug');
      return [problem('INTERNAL', 'A sync with UEM ended in a way that was not foreseen.')];
    });
    state = 'waiting';
    lookedAt = timing.elapsed();
    if (signal.aborted) return;
    if (kind === 'bulk') bulks += 1;
    const found = failed[0] ?? null;
    if (found !== null && found.message !== problems[kind]?.message) {
      log.error({ problem: found, kind }, found.message);
    }
    problems = {
      ...problems,
      [kind]: found,
      ...(kind === 'bulk' && !found ? { delta: null } : {}),
    };
    const came = { kind, problem: found, now: timing.elapsed(), random: timing.random() };
    plan = planAfter(plan, { ...came, comparable: base !== null }, settings);
    if (wantsBulk) plan = bulkSooner(plan, came.now);
    wantsBulk = false;
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      if (hinted) plan = hastened(plan, timing.elapsed(), lookedAt);
      hinted = false;
      const due = dueKind(plan, timing.elapsed());
      if (due !== null) {
        await sync(due);
        continue;
      }
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const rest = new AbortController();
      const stop = (): void => rest.abort();
      signal.addEventListener('abort', stop, { once: true });
      const over = timing.sleep(dueIn(plan, timing.elapsed()), rest.signal).catch(() => undefined);
      await Promise.race([woken, over]);
      rest.abort();
      signal.removeEventListener('abort', stop);
    }
  };
  const running = loop();

  return {
    status: () => ({
      state,
      lastBulkAt: instantText(facts.lastBulkAt),
      lastDeltaAt: instantText(facts.lastDeltaAt),
      bulks,
      nextAt: nextAt(),
      devices: facts.devices,
      withoutEasId: facts.withoutEasId,
      sharedEasIds: facts.sharedEasIds,
      problem: problems.bulk ?? problems.delta ?? clockProblem(api.clockAhead()),
    }),
    syncNow: () => {
      if (state !== 'bulk') plan = { ...plan, bulkAt: timing.elapsed() };
      wake();
    },
    hint: () => {
      hinted = true;
      wake();
    },
    close: async () => {
      abort.abort();
      await running;
      api.close();
    },
  };

  function nextAt(): string | null {
    const due = dueIn(plan, timing.elapsed());
    return state === 'waiting' && Number.isFinite(due) ? instantText(timing.now() + due) : null;
  }
}

function instantText(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function clockProblem(ahead: number | null): Problem | null {
  if (ahead === null || Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return null;
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const which = ahead > 0 ? 'ahead of' : 'behind';
  const message = `The clock of UEM is ${minutes} minutes ${which} that of this machine.`;
  return warning('UEM_CLOCK', message);
}
