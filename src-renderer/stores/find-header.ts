/** The search for the device header: what the gateway found, the trial, and setting it. */
import { create } from 'zustand';
import type { HeaderQuestion, HeaderSearch } from '../../src-shared/contract/find-header.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { memSettings } from '../../src-shared/settings/mem-catalogue.ts';
import { memText } from '../../src-shared/settings/mem-text.ts';
import { call } from '../api.ts';
import { setSaved } from './settings.ts';

interface FindHeaderState {
  /** Null: not read yet, or there is no gateway to read it from. */
  readonly search: HeaderSearch | null;
  readonly failure: readonly Problem[] | null;
  readonly busy: boolean;
  /** The header that was saved from here. */
  readonly saved: string | null;
}

export const useFindHeader = create<FindHeaderState>()(() => ({
  search: null,
  failure: null,
  busy: false,
  saved: null,
}));

const { setState: set, getState: get } = useFindHeader;

export async function loadHeaderSearch(): Promise<void> {
  if (get().busy) return;
  const reply = await call('findHeader', { ask: 'state' });
  // What was ordered meanwhile knows better.
  if (get().busy) return;
  if (reply.ok) {
    set({ search: reply.value });
    return;
  }
  // The frame says that no gateway runs; nothing that it found is left.
  const isStopped = reply.problems.every(({ code }) => code === 'NOT_RUNNING');
  set(isStopped ? { search: null } : { failure: reply.problems });
}

export async function askHeader(question: Exclude<HeaderQuestion, { ask: 'state' }>) {
  if (get().busy) return;
  set({ busy: true, failure: null, saved: null });
  const reply = await call('findHeader', question);
  set(reply.ok ? { busy: false, search: reply.value } : { busy: false, failure: reply.problems });
}

/** What was tried becomes a saved change like any other; it waits for a restart. */
export async function setTriedHeader(): Promise<void> {
  const trial = get().search?.trial ?? null;
  if (get().busy || trial === null) return;
  set({ busy: true, failure: null });
  const { form, key } = trial.syntax;
  const isSaved = await setSaved({
    'compliance.ens.deviceHeader': memText(memSettings['compliance.ens.deviceHeader'], trial.name),
    'compliance.ens.deviceHeaderSyntax': form,
    'compliance.ens.deviceHeaderKey': memText(memSettings['compliance.ens.deviceHeaderKey'], key),
  });
  set({ busy: false, saved: isSaved ? trial.name : null });
}
