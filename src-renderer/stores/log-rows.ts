/** The rows of the block log: oldest first, each id once, never more than the cap. */
import type { StoredEvent } from '../../src-shared/contract/window.ts';

export const logCap = 20_000;

/** Cut in one go to three quarters: a cut per row would move the whole list each time. */
export function trimmed(rows: readonly StoredEvent[], cap = logCap): readonly StoredEvent[] {
  return rows.length <= cap ? rows : rows.slice(rows.length - Math.floor(cap * 0.75));
}

/** What comes live is newer than what is here; what is here already is left out. */
export function appended(
  rows: readonly StoredEvent[],
  batch: readonly StoredEvent[],
  cap = logCap,
): readonly StoredEvent[] {
  const last = rows.at(-1)?.id ?? -1;
  const fresh = batch.filter(({ id }) => id > last);
  return fresh.length === 0 ? rows : trimmed([...rows, ...fresh], cap);
}

/** A page of older rows, newest first as the engine gives it: of them as many as the cap leaves room for. */
export function prepended(
  rows: readonly StoredEvent[],
  page: readonly StoredEvent[],
  cap = logCap,
): readonly StoredEvent[] {
  const first = rows[0]?.id ?? Number.POSITIVE_INFINITY;
  const older = page.filter(({ id }) => id < first).slice(0, Math.max(0, cap - rows.length));
  return [...older.reverse(), ...rows];
}
