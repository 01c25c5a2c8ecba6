/** What one administrator changed in a list of overrides, so that it can be laid over another's changes. */
import type { Override } from '../../src-shared/devices.ts';

export interface OverrideChange {
  readonly removed: readonly Override[];
  readonly added: readonly Override[];
}

export function changeOf(before: readonly Override[], after: readonly Override[]): OverrideChange {
  return { removed: without(before, after), added: without(after, before) };
}

/**
 * Takes away only what is exactly as it was seen: an override that somebody else changed meanwhile
 * stays beside the new one, and of the two a block wins.
 */
export function withChange(
  list: readonly Override[],
  { removed, added }: OverrideChange,
): readonly Override[] {
  const rest = without(list, removed);
  return [...rest, ...without(added, rest)];
}

export function isSameList(one: readonly Override[], other: readonly Override[]): boolean {
  return one.length === other.length && one.every((each, i) => textOf(each) === textOf(other[i]));
}

function without(list: readonly Override[], taken: readonly Override[]): readonly Override[] {
  const texts = new Set(taken.map(textOf));
  return list.filter((each) => !texts.has(textOf(each)));
}

/** Field by field: a file written by hand has them in any order. */
function textOf(override: Override | undefined): string {
  if (override === undefined) return '';
  const { device, user, action, at, until, note, by } = override;
  return JSON.stringify([device, user, action, at, until, note, by]);
}
