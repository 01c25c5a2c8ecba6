/** The checks of the doctor: what each one found last, and the trial of a ticket. */
import { create } from 'zustand';
import type { Answer } from '../../src-shared/contract/calls.ts';
import type { CheckId, CheckResult } from '../../src-shared/doctor.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

/** `before`: what it found the last time, shown until the new result is there. */
export type CheckRun =
  | { readonly kind: 'running'; readonly before: CheckResult | null }
  | { readonly kind: 'done'; readonly result: CheckResult }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'late' };

export type Trial =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | ({ readonly kind: 'done'; readonly user: string } & Answer<'kerberosTest'>)
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'late' };

interface DiagnosticsState {
  /** Null: not read yet. */
  readonly list: Answer<'checks'> | null;
  readonly listFailure: readonly Problem[] | null;
  readonly runs: Readonly<Partial<Record<CheckId, CheckRun>>>;
  /** When the newest result came. */
  readonly at: string | null;
  readonly user: string;
  readonly trial: Trial;
}

export const useDiagnostics = create<DiagnosticsState>()(() => ({
  list: null,
  listFailure: null,
  runs: {},
  at: null,
  user: '',
  trial: { kind: 'none' },
}));

const { setState: set, getState: get } = useDiagnostics;

/** Longer than any check may take: what takes longer is said to have failed. */
export const checkLimitMs = 90_000;
/** So many at once: they ask the same few servers. */
const ABREAST = 3;

export async function loadChecks(): Promise<void> {
  if (get().list !== null) return;
  const reply = await call('checks', {});
  set(reply.ok ? { list: reply.value, listFailure: null } : { listFailure: reply.problems });
}

export const isRunning = (run: CheckRun | undefined): boolean => run?.kind === 'running';

export async function runOne(id: CheckId): Promise<void> {
  const last = get().runs[id];
  if (isRunning(last)) return;
  const before = last?.kind === 'done' ? last.result : null;
  settle(id, { kind: 'running', before });
  const user = get().user.trim();
  const asked = call('runCheck', { id, ...(user === '' ? {} : { user }) });
  const reply = await inTime(asked);
  if (reply === null) settle(id, { kind: 'late' });
  else if (reply.ok) settle(id, { kind: 'done', result: reply.value });
  else settle(id, { kind: 'failed', problems: reply.problems });
}

function settle(id: CheckId, run: CheckRun): void {
  const at = run.kind === 'done' ? { at: new Date().toISOString() } : {};
  set({ runs: { ...get().runs, [id]: run }, ...at });
}

/** In their order, a few at a time. Those under way are left alone. */
export async function runAll(): Promise<void> {
  await loadChecks();
  const waiting = (get().list ?? []).map(({ id }) => id);
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await runOne(id);
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
}

export function setUser(user: string): void {
  // What was found for another one would be read as found for this one.
  const { trial } = get();
  set(trial.kind === 'running' ? { user } : { user, trial: { kind: 'none' } });
}

export async function tryTicket(): Promise<void> {
  const user = get().user.trim();
  if (user === '' || get().trial.kind === 'running') return;
  set({ trial: { kind: 'running' } });
  const reply = await inTime(call('kerberosTest', { user }));
  if (reply === null) set({ trial: { kind: 'late' } });
  else if (reply.ok) set({ trial: { kind: 'done', user, ...reply.value } });
  else set({ trial: { kind: 'failed', problems: reply.problems } });
}

async function inTime<Reply>(asked: Promise<Reply>): Promise<Reply | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), checkLimitMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
