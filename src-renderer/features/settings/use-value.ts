import type { Problem } from '../../../src-shared/errors.ts';
import { useSettings, change, revert } from '../../stores/settings.ts';
import { findMemSetting, findSetting } from '../../../src-shared/settings/catalogue.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import { invalid } from '../../stores/draft.ts';

export interface SettingValue {
  /** What the form shows: draft, else the file; null: absent or commented out. */
  readonly value: string | null;
  readonly saved: string | null;
  readonly inForce: string | null;
  readonly changed: boolean;
  readonly problem: string | null;
  /** What counts when the file does not say. */
  readonly fallback: string | null;
  readonly change: (value: string | null) => void;
  readonly revert: () => void;
}

export function useValue(key: string): SettingValue {
  const form = useSettings((state) => state.settings?.find((each) => each.key === key));
  // Its own part of the draft alone: who types in one field does not render all of them.
  const drafted = useSettings((state) => state.draft[key]);
  const changed = drafted !== undefined;
  const found = useSettings((state) => state.problems.find((each) => isAbout(each, key)));
  const saved = form?.saved ?? null;
  const value = changed ? drafted : saved;
  const fallback = fallbackOf(key);
  const isMem = findMemSetting(key) !== undefined;
  return {
    value,
    saved,
    inForce: form?.inForce ?? null,
    changed,
    problem: changed
      ? invalid(key, value)
      : found === undefined
        ? null
        : `${found.message} ${found.remedy}`,
    fallback,
    // The default of a key that the file leaves out is what counts already.
    change: (next) =>
      saved === null && isMem && next === fallback ? revert(key) : change(key, next),
    revert: () => revert(key),
  };
}

function fallbackOf(key: string): string | null {
  const setting = findSetting(key);
  if (setting === undefined) return null;
  if (setting.file === 'application.properties') return setting.absent;
  return memText(setting, setting.initial);
}

/** What is wrong with the value in the file; below it, too (`listener.tls.key`). */
function isAbout({ key, severity }: Problem, setting: string): boolean {
  return severity === 'error' && (key === setting || key?.startsWith(`${setting}.`) === true);
}
