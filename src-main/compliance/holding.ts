/** What the service holds between two feeds: immutable, replaced as a whole. */
import type { DeviceInput, Override } from '../../src-shared/devices.ts';
import { problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { indexDevices, withOverrides } from './build.ts';
import type { DeviceIndex } from './build.ts';
import type { Directory } from './directory.ts';
import { merging } from './known.ts';
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
  /** When the file was written, epoch milliseconds. */
  readonly changedAt: number;
}

/** @param lookedAt when this gateway last saw the feed without these changes, epoch milliseconds; null: never */
export async function takeFeed(
  holding: Holding,
  { devices, changedAt }: ReadFeed,
  lookedAt: number | null,
  now: Date,
): Promise<Result<Holding>> {
  const { state } = holding;
  const written = instantOfChanges(changedAt, state?.mergedAt ?? null, now.getTime());
  const at = Math.max(written, Math.min(lookedAt ?? written, now.getTime()));
  const merged = await calmly(merging(state?.known ?? [], devices, at));
  if (!merged.ok) return merged;
  const dataAt = Math.min(changedAt, now.getTime());
  return success(
    await hold({ known: merged.value, dataAt, mergedAt: Math.max(at, state?.mergedAt ?? at) }),
  );
}

/** The same content, written again: the data is younger than it was, and nothing else. */
export function touch(holding: Holding, changedAt: number, now: Date): Holding {
  const { state } = holding;
  if (state === null) return holding;
  return { ...holding, state: { ...state, dataAt: Math.min(changedAt, now.getTime()) } };
}

/**
 * When what is new in a feed came about, at the latest: when the file was written. An allow that was
 * made after that was made in view of the wipe, even while no gateway ran. A file from the future,
 * or older than the one before it (a copy put back), says nothing: then it is now, so that no allow
 * made earlier counts. And while the gateway runs it came about after the last look, whatever the file
 * says (`takeFeed`): a copy that keeps the time of its original may be an hour old when it arrives.
 */
function instantOfChanges(changedAt: number, mergedAt: number | null, now: number): number {
  return changedAt <= now && (mergedAt === null || changedAt > mergedAt) ? changedAt : now;
}

/** `overrides` null: they are lost, and with them who is blocked. */
export function directoryOf(holding: Holding, overrides: readonly Override[] | null): Directory {
  return withOverrides(holding.index, {
    overrides: overrides ?? [],
    loadedAt: holding.state?.dataAt ?? null,
    available: holding.state !== null && overrides !== null,
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
