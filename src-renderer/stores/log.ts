/** The block log: what is shown, and whether it is live. New rows are stopped at their source. */
import { create } from 'zustand';
import type { StoredEvent, WindowEvent } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { LogFilter } from '../../src-shared/events.ts';
import { call } from '../api.ts';
import { parseFilter } from './filter-words.ts';
import { modeOf, useGateway } from './gateway.ts';
import { appended, logCap, prepended, trimmed } from './log-rows.ts';

export const pageSize = 500;

interface LogState {
  readonly words: string;
  readonly blockedOnly: boolean;
  readonly paused: boolean;
  /** False while no page shows the log: nothing is pushed then. */
  readonly open: boolean;
  readonly rows: readonly StoredEvent[];
  readonly loading: boolean;
  /** There may be older rows than the first. */
  readonly more: boolean;
  readonly failure: readonly Problem[] | null;
  readonly problem: ReturnType<typeof parseFilter>['problem'];
}

export const useLog = create<LogState>()(() => ({
  words: '',
  blockedOnly: true,
  paused: false,
  open: false,
  rows: [],
  loading: false,
  more: false,
  failure: null,
  problem: null,
}));

const { setState: set, getState: get } = useLog;

/** Counts the changes of what is asked for: an answer to an older question is dropped. */
let question = 0;
/** The question whose batches are wanted: one of another filter may still be under way. */
let followed = 0;
let tests: ReturnType<typeof parseFilter>['tests'] = [];

/** What the engine is asked for. */
export function engineFilter(): { filter: LogFilter; exact: boolean } {
  const { words, blockedOnly } = get();
  const parsed = parseFilter(words);
  const narrows = blockedOnly && parsed.filter.verdict === undefined;
  // In test mode nothing is blocked: what would have been is what one looks for.
  const verdict = modeOf(useGateway.getState().view) === 'test' ? 'would-block' : 'blocked';
  return {
    filter: { ...parsed.filter, ...(narrows ? { verdict } : {}) },
    exact: parsed.tests.length === 0,
  };
}

const fits = (row: StoredEvent) => tests.every((test) => test(row));

export function received({ turn, events }: WindowEvent<'log'>): void {
  if (turn !== followed || get().paused || !get().open) return;
  const fresh = events.filter(fits);
  if (fresh.length > 0) set({ rows: appended(get().rows, fresh) });
}

/** Asks anew: the newest page, then live. `keep` goes on from the rows that are there. */
async function ask(keepRows: boolean): Promise<void> {
  question += 1;
  const mine = question;
  const parsed = parseFilter(get().words);
  set({ problem: parsed.problem });
  if (parsed.problem !== null) return;
  tests = parsed.tests;
  followed = mine;
  const { filter } = engineFilter();
  set({ loading: true, ...(keepRows ? {} : { rows: [] }) });
  // Live first: what happens between the two is then in one of them, and ids tell doubles.
  if (!get().paused) void call('followLog', { filter, turn: mine });
  const reply = await call('events', { filter, limit: pageSize });
  if (mine !== question) return;
  if (!reply.ok) {
    set({ loading: false, failure: reply.problems });
    return;
  }
  set({
    loading: false,
    failure: null,
    ...merged(get().rows, reply.value),
  });
}

/** Rows that came live meanwhile follow the page; a page that does not reach the old rows replaces them. */
function merged(rows: readonly StoredEvent[], page: readonly StoredEvent[]) {
  const full = page.length === pageSize;
  const kept = page.filter(fits).reverse();
  const oldest = page.at(-1)?.id ?? Infinity;
  const newest = page[0]?.id ?? -1;
  const last = rows.at(-1)?.id ?? -1;
  const gap = full && last < oldest;
  const before = gap ? [] : rows.filter(({ id }) => id < oldest);
  const after = rows.filter(({ id }) => id >= oldest && id > newest);
  return {
    rows: trimmed([...before, ...kept, ...after]),
    more: gap || before.length === 0 ? full : get().more,
  };
}

const stopFollowing = () => call('followLog', { filter: null, turn: question });

export function openLog(): () => void {
  set({ open: true });
  void ask(false);
  return () => {
    question += 1;
    set({ open: false });
    void stopFollowing();
  };
}

export function setWords(words: string): void {
  set({ words });
  void ask(false);
}

export function setBlockedOnly(blockedOnly: boolean): void {
  set({ blockedOnly });
  void ask(false);
}

/** Shows what a figure or a list elsewhere stands for. */
export function presetLog(words: string, blockedOnly: boolean): void {
  set({ words, blockedOnly, paused: false });
}

export function setPaused(paused: boolean): void {
  if (paused === get().paused) return;
  set({ paused });
  if (paused) void stopFollowing();
  else void ask(true);
}

/** Hidden windows get nothing pushed; what came meanwhile is fetched when it is looked at again. */
export function lookedAt(visible: boolean): void {
  const { open, paused } = get();
  if (!open || paused) return;
  if (visible) void ask(true);
  else void stopFollowing();
}

/** What counts as blocked depends on the mode: the rows of the mode before answer another question. */
export function modeChanged(): void {
  const { open, blockedOnly } = get();
  if (!open || !blockedOnly || modeOf(useGateway.getState().view) === null) return;
  void ask(false);
  // A hidden window is not followed; it asks again when it is looked at.
  if (document.hidden) void stopFollowing();
}

export async function loadOlder(): Promise<void> {
  const { rows, loading, more } = get();
  const beforeId = rows[0]?.id;
  if (loading || !more || beforeId === undefined || rows.length >= logCap) return;
  const mine = question;
  set({ loading: true });
  const reply = await call('events', { filter: engineFilter().filter, limit: pageSize, beforeId });
  if (mine !== question) return;
  if (!reply.ok) {
    set({ loading: false, failure: reply.problems });
    return;
  }
  set({
    loading: false,
    more: reply.value.length === pageSize,
    rows: prepended(get().rows, reply.value.filter(fits)),
  });
}
