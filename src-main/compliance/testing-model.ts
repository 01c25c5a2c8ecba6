/**
 * For the tests of this room only: what a directory answers, by maps of objects. The product holds it in rows of bytes
 * (`devices.ts`); both must answer alike.
 */
import { aliasesOf } from './aliases.ts';
import type { DeviceIndex } from './devices.ts';
import type { DeviceRecord } from './directory.ts';
import type { KnownDevice } from './known.ts';
import { aliasKey, lookalike, normaliseDeviceId, parseUser } from './normalise.ts';
import type { UserName } from './normalise.ts';
import { resolveIn } from './users.ts';
import type { Alias } from './users.ts';

export function modelOf(known: readonly KnownDevice[]): DeviceIndex {
  const joined = joinedAliases();
  const firsts = known.map((device) => {
    const names = aliasesOf(device)
      .map(parseUser)
      .filter((name) => name !== null);
    joined.join(names);
    return names[0] && aliasKey(names[0]);
  });
  const aliases = [...joined.aliases()];
  const records = known.map((device, row) => {
    const first = firsts[row];
    return recordOf(
      device,
      (first === undefined ? undefined : joined.personOf(first)) ?? `\0${row}`,
    );
  });
  const byEasId = new Map(records.map((record) => [record.id, record]));
  const byOtherId = new Map<string, DeviceRecord[]>();
  const ofPerson = new Map<string, DeviceRecord[]>();
  for (const record of records) {
    append(ofPerson, record.person, record);
    for (const id of new Set(Object.values(record.ids))) append(byOtherId, id, record);
  }
  return {
    size: records.length,
    all: () => records,
    ofPerson: (person) => ofPerson.get(person) ?? [],
    resolve: (name, domains) =>
      resolveIn(
        {
          personOf: joined.personOf,
          byLocal: (local) => aliases.filter((alias) => lookalike(alias.name.local) === local),
        },
        name,
        domains,
      ),
    find: (id) => {
      const key = normaliseDeviceId(id);
      if (key === null) return { kind: 'unreadable' };
      const own = byEasId.get(key);
      if (own !== undefined) return { kind: 'device', record: own };
      const [first, ...rest] = byOtherId.get(key) ?? [];
      if (first === undefined) return { kind: 'unknown' };
      return rest.length === 0
        ? { kind: 'device', record: first }
        : { kind: 'ambiguous', records: [first, ...rest] };
    },
  };
}

/** Nearly every list has one entry. */
function append(map: Map<string, DeviceRecord[]>, key: string, record: DeviceRecord): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [record]);
  else list.push(record);
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

/** Union-find over aliases, numbered as they come. A person is named by the first alias that the feed lists. */
function joinedAliases(): {
  readonly join: (names: readonly UserName[]) => void;
  readonly personOf: (key: string) => string | undefined;
  readonly aliases: () => Iterable<Alias>;
} {
  const numbers = new Map<string, number>();
  const names: UserName[] = [];
  const parents: number[] = [];
  const numberOf = (name: UserName): number => {
    const key = aliasKey(name);
    const number = numbers.get(key) ?? names.length;
    if (number < names.length) return number;
    numbers.set(key, number);
    names.push(name);
    parents.push(number);
    return number;
  };
  const up = (number: number): number => parents[number] ?? number;
  const rootOf = (number: number): number => {
    let root = number;
    while (up(root) !== root) root = up(root);
    // Every alias on the way now points at the root, so that long chains stay cheap.
    for (let at = number; at !== root;) {
      const next = up(at);
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const personAt = (number: number): string => {
    const first = names[rootOf(number)];
    return first === undefined ? '' : aliasKey(first);
  };
  return {
    join: (together) => {
      const roots = together.map(numberOf).map(rootOf);
      const first = Math.min(...roots);
      for (const root of roots) parents[root] = first;
    },
    personOf: (key) => {
      const number = numbers.get(key);
      return number === undefined ? undefined : personAt(number);
    },
    *aliases() {
      for (const [number, name] of names.entries()) yield { name, person: personAt(number) };
    },
  };
}
