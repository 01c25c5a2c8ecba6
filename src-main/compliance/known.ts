/** What the gateway remembers of devices from one feed to the next. */
import { clip } from '../../src-shared/clip.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success, warning } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from './normalise.ts';
import { finish } from './work.ts';
import type { Work } from './work.ts';

/** A record of the feed, and what only this gateway remembers. Instants in epoch milliseconds. */
export type KnownDevice = DeviceInput & {
  /** Since when its `enrollment` is what it is. */
  readonly enrollmentSince: number;
  /** The latest wipe; absent: none was seen. A device that enrols again keeps it. */
  readonly wipedAt?: number | undefined;
};

/** Most devices that are remembered as removed: 100 MB, and ten years of a house of 100,000 devices. */
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
 * @param at instant of the feed: a state that it shows first came about no later than this
 */
export function mergeFeed(
  known: readonly KnownDevice[],
  feed: readonly DeviceInput[],
  at: number,
): Result<readonly KnownDevice[]> {
  return finish(merging(known, feed, at));
}

/** The same, in slices. */
export function* merging(
  known: readonly KnownDevice[],
  feed: readonly DeviceInput[],
  at: number,
  removedLimit = REMOVED_LIMIT,
): Work<Result<readonly KnownDevice[]>> {
  const duplicates = yield* findDuplicates(feed);
  if (duplicates.length > 0) return failure(...duplicates);
  const { present, gone } = yield* laidOver(known, feed, () => at, at);
  const forgotten = gone.length - removedLimit;
  if (forgotten <= 0) return success([...present, ...gone]);
  const message = `more than ${removedLimit} devices left device management: the ${forgotten} that left longest ago are forgotten and count as unknown`;
  const remedy =
    'With unknownDevices=block nothing changes; else think of blocking unknown devices.';
  return success(
    [...present, ...latest(gone, removedLimit)],
    [warning('DIRECTORY_STALE', message, { remedy })],
  );
}

/**
 * Brings back a memory that could not be read when the gateway began. Pure.
 *
 * @param memory what was found
 * @param seen what the feed made known meanwhile: newer, and right where both speak of a device
 */
export function* recalling(
  memory: readonly KnownDevice[],
  seen: readonly KnownDevice[],
  at: number,
): Work<readonly KnownDevice[]> {
  const { present, gone } = yield* laidOver(memory, seen, (device) => device.enrollmentSince, at);
  return [...present, ...gone];
}

/** `present`: what is in the newer list, in its order; `gone`: the rest of the older one, as removed. */
function* laidOver<Newer extends DeviceInput>(
  known: readonly KnownDevice[],
  newer: readonly Newer[],
  changedAt: (device: Newer) => number,
  goneAt: number,
): Work<{ readonly present: readonly KnownDevice[]; readonly gone: readonly KnownDevice[] }> {
  const before = new Map<string, KnownDevice>();
  for (const device of known) {
    before.set(keyOf(device), device);
    yield;
  }
  const present: KnownDevice[] = [];
  for (const device of newer) {
    const key = keyOf(device);
    const previous = before.get(key);
    const since = sinceWhen(previous, device, changedAt(device));
    present.push({ ...device, enrollmentSince: since, ...wipeOf(previous, device, since) });
    before.delete(key);
    yield;
  }
  const gone: KnownDevice[] = [];
  for (const device of before.values()) {
    gone.push(
      device.enrollment === 'removed'
        ? device
        : {
            ...{ ...device, enrollment: 'removed', enrollmentSince: goneAt },
            ...wipeOf(device, device, device.enrollmentSince),
          },
    );
    yield;
  }
  return { present, gone };
}

/** The `limit` that were removed last, in the order given. */
function latest(gone: readonly KnownDevice[], limit: number): readonly KnownDevice[] {
  const instants = Float64Array.from(gone, (device) => device.enrollmentSince).sort();
  const surplus = gone.length - limit;
  // All before this instant go, and of those at it as many as are still too many.
  const last = instants[surplus - 1] ?? 0;
  let atLast = surplus - instants.findIndex((each) => each === last);
  return gone.filter((device) => {
    if (device.enrollmentSince !== last) return device.enrollmentSince > last;
    atLast -= 1;
    return atLast < 0;
  });
}

function sinceWhen(previous: KnownDevice | undefined, device: DeviceInput, at: number): number {
  return previous?.enrollment === device.enrollment ? previous.enrollmentSince : at;
}

/** The latest wipe of those that are known of. */
function wipeOf(
  previous: KnownDevice | undefined,
  device: DeviceInput & Partial<Pick<KnownDevice, 'wipedAt'>>,
  since: number,
): Pick<KnownDevice, 'wipedAt'> {
  const now = isWiped(device) ? since : 0;
  // Older versions kept none.
  const before = previous !== undefined && isWiped(previous) ? previous.enrollmentSince : 0;
  const wipedAt = Math.max(now, before, device.wipedAt ?? 0, previous?.wipedAt ?? 0);
  return wipedAt === 0 ? {} : { wipedAt };
}

function isWiped({ enrollment }: DeviceInput): boolean {
  return enrollment === 'wiped' || enrollment === 'wipePending';
}

/** Most problems that are listed of one file; more say nothing new. */
export const PROBLEM_LIMIT = 20;

/** `lineOf` gives the line of a record in its file, where there is one. */
export function* findDuplicates(
  feed: readonly DeviceInput[],
  lineOf: (index: number) => number | undefined = () => undefined,
): Work<readonly Problem[]> {
  const first = new Map<string, number>();
  const found: Problem[] = [];
  for (const [index, device] of feed.entries()) {
    yield;
    const key = keyOf(device);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else if (found.length < PROBLEM_LIMIT) {
      found.push(
        problem(
          'DEVICE_DUPLICATE',
          `records ${earlier + 1} and ${index + 1} have the same deviceId "${clip(device.deviceId, 64)}"`,
          {
            key: `[${index}].deviceId`,
            line: lineOf(index),
          },
        ),
      );
    }
  }
  return found;
}

function keyOf(device: DeviceInput): string {
  return normaliseDeviceId(device.deviceId) ?? device.deviceId;
}
