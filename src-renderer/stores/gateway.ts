/** The gateway as the window shows it: what was reported, and what is assumed until a report comes. */
import { create } from 'zustand';
import type { LastRestart, RestartReport } from '../../src-shared/contract/calls.ts';
import type { GatewayView } from '../../src-shared/contract/window.ts';
import { problem, type Problem } from '../../src-shared/errors.ts';
import type { ComplianceMode } from '../../src-shared/settings/in-force.ts';
import { call } from '../api.ts';
import { text } from '../text/text.ts';

export type Assumed = 'restarting' | 'starting' | 'stopped';

export type Outcome =
  | { readonly kind: 'restarted'; readonly report: RestartReport }
  | { readonly kind: 'failed'; readonly what: Assumed; readonly problems: readonly Problem[] }
  | { readonly kind: 'late'; readonly what: Assumed };

interface GatewayState {
  /** Null: nothing was reported yet. */
  readonly view: GatewayView | null;
  readonly seenAt: number;
  readonly assumed: Assumed | null;
  readonly outcome: Outcome | null;
}

/** An assumption that nobody confirms is dropped after this many milliseconds, and it is said. */
export const assumedFor = 15_000;

export const useGateway = create<GatewayState>()(() => ({
  view: null,
  seenAt: 0,
  assumed: null,
  outcome: null,
}));

const { setState: set, getState: get } = useGateway;

export function reported(view: GatewayView, now = Date.now()): void {
  const before = get().view;
  const generation = generationOf(view);
  set({ view, seenAt: now });
  if (generation !== null && generation !== generationOf(before)) dropFailed();
  const cost = laterCost(before, view);
  if (cost !== null) sayAgain(cost);
}

/** What the last restart has cost, where that is more than was known of it: streams are cut a minute later. */
function laterCost(before: GatewayView | null, now: GatewayView): RestartReport | null {
  const [known, last] = [lastRestartOf(before), lastRestartOf(now)];
  if (known === null || last === null || known.at !== last.at) return null;
  if (last.failed <= known.failed && last.cutStreams <= known.cutStreams) return null;
  const { generation, durationMs, failed, cutStreams, finishing } = last;
  return { generation, durationMs, failed, cutStreams, finishing };
}

/** Not over an order that is under way or went wrong. */
function sayAgain(report: RestartReport): void {
  const { assumed, outcome } = get();
  if (assumed !== null || (outcome !== null && outcome.kind !== 'restarted')) return;
  set({ outcome: { kind: 'restarted', report } });
}

function lastRestartOf(view: GatewayView | null): LastRestart | null {
  return view?.kind === 'running' ? view.status.lastRestart : null;
}

/** The refusal of an order is of the past once settings are in force, by whatever way. */
export function dropFailed(): void {
  if (get().outcome?.kind === 'failed') set({ outcome: null });
}

function generationOf(view: GatewayView | null): number | null {
  return view?.kind === 'running' ? view.status.generation : null;
}

/** Counts the orders: what comes late from one tells nothing about the next. */
let turns = 0;

/** Runs one order; its outcome is shown only while no later order was given. Whoever gave it learns it in any case. */
async function order(what: Assumed, run: () => Promise<Outcome | null>): Promise<Outcome | null> {
  if (get().assumed !== null) return { kind: 'failed', what, problems: [busy()] };
  turns += 1;
  const turn = turns;
  set({ assumed: what, outcome: null });
  const timer = setTimeout(() => {
    if (turn === turns) set({ assumed: null, outcome: { kind: 'late', what } });
  }, assumedFor);
  const outcome = await run();
  clearTimeout(timer);
  if (turn === turns) set({ assumed: null, outcome });
  return outcome;
}

function busy(): Problem {
  return problem('RESTART_REFUSED', text.app.orderBusy, { remedy: text.app.orderBusyRemedy });
}

export function restart(): Promise<Outcome | null> {
  return order('restarting', async () => {
    const reply = await call('restart', {});
    if (!reply.ok) return { kind: 'failed', what: 'restarting', problems: reply.problems };
    return { kind: 'restarted', report: reply.value };
  });
}

export function start(): Promise<Outcome | null> {
  return order('starting', async () => {
    const reply = await call('start', {});
    return reply.ok ? null : { kind: 'failed', what: 'starting', problems: reply.problems };
  });
}

/** Puts in force what is saved, whether or not a gateway runs. */
export function takeUp(): Promise<Outcome | null> {
  return get().view?.kind === 'running' ? restart() : start();
}

export function stop(): Promise<Outcome | null> {
  return order('stopped', async () => {
    const reply = await call('stop', {});
    return reply.ok ? null : { kind: 'failed', what: 'stopped', problems: reply.problems };
  });
}

export function dismissOutcome(): void {
  set({ outcome: null });
}

/** The mode is `enforce`, and nobody is blocked, because there never was a list of devices. */
export function isCold(view: GatewayView | null): boolean {
  return view?.kind === 'running' && view.status.directory.coldStart === true;
}

export function modeOf(view: GatewayView | null): ComplianceMode | null {
  return view?.kind === 'running' ? view.status.mode : null;
}
