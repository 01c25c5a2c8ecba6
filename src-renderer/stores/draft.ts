/** What a draft means against the saved settings. Pure: the store and its tests share it. */
import type { FormSetting } from '../../src-shared/contract/window.ts';
import type { PendingChange } from '../../src-shared/contract/calls.ts';
import {
  findMemSetting,
  findPropertySetting,
  findSetting,
} from '../../src-shared/settings/catalogue.ts';
import type { PropertySetting } from '../../src-shared/settings/entry.ts';
import { parseHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import { text } from '../text/text.ts';
import { memFault } from './mem-fault.ts';

/** Null: the key is commented out, or removed from JSON. */
export type Draft = Readonly<Record<string, string | null>>;

/** The draft without what the file says already. */
export function tidied(draft: Draft, settings: readonly FormSetting[]): Draft {
  const saved = new Map(settings.map(({ key, saved: value }) => [key, value]));
  return Object.fromEntries(
    Object.entries(draft).filter(([key, value]) => !saved.has(key) || saved.get(key) !== value),
  );
}

/** As `DiffView` shows changes: what is left behind stands under `inForce`. */
export function unsavedOf(draft: Draft, settings: readonly FormSetting[]): PendingChange[] {
  return Object.entries(tidied(draft, settings)).map(([key, value]) => ({
    key,
    inForce: settings.find((each) => each.key === key)?.saved ?? null,
    saved: value,
  }));
}

/** Saved changes that wait for a restart (what counts without one may be held, and is told apart); none while nothing is in force. */
export function waitingOf(settings: readonly FormSetting[], running: boolean): PendingChange[] {
  if (!running) return [];
  return settings
    .filter(({ key, saved, inForce }) => saved !== inForce && findSetting(key)?.effect !== 'hot')
    .map(({ key, saved, inForce }) => ({ key, saved, inForce }));
}

/** Why a value cannot be saved, as a sentence, or null. */
export function invalid(key: string, value: string | null): string | null {
  const found = findMemSetting(key);
  if (found !== undefined) return memFault(found, value);
  const setting: PropertySetting | undefined = findPropertySetting(key);
  if (setting === undefined || value === null) return null;
  if (setting.type.kind === 'hostAndPort') {
    const parsed = parseHostAndPort(value);
    return parsed.ok ? null : text.settingsPage.badHost(parsed.reason);
  }
  if (setting.type.kind !== 'integer') return null;
  const { min, max } = setting.type;
  const fine = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
  return fine ? null : text.settingsPage.badNumber(String(min), String(max));
}

export function invalidCount(draft: Draft): number {
  return Object.entries(draft).filter(([key, value]) => invalid(key, value) !== null).length;
}
