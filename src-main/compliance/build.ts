/** Makes the immutable directory that `decide` asks: every look-up is a look into a map. */
import type { Override } from '../../src-shared/devices.ts';
import type { DeviceMatch, DeviceRecord, Directory } from './directory.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import { indexOverrides } from './override-index.ts';
import { indexUsers } from './users.ts';
import type { UserIndex } from './users.ts';

/** The part of a directory that changes with the feed only; overrides are laid over it. */
export interface DeviceIndex {
  readonly records: readonly DeviceRecord[];
  readonly users: UserIndex;
  readonly find: (id: string) => DeviceMatch;
  readonly ofPerson: ReadonlyMap<string, readonly DeviceRecord[]>;
}

export interface DirectoryParts {
  readonly records: readonly KnownDevice[];
  readonly overrides: readonly Override[];
  /** Epoch milliseconds of the data. */
  readonly loadedAt: number | null;
  readonly available: boolean;
}

export function buildDirectory(parts: DirectoryParts): Directory {
  return withOverrides(indexDevices(parts.records), parts);
}

/** A directory over an index already built: a new override need not touch 100,000 devices. */
export function withOverrides(
  index: DeviceIndex,
  parts: Omit<DirectoryParts, 'records'>,
): Directory {
  const overrides = indexOverrides(parts.overrides, index.find);
  return Object.freeze({
    available: parts.available,
    loadedAt: parts.loadedAt,
    size: index.records.length,
    device: (id: string) => {
      const match = index.find(id);
      return match.kind === 'device' ? match.record : undefined;
    },
    findDevice: index.find,
    resolveUser: index.users.resolve,
    devicesOf: (person: string) => index.ofPerson.get(person) ?? [],
    overridesOf: overrides.of,
    nextExpiry: overrides.nextExpiry,
  });
}

export function indexDevices(known: readonly KnownDevice[]): DeviceIndex {
  const users = indexUsers(known.map(aliasesOf));
  const records = known.map((device, position) => recordOf(device, users.personOf(position)));
  const byEasId = new Map(records.map((record) => [record.id, record]));
  return {
    records,
    users,
    find: finder(byEasId, byOtherIds(records)),
    ofPerson: byPerson(records),
  };
}

/**
 * The ActiveSync id is the feed's key and decides alone. UDID, serial and UEM id are what ENS may
 * name a device by instead (facts/seg.md 1.4); one that two devices share denotes neither.
 */
function finder(
  byEasId: ReadonlyMap<string, DeviceRecord>,
  others: ReadonlyMap<string, ReadonlySet<DeviceRecord>>,
): (id: string) => DeviceMatch {
  return (id) => {
    const key = normaliseDeviceId(id);
    if (key === null) return { kind: 'unreadable' };
    const own = byEasId.get(key);
    if (own !== undefined) return { kind: 'device', record: own };
    const [first, ...rest] = others.get(key) ?? [];
    if (first === undefined) return { kind: 'unknown' };
    return rest.length === 0
      ? { kind: 'device', record: first }
      : { kind: 'ambiguous', records: [first, ...rest] };
  };
}

function byOtherIds(
  records: readonly DeviceRecord[],
): ReadonlyMap<string, ReadonlySet<DeviceRecord>> {
  const map = new Map<string, Set<DeviceRecord>>();
  for (const record of records) {
    for (const id of [record.ids.udid, record.ids.serial, record.ids.uem]) {
      if (id === undefined) continue;
      const sharing = map.get(id);
      if (sharing === undefined) map.set(id, new Set([record]));
      else sharing.add(record);
    }
  }
  return map;
}

function byPerson(records: readonly DeviceRecord[]): ReadonlyMap<string, readonly DeviceRecord[]> {
  const map = new Map<string, DeviceRecord[]>();
  for (const record of records) {
    const list = map.get(record.person);
    if (list === undefined) map.set(record.person, [record]);
    else list.push(record);
  }
  return map;
}

export function aliasesOf(device: Pick<KnownDevice, 'user' | 'users'>): readonly string[] {
  return device.users ?? (device.user === undefined ? [] : [device.user]);
}

function recordOf(device: KnownDevice, person: string): DeviceRecord {
  return Object.freeze({
    id: normaliseDeviceId(device.deviceId) ?? device.deviceId,
    shownId: device.deviceId,
    ids: otherIds(device),
    users: aliasesOf(device),
    person,
    managed: device.managed,
    compromised: device.compromised,
    encrypted: device.encrypted,
    lastSeen:
      device.lastSeen === null || device.lastSeen === undefined
        ? null
        : Date.parse(device.lastSeen),
    platform: device.platform ?? null,
    model: device.model ?? null,
    osVersion: device.osVersion ?? null,
    enrollment: device.enrollment,
    enrollmentSince: device.enrollmentSince,
    feedOverride: device.override ?? null,
  });
}

function otherIds(device: KnownDevice): DeviceRecord['ids'] {
  const normalised = Object.entries(device.ids ?? {}).flatMap(([kind, id]) => {
    const key = id === undefined ? null : normaliseDeviceId(id);
    return key === null ? [] : [[kind, key] as const];
  });
  return Object.fromEntries(normalised);
}
