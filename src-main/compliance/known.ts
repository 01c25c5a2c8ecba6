/** What the gateway remembers of devices from one feed to the next. */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from './normalise.ts';

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
  const duplicates = duplicateDevices(feed);
  if (duplicates.length > 0) return failure(...duplicates);
  const before = new Map(known.map((device) => [keyOf(device), device]));
  const present = feed.map((device): KnownDevice => {
    const key = keyOf(device);
    const previous = before.get(key);
    before.delete(key);
    const unchanged = previous?.enrollment === device.enrollment;
    return { ...device, enrollmentSince: unchanged ? previous.enrollmentSince : at };
  });
  const missing = [...before.values()].map((device): KnownDevice =>
    device.enrollment === 'removed'
      ? device
      : { ...device, enrollment: 'removed', enrollmentSince: at },
  );
  return success([...present, ...missing]);
}

/** Most problems that are listed of one file; more say nothing new. */
export const PROBLEM_LIMIT = 20;

/** `lineOf` gives the line of a record in its file, where there is one. */
export function duplicateDevices(
  feed: readonly DeviceInput[],
  lineOf: (index: number) => number | undefined = () => undefined,
): readonly Problem[] {
  const first = new Map<string, number>();
  const found: Problem[] = [];
  for (const [index, device] of feed.entries()) {
    const key = keyOf(device);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else if (found.length < PROBLEM_LIMIT) {
      found.push(
        problem(
          'DEVICE_DUPLICATE',
          `records ${earlier} and ${index} have the same deviceId "${device.deviceId}"`,
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
