/** The clients that are blocked, for the page and for the count in the rail. */
import { create } from 'zustand';
import type { Reply } from '../../src-shared/contract/window.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import type { Override, OverrideAction } from '../../src-shared/devices.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

export const clientRanges = { '1d': 1, '7d': 7, '30d': 30 } as const;
export type ClientRange = keyof typeof clientRanges;

export interface Done {
  readonly device: string;
  readonly user: string | null;
  readonly action: OverrideAction | 'unset';
  /** What it took the place of. */
  readonly replaced: Override | null;
  /** When; null: nothing was made that could be undone. */
  readonly at: string | null;
  readonly cut: number;
  /** It was done all the same, but perhaps it is not what was meant. */
  readonly warnings: readonly Problem[];
}

interface ClientsState {
  readonly range: ClientRange;
  /** Null: not read yet. */
  readonly rows: readonly BlockedClient[] | null;
  /** Why they could not be read; gone with the next good reading. */
  readonly readFailure: readonly Problem[] | null;
  /** What the last action did; undone from there. */
  readonly done: Done | null;
  /** Why the last action did not work. It stands until it is dismissed or another begins. */
  readonly orderFailure: readonly Problem[] | null;
}

export const useClients = create<ClientsState>()(() => ({
  range: '7d',
  rows: null,
  readFailure: null,
  done: null,
  orderFailure: null,
}));

const { setState: set, getState: get } = useClients;
const day = 86_400_000;

export async function loadClients(): Promise<void> {
  const { range } = get();
  const since = new Date(Date.now() - clientRanges[range] * day).toISOString();
  const reply = await call('blocked', { since });
  // The range was changed meanwhile: that call brings the rows.
  if (get().range !== range) return;
  set(reply.ok ? { rows: reply.value, readFailure: null } : { readFailure: reply.problems });
}

export function setClientRange(range: ClientRange): void {
  set({ range });
  void loadClients();
}

export interface Target {
  readonly device: string;
  readonly user: string | null;
}

export interface OverrideTerms {
  readonly until: string | null;
  readonly note: string | null;
}

export async function override(
  target: Target,
  action: OverrideAction,
  terms: OverrideTerms = { until: null, note: null },
): Promise<boolean> {
  begin();
  const reply = await call('override', { ...target, action, ...terms });
  return settle(target, action, reply, reply.ok ? reply.value : null);
}

/** As it was before: what the decision had taken the place of stands again. */
export async function undo({ device, user, replaced, at }: Done): Promise<boolean> {
  begin();
  const made = at === null ? {} : { made: at };
  const reply = await call('unset', { device, user, instead: replaced, ...made });
  return settle({ device, user }, 'unset', reply);
}

export async function unset(target: Target): Promise<boolean> {
  begin();
  const reply = await call('unset', target);
  return settle(target, 'unset', reply);
}

/** What an earlier action did would be read as the answer to this one. */
function begin(): void {
  set({ done: null, orderFailure: null });
}

async function settle(
  target: Target,
  action: Done['action'],
  reply: Reply<Pick<Done, 'cut' | 'warnings'>>,
  made: { readonly override: Override; readonly replaced: Override | null } | null = null,
): Promise<boolean> {
  if (!reply.ok) {
    set({ done: null, orderFailure: reply.problems });
    return false;
  }
  const { cut, warnings } = reply.value;
  set({
    orderFailure: null,
    done: {
      ...{ ...target, action, cut, warnings },
      replaced: made?.replaced ?? null,
      at: made?.override.at ?? null,
    },
  });
  await loadClients();
  return true;
}

export function dismissDone(): void {
  set({ done: null, orderFailure: null });
}

export function dismissReadFailure(): void {
  set({ readFailure: null });
}
