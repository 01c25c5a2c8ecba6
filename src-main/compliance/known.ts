/** What the gateway remembers of devices from one feed to the next. */
import type { DeviceInput, Enrollment } from '../../src-shared/devices.ts';
import { failure, success, warning } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { rowFinder } from './devices.ts';
import type { Devices } from './devices.ts';
import { findDuplicates } from './duplicates.ts';
import { newPacker } from './packing.ts';
import type { Packer } from './packing.ts';
import { enrollmentAt, instantAt, readKeys } from './rows.ts';
import type { Rows } from './rows.ts';
import type { Work } from './work.ts';

/** A record of the feed, and what only this gateway remembers. Instants in epoch milliseconds. */
export type KnownDevice = DeviceInput & {
  /** Since when its `enrollment` is what it is. */
  readonly enrollmentSince: number;
  /** The latest wipe; absent: none was seen. A device that enrols again keeps it. */
  readonly wipedAt?: number | undefined;
};

/** What only this gateway remembers of a device. */
export interface Standing {
  readonly enrollment: Enrollment;
  readonly enrollmentSince: number;
  readonly wipedAt: number | null;
}

/** Most devices that are remembered as removed: 80 MB, and ten years of a house of 100,000 devices. */
export const REMOVED_LIMIT = 200_000;

/**
 * Brings what is known up to date with a complete feed. Pure.
 *
 * - `enrollmentSince` stays while `enrollment` stays; a new owner or model does not touch it.
 * - A device that was known and is missing becomes `removed` and stays so until a later feed has it
 *   again: else whoever deletes a lost telephone from device management would make it merely
 *   unknown, and with `unknownDevices=allow` let it in (the vendor guide's first scenario).
 * - At most `REMOVED_LIMIT` of those are remembered: beyond that, who was removed longest ago is
 *   forgotten first, is merely unknown from then on, and that is a warning.
 * - Two records with one id: the feed is refused whole, since to pick one would be a guess.
 *
 * - A feed that is older than a wipe does not end it: read anew by a gateway that starts again, it
 *   cannot know of what was pushed since. A wipe later than `at` is of a clock that was wrong.
 *
 * @param at instant of the feed: a state that it shows first came about no later than this
 * @param placedAt see `ReadFeed`
 */
export function* merging(
  known: Devices,
  feed: Rows,
  at: number,
  removedLimit = REMOVED_LIMIT,
  placedAt = at,
): Work<Result<Rows>> {
  const duplicates = yield* findDuplicates(feed);
  if (duplicates.length > 0) return failure(...duplicates);
  const { packer, gone } = yield* laidOver(known, feed, (previous, row) => {
    const said = standingAt(feed, row);
    const isOlder = previous !== null && isWipedAfter(previous, placedAt);
    if (isOlder && previous.enrollmentSince <= at && !isWiped(said.enrollment)) return previous;
    return standingOf(previous, said, at);
  });
  const sinceOf = (row: number): number =>
    goneFrom(standingAt(known.rows, row), at).enrollmentSince;
  const forgotten = gone.length - removedLimit;
  yield* appendGone(packer, known.rows, latest(gone, sinceOf, removedLimit), at);
  if (forgotten <= 0) return success(packer.done());
  const message = `more than ${removedLimit} devices left device management: the ${forgotten} that left longest ago are forgotten and count as unknown`;
  const remedy =
    'With unknownDevices=block nothing changes; else think of blocking unknown devices.';
  return success(packer.done(), [warning('DIRECTORY_STALE', message, { remedy })]);
}

/**
 * Brings back a memory that could not be read when the gateway began. Pure.
 *
 * @param memory what was found
 * @param seen what the feed made known meanwhile: newer, and right where both speak of a device
 */
