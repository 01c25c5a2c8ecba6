/** Single records that device management says have changed, laid over everything that is known. Pure. */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { merging } from './known.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import type { Work } from './work.ts';

export interface DirectoryChange {
  /** Whole records: what one does not say is not known any more. */
  readonly devices: readonly DeviceInput[];
  /** Deleted in device management: its own ids (`ids.uem`), or device ids. */
  readonly removed: readonly string[];
  /** When it came about, epoch milliseconds. */
  readonly at: number;
  /** Everything that changed until then is known: the data are as young. Absent: a push, which says nothing of the rest. */
  readonly completeAt?: number;
}

/** Of the devices that a change leaves out, those that it ends all the same. */
interface Endings {
  readonly ends: (device: DeviceInput) => boolean;
  /** The device is named with a whole record. */
  readonly names: (device: DeviceInput) => boolean;
}

/** As `merging` has it, for the devices named only; two records with one id: refused whole. */
export function* changing(
  known: readonly KnownDevice[],
  change: DirectoryChange,
): Work<Result<readonly KnownDevice[]>> {
  const { ends, names } = endingsOf(change);
  const before: KnownDevice[] = [];
  const ending: KnownDevice[] = [];
  for (const device of known) {
    yield;
    if (names(device)) before.push(device);
    else if (ends(device)) ending.push(device);
  }
  const present = yield* merging(before, change.devices, change.at);
  if (!present.ok) return present;
  const gone = yield* merging(ending, [], change.at);
  if (!gone.ok) return gone;
  const newer = new Map([...present.value, ...gone.value].map((each) => [keyOf(each), each]));
  const merged: KnownDevice[] = [];
  for (const device of known) {
    yield;
    const key = keyOf(device);
    merged.push(newer.get(key) ?? device);
    newer.delete(key);
  }
  return success([...merged, ...newer.values()]);
}

/** The same over a complete list that is older than the change, or waits. */
export function* amending(
  list: readonly DeviceInput[],
  change: DirectoryChange,
): Work<readonly DeviceInput[]> {
  const { ends, names } = endingsOf(change);
  const rest: DeviceInput[] = [];
  for (const device of list) {
    yield;
    if (!names(device) && !ends(device)) rest.push(device);
  }
  return [...rest, ...change.devices];
}

function endingsOf({ devices, removed }: DirectoryChange): Endings {
  const named = new Set(devices.map(keyOf));
  const gone = new Set(removed.map((id) => normaliseDeviceId(id) ?? id));
  // A device that mail knows by another id now is not a second one.
  for (const device of devices) {
    const uem = uemOf(device);
    if (uem !== null) gone.add(uem);
  }
  return {
    names: (device) => named.has(keyOf(device)),
    ends: (device) => gone.has(keyOf(device)) || gone.has(uemOf(device) ?? ''),
  };
}

function uemOf({ ids }: DeviceInput): string | null {
  return ids?.uem === undefined ? null : normaliseDeviceId(ids.uem);
}

function keyOf({ deviceId }: DeviceInput): string {
  return normaliseDeviceId(deviceId) ?? deviceId;
}
