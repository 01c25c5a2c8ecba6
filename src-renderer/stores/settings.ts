/** The three states of settings, never mixed: draft (here), saved (the file), in force (the gateway). */
import { create } from 'zustand';
import type { FormSetting } from '../../src-shared/contract/window.ts';
import type { Version } from '../../src-shared/contract/calls.ts';
import { isError, type Problem } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import { findMemSetting } from '../../src-shared/settings/catalogue.ts';
import { call } from '../api.ts';
import { tidied, waitingOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { dropFailed, takeUp } from './gateway.ts';
import { keep, readKept } from './kept.ts';

export type Reading = 'settings' | 'history';

interface SettingsState {
  /** Null: not read yet. */
  readonly settings: readonly FormSetting[] | null;
  /** What is wrong with the files as they are. */
  readonly problems: readonly Problem[];
  readonly draft: Draft;
  readonly busy: boolean;
  /** Why the last order did not work. */
  readonly failure: readonly Problem[] | null;
  /** Why something could not be read; gone with the next good reading. */
  readonly unread: Readonly<Record<Reading, readonly Problem[] | null>>;
  readonly history: readonly Version[] | null;
}

export const useSettings = create<SettingsState>()(() => ({
  settings: null,
  problems: [],
  draft: readDraft(),
  busy: false,
  failure: null,
  unread: { settings: null, history: null },
  history: null,
}));

const { setState: set, getState: get } = useSettings;

/** A draft outlives the window, so that closing it loses nothing. It holds no secrets. */
function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(readKept('draft') ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const entries = Object.entries(kept).filter(
      ([, value]) => value === null || typeof value === 'string',
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function setDraft(draft: Draft): void {
  keep('draft', Object.keys(draft).length === 0 ? null : JSON.stringify(draft));
  set({ draft });
}

export async function loadSettings(): Promise<void> {
  const reply = await call('settings', {});
  if (!reply.ok) {
    setUnread('settings', reply.problems);
    return;
  }
  const before = isSettled();
  set({ settings: reply.value.settings, problems: reply.value.problems });
  setUnread('settings', null);
  if (!before && isSettled()) dropFailed();
  setDraft(tidied(get().draft, reply.value.settings));
}

export async function loadHistory(): Promise<void> {
  const reply = await call('history', {});
  if (reply.ok) set({ history: [...reply.value].sort((a, b) => b.version - a.version) });
  setUnread('history', reply.ok ? null : reply.problems);
}

function setUnread(reading: Reading, problems: readonly Problem[] | null): void {
  set({ unread: { ...get().unread, [reading]: problems } });
}

export function dismissUnread(reading: Reading): void {
  setUnread(reading, null);
}

/** The files are sound and say what is in force: there is nothing that a restart could have refused. */
function isSettled(): boolean {
  const { settings, problems } = get();
  return waitingOf(settings ?? [], true).length === 0 && !problems.some(isError);
}

export function change(key: string, value: string | null): void {
  setDraft(tidied({ ...get().draft, [key]: value }, get().settings ?? []));
}

export function revert(key: string): void {
  const { [key]: _dropped, ...rest } = get().draft;
  setDraft(rest);
}

/** Drops the draft; the file stays as it is. */
export function discard(): void {
  setDraft({});
  set({ failure: null });
}

/** Why the last order did not work, without what a secret has mended since. */
export function mended(secret: SecretName): void {
  const left = get().failure?.filter((each) => each.secret !== secret) ?? [];
  set({ failure: left.length === 0 ? null : left });
}

export function dismissFailure(): void {
  set({ failure: null });
}

/** Everything that writes: one at a time, and the settings are read again after it. */
async function write(
  run: () => Promise<{ ok: true } | { ok: false; problems: readonly Problem[] }>,
) {
  if (get().busy) return false;
  set({ busy: true, failure: null });
  const reply = await run();
  await loadSettings();
  if (get().history !== null) await loadHistory();
  set({ busy: false, ...(reply.ok ? {} : { failure: reply.problems }) });
  return reply.ok;
}

/** @param confirmed whom the changes block was shown, and they are wanted all the same */
export function save(confirmed = false): Promise<boolean> {
  const changes = { ...get().draft };
  if (Object.keys(changes).length === 0) return Promise.resolve(true);
  return write(() => call('set', { changes, ...(confirmed ? { confirmed } : {}) }));
}

/** Past the draft, which keeps what it has of other keys. */
export function setSaved(changes: Readonly<Record<string, string | null>>): Promise<boolean> {
  return write(() => call('set', { changes: { ...changes } }));
}

/** Without a gateway to restart it is started. */
export async function applyAndRestart(confirmed = false): Promise<void> {
  if (!(await save(confirmed))) return;
  await takeUp();
  await loadSettings();
}

/** Both files say again what is in force. While nothing is in force there is nothing to put back. */
export function putBack(): Promise<boolean> {
  const settings = get().settings ?? [];
  const changes = Object.fromEntries(
    settings
      .filter(
        ({ key, saved, inForce }) => saved !== inForce && findMemSetting(key)?.editable !== false,
      )
      .map(({ key, inForce }) => [key, inForce]),
  );
  const nothing = Object.keys(changes).length === 0;
  if (nothing || settings.every(({ inForce }) => inForce === null)) return Promise.resolve(true);
  return write(() => call('set', { changes }));
}

export function rollBack(version: number): Promise<boolean> {
  return write(() => call('rollback', { version }));
}
