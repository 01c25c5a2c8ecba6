import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { findMemSetting } from '../../../src-shared/settings/catalogue.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import { change, revert, useSettings } from '../../stores/settings.ts';
import { isOn } from './policy-sentence.ts';
import { keysOf } from './policy-list.ts';
import type { Policy } from './policy-list.ts';

export interface PolicyState {
  readonly on: boolean;
  /** Switched on, and nobody is named yet. */
  readonly isEmpty: boolean;
  readonly open: boolean;
  readonly changed: boolean;
  readonly valueOf: (key: string) => string;
  readonly toggle: (on: boolean) => void;
  readonly setOpen: (open: boolean) => void;
  readonly revertAll: () => void;
}

export function usePolicy(policy: Policy): PolicyState {
  const settings = useSettings((state) => state.settings);
  const draft = useSettings((state) => state.draft);
  const [params] = useSearchParams();
  const keys = keysOf(policy);
  // Who is led to one of its settings finds it there.
  const [open, setOpen] = useState(() => keys.includes(params.get('at') ?? ''));
  const [armed, setArmed] = useState(false);
  const before = useRef<Readonly<Record<string, string>>>({});
  const savedOf = (key: string) => settings?.find((each) => each.key === key)?.saved ?? null;
  const valueOf = (key: string) =>
    draft[key] ?? (key in draft ? null : savedOf(key)) ?? initialOf(key);
  const put = (key: string, value: string) => {
    // The default of a key that the file leaves out is what counts already.
    if (savedOf(key) === null && value === initialOf(key)) revert(key);
    else change(key, value);
  };
  const named = isOn(policy, valueOf);
  const toggle = (on: boolean) => {
    if (policy.kind !== 'lists') {
      put(policy.key, String(on));
      return;
    }
    const lists = [policy.allowed, policy.blocked];
    setOpen(on);
    setArmed(on);
    if (!on) before.current = Object.fromEntries(lists.map((key) => [key, valueOf(key)]));
    // Switched on again, a list has the entries that it had.
    for (const key of lists) put(key, on ? (before.current[key] ?? savedOf(key) ?? '[]') : '[]');
  };
  return {
    on: named || armed,
    isEmpty: armed && !named,
    open,
    changed: keys.some((key) => key in draft),
    ...{ valueOf, toggle, setOpen },
    revertAll: () => {
      for (const key of keys) revert(key);
    },
  };
}

/** What counts while the file does not say. */
function initialOf(key: string): string {
  const setting = findMemSetting(key);
  return setting === undefined ? '' : memText(setting, setting.initial);
}
