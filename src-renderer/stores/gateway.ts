/** The gateway as the window shows it: what was reported, and what is assumed until a report comes. */
import { create } from 'zustand';
import type { GatewayView } from '../../src-shared/contract/window.ts';
import type { Problem } from '../../src-shared/errors.ts';
import type { ComplianceMode } from '../../src-shared/settings/in-force.ts';
import { call } from '../api.ts';
import { failedSince } from './restart-outcome.ts';

export type Assumed = 'restarting' | 'starting' | 'stopped';

export type Outcome =
  | { readonly kind: 'restarted'; readonly ms: number; readonly failed: number | null }
  | { readonly kind: 'failed'; readonly what: Assumed; readonly problems: readonly Problem[] }
  | { readonly kind: 'late'; readonly what: Assumed };

interface GatewayState {
  /** Null: nothing was reported yet. */
  readonly view: GatewayView | null;
  readonly seenAt: number;
  readonly assumed: Assumed | null;
  readonly outcome: Outcome | null;
  /** The last time in which no gateway ran; `to` is null while it lasts. */
  readonly outage: { readonly from: number; readonly to: number | null } | null;
}

/** An assumption that nobody confirms is dropped after this many milliseconds, and it is said. */
export const assumedFor = 15_000;

export const useGateway = create<GatewayState>()(() => ({
  view: null,
  seenAt: 0,
  assumed: null,
  outcome: null,
  outage: null,
}));

const { setState: set, getState: get } = useGateway;

export function reported(view: GatewayView, now = Date.now()): void {
  const { outage, view: before } = get();
  set({ view, seenAt: now, outage: nextOutage(outage, before, view, now) });
}

function nextOutage(
  outage: GatewayState['outage'],
  before: GatewayView | null,
  view: GatewayView,
  now: number,
): GatewayState['outage'] {
  const runs = view.kind === 'running';
  if (!runs && before?.kind === 'running') return { from: now, to: null };
  if (runs && outage?.to === null) return { from: outage.from, to: now };
  return outage;
}

/** Runs one order; its outcome counts only while no later order was given. */
async function order(what: Assumed, run: () => Promise<Outcome | null>): Promise<void> {
  if (get().assumed !== null) return;
  set({ assumed: what, outcome: null });
  const timer = setTimeout(() => {
    if (get().assumed === what) set({ assumed: null, outcome: { kind: 'late', what } });
  }, assumedFor);
  const outcome = await run();
  clearTimeout(timer);
  set({ assumed: null, outcome });
}

export function restart(): Promise<void> {
  return order('restarting', async () => {
    const began = new Date();
    const reply = await call('restart', {});
    if (!reply.ok) return { kind: 'failed', what: 'restarting', problems: reply.problems };
    return { kind: 'restarted', ms: reply.value.durationMs, failed: await failedSince(began) };
  });
}

export function start(): Promise<void> {
  return order('starting', async () => {
    const reply = await call('start', {});
    return reply.ok ? null : { kind: 'failed', what: 'starting', problems: reply.problems };
  });
}

export function stop(): Promise<void> {
  return order('stopped', async () => {
    const reply = await call('stop', {});
    return reply.ok ? null : { kind: 'failed', what: 'stopped', problems: reply.problems };
  });
}

export function dismissOutcome(): void {
  set({ outcome: null });
}

export function modeOf(view: GatewayView | null): ComplianceMode | null {
  return view?.kind === 'running' ? view.status.mode : null;
}
