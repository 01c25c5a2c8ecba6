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
/** So many pages are read at once for one row that fits: the journal may be long, and somebody waits. */
export const pagesAtOnce = 10;

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
  /** The oldest row that was read, whether it fits or not: older pages end before it. */
  readonly oldestRead: number | null;
  /** Since when nothing fits, where the search for older rows stopped at its bound. */
  readonly lookedBackTo: string | null;
  /** The earliest instant that the filter wants. */
  readonly since: string | null;
  readonly failure: readonly Problem[] | null;
  /** Why new rows do not come although nothing is paused. */
  readonly liveFailure: readonly Problem[] | null;
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
  oldestRead: null,
  lookedBackTo: null,
  since: null,
  failure: null,
  liveFailure: null,
  problem: null,
}));

const { setState: set, getState: get } = useLog;

const noRows = { rows: [], more: false, oldestRead: null, lookedBackTo: null, since: null };

/** Counts the changes of what is asked for: an answer to an older question is dropped. */
let question = 0;
/** The question whose batches are wanted: one of another filter may still be under way. */
let followed = 0;
let tests: ReturnType<typeof parseFilter>['tests'] = [];

/** What the engine is asked for; null while the words are not understood: without them it would be everything. */
export function engineFilter(): { filter: LogFilter; exact: boolean } | null {
  const { words, blockedOnly } = get();
  const parsed = parseFilter(words);
  if (parsed.problem !== null) return null;
  const narrows = blockedOnly && parsed.filter.verdict === undefined;
  // In test mode no device is blocked: what would have been is what one looks for.
  const verdict = modeOf(useGateway.getState().view) === 'test' ? 'would-block' : 'blocked';
  return {
    filter: { ...parsed.filter, ...(narrows ? { verdict } : {}) },
    exact: parsed.tests.length === 0,
  };
}

const fits = (row: StoredEvent) => tests.every((test) => test(row));

export function received({ turn, events, failure }: WindowEvent<'log'>): void {
  if (turn !== followed || get().paused || !get().open) return;
  if (failure !== undefined) {
    set({ liveFailure: failure });
    return;
  }
  // Where the log ended was perhaps never read: what came until now is in the newest page.
  if (get().liveFailure !== null) void ask(true);
  const fresh = events.filter(fits);
  if (fresh.length === 0) return;
  const before = get().rows;
  const rows = appended(before, fresh);
  set({ rows, ...(before[0] === undefined ? {} : cutAt(rows, before[0].id)) });
}

/** Where rows went at the front of the list, they are older rows that can be read again. */
function cutAt(rows: readonly StoredEvent[], first: number): Partial<LogState> {
  const now = rows[0]?.id ?? first;
  return now > first ? { more: true, oldestRead: now, lookedBackTo: null } : {};
}

/** Asks anew: the newest page, then live. `keep` goes on from the rows that are there. */
async function ask(keepRows: boolean): Promise<void> {
  question += 1;
  const mine = question;
  const parsed = parseFilter(get().words);
  set({ problem: parsed.problem, liveFailure: null });
  const asked = engineFilter();
  if (asked === null) {
    // A page or a batch that is under way is of an older question and will not be taken; the rows that are there
    // answer one, too.
    followed = mine;
    set({ ...noRows, loading: false });
    void stopFollowing();
    return;
  }
  tests = parsed.tests;
  followed = mine;
  const { filter } = asked;
  set({ loading: true, since: filter.since ?? null });
  if (!keepRows) set({ rows: [], oldestRead: null, lookedBackTo: null });
  // Live first: what happens between the two is then in one of them, and ids tell doubles.
  if (!get().paused) void call('followLog', { filter, turn: mine });
  const reply = await call('events', { filter, limit: pageSize });
  if (mine !== question) return;
  if (!reply.ok) {
    const { more, oldestRead } = get();
    set({ loading: false, failure: reply.problems, more: more && oldestRead !== null });
    return;
  }
  set({ failure: null, ...merged(get().rows, reply.value) });
  if (get().rows.length === 0 && get().more) await readOlder(mine, filter, pagesAtOnce - 1);
  else set({ loading: false });
}

/** Rows that came live meanwhile follow the page; a page that does not reach the old rows replaces them. */
function merged(
  rows: readonly StoredEvent[],
  page: readonly StoredEvent[],
): Partial<LogState> & Pick<LogState, 'rows'> {
  const full = page.length === pageSize;
  const kept = page.filter(fits).reverse();
  const oldest = page.at(-1)?.id ?? Infinity;
  const newest = page[0]?.id ?? -1;
  const last = rows.at(-1)?.id ?? -1;
  const gap = full && last < oldest;
  const before = gap ? [] : rows.filter(({ id }) => id < oldest);
  const after = rows.filter(({ id }) => id >= oldest && id > newest);
  const whole = [...before, ...kept, ...after];
  const shown = trimmed(whole);
  const anew = before.length === 0 || get().oldestRead === null;
  return {
    rows: shown,
    ...(anew ? { more: full, oldestRead: page.at(-1)?.id ?? null, lookedBackTo: null } : {}),
    ...(whole[0] === undefined ? {} : cutAt(shown, whole[0].id)),
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
  set({ paused, liveFailure: null });
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
  const asked = engineFilter();
  if (asked === null || loading || !more || rows.length >= logCap) return;
  set({ loading: true });
  await readOlder(question, asked.filter, pagesAtOnce);
}

/** Pages before the oldest that was read, until one has a row that fits or the journal ends. */
async function readOlder(mine: number, filter: LogFilter, pages: number): Promise<void> {
  let back: string | null = null;
  for (let read = 0; read < pages; read += 1) {
    const beforeId = get().oldestRead;
    if (beforeId === null) break;
    const reply = await call('events', { filter, limit: pageSize, beforeId });
    if (mine !== question) return;
    if (!reply.ok) {
      set({ loading: false, failure: reply.problems });
      return;
    }
    back = null;
    // The list was cut meanwhile: this page no longer ends where the list begins.
    if (get().oldestRead !== beforeId) break;
    const fitting = reply.value.filter(fits);
    set(withOlder(get().rows, reply.value, fitting));
    if (fitting.length > 0 || !get().more) break;
    back = reply.value.at(-1)?.event.at ?? null;
  }
  set({ loading: false, failure: null, lookedBackTo: back });
}

function withOlder(
  rows: readonly StoredEvent[],
  page: readonly StoredEvent[],
  fitting: readonly StoredEvent[],
): Partial<LogState> {
  const shown = prepended(rows, fitting);
  const oldest = fitting.at(-1)?.id;
  return {
    rows: shown,
    more: page.length === pageSize,
    oldestRead: page.at(-1)?.id ?? get().oldestRead,
    ...(oldest === undefined ? {} : cutAt(shown, oldest)),
  };
}