export function* recalling(memory: Devices, seen: Rows, at: number): Work<Rows> {
  const { packer, gone } = yield* laidOver(memory, seen, (previous, row) =>
    standingOf(previous, standingAt(seen, row), seen.since[row] ?? at),
  );
  yield* appendGone(packer, memory.rows, gone, at);
  return packer.done();
}

/** In `packer` what is in the newer list, in its order; `gone`: the other rows of the older one. */
function* laidOver(
  known: Devices,
  newer: Rows,
  standing: (previous: Standing | null, row: number) => Standing,
): Work<{ readonly packer: Packer; readonly gone: readonly number[] }> {
  const find = rowFinder(known);
  const keyAt = readKeys(newer);
  const present = new Uint8Array(known.rows.length);
  const packer = newPacker(newer);
  for (let row = 0; row < newer.length; row += 1) {
    yield;
    const before = find(keyAt(row));
    if (before >= 0) present[before] = 1;
    const previous = before < 0 ? null : standingAt(known.rows, before);
    packer.copy(newer, row, standing(previous, row));
  }
  const gone: number[] = [];
  for (const [row, isPresent] of present.entries()) {
    yield;
    if (isPresent === 0) gone.push(row);
  }
  return { packer, gone };
}

function* appendGone(packer: Packer, rows: Rows, gone: readonly number[], at: number): Work<void> {
  for (const row of gone) {
    yield;
    packer.copy(rows, row, goneFrom(standingAt(rows, row), at));
  }
}

/** The `limit` that were removed last, in the order given. */
function latest(
  gone: readonly number[],
  sinceOf: (row: number) => number,
  limit: number,
): readonly number[] {
  const surplus = gone.length - limit;
  if (surplus <= 0) return gone;
  const instants = Float64Array.from(gone, sinceOf).sort();
  // All before this instant go, and of those at it as many as are still too many.
  const last = instants[surplus - 1] ?? 0;
  let atLast = surplus - instants.findIndex((each) => each === last);
  return gone.filter((row) => {
    const since = sinceOf(row);
    if (since !== last) return since > last;
    atLast -= 1;
    return atLast < 0;
  });
}

export function standingAt(rows: Rows, row: number): Standing {
  return {
    enrollment: enrollmentAt(rows.flags[row] ?? 0),
    enrollmentSince: rows.since[row] ?? 0,
    wipedAt: instantAt(rows.wipedAt, row),
  };
}

/** What a device is that was `previous`, once a newer record says its enrollment. */
export function standingOf(
  previous: Standing | null,
  { enrollment, wipedAt }: Pick<Standing, 'enrollment' | 'wipedAt'>,
  at: number,
): Standing {
  const enrollmentSince =
    previous !== null && previous.enrollment === enrollment ? previous.enrollmentSince : at;
  const wipe = Math.max(
    isWiped(enrollment) ? enrollmentSince : 0,
    // Older versions kept none.
    previous !== null && isWiped(previous.enrollment) ? previous.enrollmentSince : 0,
    ...[wipedAt ?? 0, previous?.wipedAt ?? 0],
  );
  return { enrollment, enrollmentSince, wipedAt: wipe === 0 ? null : wipe };
}

/** What it is once a complete list lacks it, or device management deleted it. */
export function goneFrom(before: Standing, at: number): Standing {
  return before.enrollment === 'removed'
    ? before
    : standingOf(before, { enrollment: 'removed', wipedAt: null }, at);
}

/** Whether there is a wipe that a list of `instant` could not know of. */
export function* findingWipeAfter(rows: Rows, instant: number): Work<boolean> {
  for (let row = 0; row < rows.length; row += 1) {
    yield;
    if (isWipedAfter(standingAt(rows, row), instant)) return true;
  }
  return false;
}

function isWipedAfter({ enrollment, enrollmentSince }: Standing, instant: number): boolean {
  return isWiped(enrollment) && instant < enrollmentSince;
}

export function isWiped(enrollment: Enrollment): boolean {
  return enrollment === 'wiped' || enrollment === 'wipePending';
}
