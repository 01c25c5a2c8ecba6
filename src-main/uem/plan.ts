/** When the next bulk and the next delta are due. Milliseconds of a clock that never jumps. */
import type { Problem } from '../../src-shared/errors.ts';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';

export type Kind = 'bulk' | 'delta';

export interface Plan {
  readonly bulkAt: number;
  /** Infinity: there is nothing to compare with yet. */
  readonly deltaAt: number;
  readonly failures: Readonly<Record<Kind, number>>;
}

const MINUTE = 60_000;
const FIRST_PAUSE_MS = 30_000;
/** Accounts are locked by sign-ins that fail (ADR 30). */
const AFTER_REFUSAL_MS = 15 * MINUTE;

/** All devices at once; what is on disk serves meanwhile. */
export function firstPlan(now: number): Plan {
  return { bulkAt: now, deltaAt: Infinity, failures: { bulk: 0, delta: 0 } };
}

export function dueIn(plan: Plan, now: number): number {
  return Math.max(0, Math.min(plan.bulkAt, plan.deltaAt) - now);
}

export function dueKind(plan: Plan, now: number): Kind | null {
  if (plan.bulkAt <= now) return 'bulk';
  return plan.deltaAt <= now ? 'delta' : null;
}

export interface Came {
  readonly kind: Kind;
  /** Null: it went well. */
  readonly problem: Problem | null;
  readonly now: number;
  /** 0 to 1. */
  readonly random: number;
  /** Something is known that a delta can add to. */
  readonly comparable: boolean;
}

export function planAfter(
  plan: Plan,
  came: Came,
  settings: Pick<UemSettings, 'bulkHours' | 'deltaMinutes'>,
): Plan {
  const { kind, problem, now, comparable } = came;
  const every = { bulk: settings.bulkHours * 60 * MINUTE, delta: settings.deltaMinutes * MINUTE };
  if (problem === null) {
    const failures = { ...plan.failures, [kind]: 0 };
    const bulkAt = kind === 'bulk' ? now + every.bulk : plan.bulkAt;
    return { bulkAt, deltaAt: now + every.delta, failures };
  }
  const failures = { ...plan.failures, [kind]: plan.failures[kind] + 1 };
  const at = now + pauseAfter(came, failures[kind], every.delta);
  const deltaAt = comparable ? Math.min(plan.deltaAt, now + every.delta) : Infinity;
  // Both sign in as the same.
  if (problem.code === 'UEM_SIGN_IN') {
    const bulkAt = kind === 'bulk' ? at : Math.max(plan.bulkAt, at);
    return { bulkAt, deltaAt: comparable ? at : Infinity, failures };
  }
  return kind === 'bulk' ? { bulkAt: at, deltaAt, failures } : { ...plan, deltaAt: at, failures };
}

/** Notices may come many a second, and the limit of requests is the tenant's. */
const HINT_PAUSE_MS = 10_000;

/**
 * Something changed, somebody says: the next delta is due now. Not after a failure, whose pause has its reason.
 * @param lookedAt when the last sync ended
 */
export function hastened(plan: Plan, now: number, lookedAt: number): Plan {
  if (plan.failures.bulk + plan.failures.delta > 0 || plan.deltaAt === Infinity) return plan;
  const at = Math.max(now, lookedAt + HINT_PAUSE_MS);
  return { ...plan, deltaAt: Math.min(plan.deltaAt, at) };
}

/** Something is to be settled by all devices. Not after a failure, whose pause has its reason. */
export function bulkSooner(plan: Plan, now: number): Plan {
  return plan.failures.bulk > 0 ? plan : { ...plan, bulkAt: Math.min(plan.bulkAt, now) };
}

function pauseAfter({ problem, random }: Came, failures: number, most: number): number {
  if (problem?.code === 'UEM_SIGN_IN') return Math.max(AFTER_REFUSAL_MS, most);
  const longest = Math.max(most, FIRST_PAUSE_MS);
  return Math.min(longest, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 12)) * (0.5 + random / 2);
}
