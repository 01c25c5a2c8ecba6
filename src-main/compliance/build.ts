/** Makes the immutable directory that `decide` asks: every look-up is a look into a map. */
import type { Override } from '../../src-shared/devices.ts';
import type { DeviceMatch, DeviceRecord, Directory } from './directory.ts';
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import { indexOverrides } from './override-index.ts';
import { indexUsers } from './users.ts';
import type { UserIndex } from './users.ts';
import { finish } from './work.ts';
import type { Work } from './work.ts';

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
  /** See `Directory`. */
  readonly memoryLostAt?: number | null;
}

export function buildDirectory(parts: DirectoryParts): Directory {
  return withOverrides(finish(indexDevices(parts.records)), parts);
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
    memoryLostAt: parts.memoryLostAt ?? null,
    device: (id: string) => {
      const match = index.find(id);
      return match.kind === 'device' ? match.record : undefined;
    },
    findDevice: index.find,
    resolveUser: index.users.resolve,
    devicesOf: (person: string) => index.ofPerson.get(person) ?? [],
    devices: () => index.records,
    overridesOf: overrides.of,
    nextExpiry: overrides.nextExpiry,
  });
}

export function* indexDevices(known: readonly KnownDevice[]): Work<DeviceIndex> {
  const users = yield* indexUsers(known.map(aliasesOf));
  const records: DeviceRecord[] = [];
  const byEasId = new Map<string, DeviceRecord>();
  const byOtherId = new Map<string, DeviceRecord[]>();
  const ofPerson = new Map<string, DeviceRecord[]>();
  for (const [position, device] of known.entries()) {
    yield;
    const record = recordOf(device, users.personOf(position));
    records.push(record);
    byEasId.set(record.id, record);
    append(ofPerson, record.person, record);
    for (const id of new Set(Object.values(record.ids))) append(byOtherId, id, record);
  }
  return { records, users, find: finder(byEasId, byOtherId), ofPerson };
}

/**
 * The ActiveSync id is the feed's key and decides alone. UDID, serial and UEM id are what ENS may
 * name a device by instead (facts: seg 1.4); one that two devices share denotes neither.
 */
function finder(
  byEasId: ReadonlyMap<string, DeviceRecord>,
  others: ReadonlyMap<string, readonly DeviceRecord[]>,
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

/** Nearly every list has one entry. */
function append(map: Map<string, DeviceRecord[]>, key: string, record: DeviceRecord): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [record]);
  else list.push(record);
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
    activeSyncProfile: device.activeSyncProfile ?? null,
    enrollment: device.enrollment,
    enrollmentSince: device.enrollmentSince,
    wipedAt: device.wipedAt ?? null,
    feedOverride: device.override ?? null,
  });
}

function otherIds({ ids }: KnownDevice): DeviceRecord['ids'] {
  if (ids === undefined) return {};
  const [udid, serial, uem] = [ids.udid, ids.serial, ids.uem].map((id) =>
    id === undefined ? null : normaliseDeviceId(id),
  );
  return { ...(udid ? { udid } : {}), ...(serial ? { serial } : {}), ...(uem ? { uem } : {}) };
}
