/** UEM's devices as records of the directory (ADR 30). */
import type { DeviceInput, Enrollment } from '../../src-shared/devices.ts';
import type { DeviceRecord, Directory } from '../compliance/directory.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import type { UemDevice } from './records.ts';

/** What is known before. */
export type Known = Pick<Directory, 'findDevice' | 'resolveUser' | 'devicesOf'>;

/** No sign-in can mean it (`parseUser`): the device is blocked or not as it is, and serves nobody. */
export const NOBODY = '(named/by UEM/for nobody)';

/** A record for each ActiveSync id. Of a device that names none any more, those under which it was known. */
export function recordsOf(
  device: UemDevice,
  names: readonly string[],
  known: Known,
): readonly DeviceInput[] {
  const before = recordsKnown(device.id, known);
  const owner = ownerOf(names, [
    ...before,
    ...device.easIds.flatMap((id) => recordFor(id, known) ?? []),
  ]);
  if (device.easIds.length === 0) {
    return before.map((record) => standingAs(record, device.enrollment));
  }
  return device.easIds.map((deviceId, at) => ({
    deviceId,
    ids: {
      uem: String(device.id),
      // At one record only: an id that two have names none (ADR 30).
      ...(at > 0 || device.udid === null ? {} : { udid: device.udid }),
      ...(at > 0 || device.serial === null ? {} : { serial: device.serial }),
    },
    users: [...owner],
    managed: device.enrollment === 'enrolled',
    compromised: device.compromised,
    encrypted: device.encrypted,
    lastSeen: instantText(device.lastSeen),
    platform: device.platform,
    model: device.model,
    osVersion: device.osVersion,
    enrollment: device.enrollment,
  }));
}

/** The records of one device of UEM. */
export function recordsKnown(id: number, known: Known): readonly DeviceRecord[] {
  const uem = String(id);
  const match = known.findDevice(uem);
  const found =
    match.kind === 'device' ? [match.record] : match.kind === 'ambiguous' ? match.records : [];
  return found.filter(({ ids }) => ids.uem === uem);
}

export function recordFor(deviceId: string, known: Known): DeviceRecord | null {
  const match = known.findDevice(deviceId);
  if (match.kind !== 'device') return null;
  return match.record.id === normaliseDeviceId(deviceId) ? match.record : null;
}

/** What is known of it, with another standing. */
export function standingAs(record: DeviceRecord, enrollment: Enrollment): DeviceInput {
  const { ids, users, shownId, feedOverride } = record;
  return {
    deviceId: shownId,
    ids: { ...ids },
    users: [...(users.length === 0 ? [NOBODY] : users)],
    managed: enrollment === 'enrolled',
    compromised: record.compromised,
    encrypted: record.encrypted,
    lastSeen: instantText(record.lastSeen),
    platform: record.platform,
    model: record.model,
    osVersion: record.osVersion,
    activeSyncProfile: record.activeSyncProfile,
    enrollment,
    override: feedOverride,
  };
}

/** UEM empties the names of a device that left: the owner that was known stays (facts: uem 3.3). */
function ownerOf(names: readonly string[], before: readonly DeviceRecord[]): readonly string[] {
  if (names.length > 0) return names;
  const known = before.find(({ users }) => users.length > 0 && !users.includes(NOBODY));
  return known?.users ?? [NOBODY];
}

function instantText(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
