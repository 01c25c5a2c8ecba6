/** What the draft would change for whom: asked anew whenever it is another one, the newest question counts. */
import { create } from 'zustand';
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import type { FormSetting } from '../../src-shared/contract/window.ts';
import type { ImpactReport } from '../../src-shared/contract/policies.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { isDecidingKey } from '../../src-shared/settings/policy-keys.ts';
import { call } from '../api.ts';
import { invalid, tidied } from './draft.ts';
import type { Draft } from './draft.ts';
import { applyAndRestart, save } from './settings.ts';

export type Saving = 'save' | 'applyAndRestart';

interface ImpactState {
  /** What is being asked about, or was last; null: nothing. */
  readonly about: string | null;
  /** With its own question: an older answer stays until there is a newer one. */
  readonly known: { readonly about: string; readonly report: ImpactReport } | null;
  readonly failed: { readonly about: string; readonly problems: readonly Problem[] } | null;
  /** Somebody wants to save, and first it is counted, or asked, whether they mean it. */
  readonly wanted: Saving | null;
}

export const useImpact = create<ImpactState>()(() => ({
  about: null,
  known: null,
  failed: null,
  wanted: null,
}));

const { setState: set, getState: get } = useImpact;

/** How a question is told from another: what it asks about stands in it. */
export function aboutOf(
  draft: Draft,
  waiting: readonly PendingChange[],
  generation: number | null,
): string {
  return JSON.stringify([draft, waiting, generation]);
}

/** Whether it is a question about a change, and not only about how things are. */
export function isChange(about: string | null): boolean {
  if (about === null) return false;
  const [draft, waiting] = JSON.parse(about) as [object, readonly unknown[]];
  return Object.keys(draft).length + waiting.length > 0;
}

/** The part of the draft that decides who passes. */
export function decidingPart(draft: Draft, settings: readonly FormSetting[]): Draft {
  return Object.fromEntries(
    Object.entries(tidied(draft, settings)).filter(([key]) => isDecidingKey(key)),
  );
}

export function isCountable(changes: Draft): boolean {
  return Object.entries(changes).every(([key, value]) => invalid(key, value) === null);
}

/** The draft is another one: whoever wanted to save the one before has to say so again. */
export function askAbout(about: string | null): void {
  if (about !== get().about) set({ about, wanted: null });
}

export async function count(about: string, changes: Draft): Promise<void> {
  const reply = await call('impact', { changes, asker: 'window' });
  // The same may have been asked once more: then that answer counts.
  const outdated = !reply.ok && reply.problems.some(({ code }) => code === 'IMPACT_OUTDATED');
  if (get().about !== about || outdated) return;
  if (reply.ok) set({ known: { about, report: reply.value }, failed: null });
  else set({ failed: { about, problems: reply.problems } });
  goOn();
}

/** Whether it is known what the draft of this moment changes, or that nobody can say. */
export function isSettled({ about, known, failed }: ImpactState): boolean {
  return about === null || known?.about === about || failed?.about === about;
}

/** More than anybody means at once would lose mail. */
export function isTooMuch({ about, known }: ImpactState): boolean {
  return about !== null && known?.about === about && known.report.tooMany;
}

/** Every way to save leads through here: what would take mail from many has to be confirmed first. */
export function wantToSave(what: Saving): void {
  set({ wanted: what });
  goOn();
}

export function confirmSaving(): void {
  const { wanted } = get();
  set({ wanted: null });
  if (wanted !== null) run(wanted, true);
}

export function dropSaving(): void {
  set({ wanted: null });
}

function goOn(): void {
  const state = get();
  if (state.wanted === null || !isSettled(state) || isTooMuch(state)) return;
  set({ wanted: null });
  run(state.wanted, false);
}

function run(what: Saving, confirmed: boolean): void {
  if (what === 'save') void save(confirmed);
  else void applyAndRestart(confirmed);
}
