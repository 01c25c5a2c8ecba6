/** What the service holds between two feeds: immutable, replaced as a whole. */
import type { DeviceInput, Override } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { withOverrides } from './build.ts';
import type { DirectoryChange } from './changing.ts';
import { noDevices, openDevices } from './devices.ts';
import type { DeviceIndex } from './devices.ts';
import type { Directory } from './directory.ts';
import { here } from './jobs.ts';
import type { Crew } from './jobs.ts';
import type { Rows } from './rows.ts';
import type { DirectoryState } from './state-file.ts';

export interface Holding {
  /** Null while no directory was ever read: then nothing can be checked. */
  readonly state: DirectoryState | null;
  readonly index: DeviceIndex;
  /** Does what takes long. */
  readonly crew: Crew;
}

export function hold(state: DirectoryState | null, crew: Crew = here): Holding {
  return { state, index: openDevices(state?.known ?? noDevices), crew };
}

export interface ReadFeed {
  readonly devices: readonly DeviceInput[] | Rows;
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
  const { state, crew } = holding;
  const written = instantOfChanges(placedAt, state?.mergedAt ?? null, now.getTime());
  const at = Math.max(written, Math.min(lookedAt ?? written, now.getTime()));
  const list = await rowsOf(devices, crew);
  const known = state?.known ?? noDevices;
  const many = list.length + known.rows.length;
  const merged = await crew.run('merge', many, known, list, at, removedLimit, placedAt);
  if (!merged.ok) return merged;
  const dataAt = Math.min(changedAt, now.getTime());
  return success(
    hold({ known: merged.value, dataAt, mergedAt: Math.max(at, state?.mergedAt ?? at) }, crew),
    merged.warnings,
  );
}

/** A list that came as objects is turned into rows beside the traffic: to hand it to a thread would be no less work. */
export async function rowsOf(devices: ReadFeed['devices'], crew: Crew): Promise<Rows> {
  return 'text' in devices ? devices : crew.run('pack', 0, devices);
}

/** A list that somebody confirmed long after it was read: what came meanwhile is in there, and the data are as young. */
export function noOlderThan(before: Holding, after: Holding): Holding {
  if (before.state === null || after.state === null) return after;
  const dataAt = Math.max(before.state.dataAt, after.state.dataAt);
  return { ...after, state: { ...after.state, dataAt } };
}

/** Single records that changed. There must be a directory: a few devices would not be one. */
export async function takeChange(
  holding: Holding,
  change: DirectoryChange,
  now: Date,
): Promise<Result<Holding>> {
  const { state, crew } = holding;
  if (state === null) {
    const message =
      'Single devices changed, and there is no list of devices yet that they belong to.';
    return failure(problem('DIRECTORY_NONE', message));
  }
  const at = Math.min(change.at, now.getTime());
  const devices = await rowsOf(change.devices, crew);
  const many = state.known.rows.length + devices.length;
  const known = await crew.run('change', many, state.known, {
    devices,
    removed: change.removed,
    at,
  });
  if (!known.ok) return known;
  const dataAt = Math.min(Math.max(state.dataAt, change.completeAt ?? 0), now.getTime());
  const mergedAt = Math.max(at, state.mergedAt);
  return success(hold({ known: known.value, dataAt, mergedAt }, crew));
}

/** Of a list that waits, its wipes. */
export async function takeWipes(holding: Holding, newer: Holding): Promise<Holding> {
  const { state, crew } = holding;
  if (state === null || newer.state === null) return holding;
  const { rows } = newer.state.known;
  const known = await crew.run('takeWipes', rows.length, state.known, rows);
  return hold({ ...state, known, mergedAt: newer.state.mergedAt }, crew);
}

/** A state that could not be read at first comes to hand: what the feed said meanwhile is newer. */
export async function recall(holding: Holding, found: DirectoryState, now: Date): Promise<Holding> {
  const { state, crew } = holding;
  if (state === null) return hold(found, crew);
  const { rows } = state.known;
  const many = rows.length + found.known.rows.length;
  const known = await crew.run('recall', many, found.known, rows, now.getTime());
  return hold({ ...state, known, mergedAt: Math.max(state.mergedAt, found.mergedAt) }, crew);
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
