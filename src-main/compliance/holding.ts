/** What the service holds between two feeds: immutable, replaced as a whole. */
import type { DeviceInput, Override } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { indexDevices, withOverrides } from './build.ts';
import type { DeviceIndex } from './build.ts';
import { changing } from './changing.ts';
import type { DirectoryChange } from './changing.ts';
import type { Directory } from './directory.ts';
import { merging, recalling } from './known.ts';
import { measuring, withWipesOf } from './harm.ts';
import type { Harm } from './harm.ts';
import type { DirectoryState } from './state-file.ts';
import { calmly } from './work.ts';

export interface Holding {
  /** Null while no directory was ever read: then nothing can be checked. */
  readonly state: DirectoryState | null;
  readonly index: DeviceIndex;
}

export async function hold(state: DirectoryState | null): Promise<Holding> {
  return { state, index: await calmly(indexDevices(state?.known ?? [])) };
}

export interface ReadFeed {
  readonly devices: readonly DeviceInput[];
  /** When the file was written, by its own account: epoch milliseconds. */
  readonly changedAt: number;
  /** When it came to its place, at the latest: see `StableFile`. */
  readonly placedAt: number;
}

/** @param lookedAt when this gateway last saw the feed without these changes, epoch milliseconds; null: never */
export async function takeFeed(
  holding: Holding,
  { devices, changedAt, placedAt }: ReadFeed,
  lookedAt: number | null,
  now: Date,
  removedLimit?: number,
): Promise<Result<Holding>> {
  const { state } = holding;
  const written = instantOfChanges(placedAt, state?.mergedAt ?? null, now.getTime());
  const at = Math.max(written, Math.min(lookedAt ?? written, now.getTime()));
  const merged = await calmly(merging(state?.known ?? [], devices, at, removedLimit));
  if (!merged.ok) return merged;
  const dataAt = Math.min(changedAt, now.getTime());
  return success(
    await hold({ known: merged.value, dataAt, mergedAt: Math.max(at, state?.mergedAt ?? at) }),
    merged.warnings,
  );
}

/** Single records that changed. There must be a directory: a few devices would not be one. */
export async function takeChange(
  holding: Holding,
  change: DirectoryChange,
  now: Date,
): Promise<Result<Holding>> {
  const { state } = holding;
  if (state === null) {
    const message =
      'Single devices changed, and there is no list of devices yet that they belong to.';
    return failure(problem('DIRECTORY_NONE', message));
  }
  const at = Math.min(change.at, now.getTime());
  const known = await calmly(changing(state.known, { ...change, at }));
  if (!known.ok) return known;
  const dataAt = Math.min(Math.max(state.dataAt, change.completeAt ?? 0), now.getTime());
  const mergedAt = Math.max(at, state.mergedAt);
  return success(await hold({ known: known.value, dataAt, mergedAt }));
}

/** What the newer one would newly block. */
export function harmOf(holding: Holding, newer: Holding): Promise<Harm> {
  return calmly(measuring(holding.state?.known ?? [], newer.state?.known ?? []));
}

/** Of a list that waits, its wipes. */
export async function takeWipes(holding: Holding, newer: Holding): Promise<Holding> {
  const { state } = holding;
  if (state === null || newer.state === null) return holding;
  const known = await calmly(withWipesOf(state.known, newer.state.known));
  return hold({ ...state, known, mergedAt: newer.state.mergedAt });
}

/** A state that could not be read at first comes to hand: what the feed said meanwhile is newer. */
export async function recall(holding: Holding, found: DirectoryState, now: Date): Promise<Holding> {
  const { state } = holding;
  if (state === null) return hold(found);
  const known = await calmly(recalling(found.known, state.known, now.getTime()));
  return hold({ ...state, known, mergedAt: Math.max(state.mergedAt, found.mergedAt) });
}

/** The same content, written again: the data is younger than it was, and nothing else. */
export function touch(holding: Holding, changedAt: number, now: Date): Holding {
  const { state } = holding;
  if (state === null) return holding;
  return { ...holding, state: { ...state, dataAt: Math.min(changedAt, now.getTime()) } };
}

/**
 * When what is new in a feed came about, at the latest: when the file came to its place, which is not
 * when it was written: a copy may keep the time of its original (`rsync -t`) and be an hour old when it
 * arrives. An allow that was made after that was made in view of the wipe, even while no gateway ran. A
 * file from the future, or older than the one before it (a clock put back), says nothing: then it is now,
 * so that no allow made earlier counts. And while the gateway runs it came about after the last look,
 * whatever the file says (`takeFeed`).
 */
function instantOfChanges(placedAt: number, mergedAt: number | null, now: number): number {
  return placedAt <= now && (mergedAt === null || placedAt > mergedAt) ? placedAt : now;
}

/**
 * @param overrides null: they are lost, and with them who is blocked
 * @param memoryLostAt see `Directory`
 */
export function directoryOf(
  holding: Holding,
  overrides: readonly Override[] | null,
  memoryLostAt: number | null,
): Directory {
  return withOverrides(holding.index, {
    overrides: overrides ?? [],
    loadedAt: holding.state?.dataAt ?? null,
    available: holding.state !== null && overrides !== null,
    memoryLostAt,
  });
}

/** The causes, headed by what they mean while an older directory serves. */
export function feedProblems(
  holding: Holding,
  feedFile: string,
  causes: readonly Problem[],
): readonly Problem[] {
  if (holding.state === null) return causes;
  const [first] = causes;
  const since = new Date(holding.state.dataAt).toISOString();
  const message = `the directory of ${since} serves on, because ${first?.message ?? 'the feed cannot be read'}`;
  const stale = problem('DIRECTORY_STALE', message, {
    file: feedFile,
    line: first?.line,
    key: first?.key,
  });
  return [stale, ...causes];
}
