/** What the gateway remembers of devices from one feed to the next. */
import { clip } from '../../src-shared/clip.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from './normalise.ts';
import { finish } from './work.ts';
import type { Work } from './work.ts';

/** A record of the feed, and since when its `enrollment` is what it is (epoch milliseconds). */
export type KnownDevice = DeviceInput & { readonly enrollmentSince: number };

/**
 * Brings what is known up to date with a complete feed. Pure.
 *
 * - `enrollmentSince` stays while `enrollment` stays; a new owner or model does not touch it.
 * - A device that was known and is missing becomes `removed` and stays so until a later feed has it
 *   again: else whoever deletes a lost telephone from device management would make it merely
 *   unknown, and with `unknownDevices=allow` let it in (the vendor guide's first scenario).
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
): Work<Result<readonly KnownDevice[]>> {
  const duplicates = yield* findDuplicates(feed);
  if (duplicates.length > 0) return failure(...duplicates);
  const before = new Map<string, KnownDevice>();
  for (const device of known) {
    before.set(keyOf(device), device);
    yield;
  }
  const merged: KnownDevice[] = [];
  for (const device of feed) {
    const key = keyOf(device);
    merged.push({ ...device, enrollmentSince: sinceWhen(before.get(key), device, at) });
    before.delete(key);
    yield;
  }
  for (const device of before.values()) {
    merged.push(
      device.enrollment === 'removed'
        ? device
        : { ...device, enrollment: 'removed', enrollmentSince: at },
    );
    yield;
  }
  return success(merged);
}

function sinceWhen(previous: KnownDevice | undefined, device: DeviceInput, at: number): number {
  return previous?.enrollment === device.enrollment ? previous.enrollmentSince : at;
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
          `records ${earlier} and ${index} have the same deviceId "${clip(device.deviceId, 64)}"`,
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
