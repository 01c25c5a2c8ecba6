/**
 * All devices, as threads share them, and how they are asked. A record is made when it is looked up; those asked for
 * lately are kept, since one decision asks for the same several times.
 */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { allIn, findIn, hashOf } from './chains.ts';
import type { DeviceMatch, DeviceRecord } from './directory.ts';
import { indexing, NAMELESS, PLAIN } from './indexing.ts';
import type { Index } from './indexing.ts';
import type { KnownDevice } from './known.ts';
import { aliasKey, lookalike, normaliseDeviceId, parseUser } from './normalise.ts';
import { newPacker } from './packing.ts';
import {
  bits,
  enrollmentAt,
  has,
  instantAt,
  overrideAt,
  readKeys,
  readRows,
  triAt,
} from './rows.ts';
import type { Rows } from './rows.ts';
import { resolveIn } from './users.ts';
import type { Alias, AliasIndex, UserResolver } from './users.ts';
import { finish } from './work.ts';
import type { Work } from './work.ts';

export interface Devices {
  readonly rows: Rows;
  readonly index: Index;
}

/** The part of a directory that changes with the feed only; overrides are laid over it. */
export interface DeviceIndex {
  readonly size: number;
  readonly find: (id: string) => DeviceMatch;
  readonly resolve: UserResolver;
  readonly ofPerson: (person: string) => readonly DeviceRecord[];
  readonly all: () => Iterable<DeviceRecord>;
}

export function* packing(known: Iterable<KnownDevice>): Work<Rows> {
  const packer = newPacker();
  for (const device of known) {
    yield;
    packer.add(device);
  }
  return packer.done();
}

/** Records of a list: since when they are what they are is found out when the list is taken. */
export function* packingList(devices: Iterable<DeviceInput>): Work<Rows> {
  const packer = newPacker();
  for (const device of devices) {
    yield;
    packer.add(asNew(device));
  }
  return packer.done();
}

export function asNew(device: DeviceInput): KnownDevice {
  return { ...device, enrollmentSince: 0 };
}

export function* indexed(rows: Rows): Work<Devices> {
  return { rows, index: yield* indexing(rows) };
}

export const noDevices: Devices = finish(indexed(newPacker().done()));

/** Records that are kept once made. A power of two. */
const KEPT = 4096;

export function openDevices({ rows, index }: Devices): DeviceIndex {
  const reader = readRows(rows);
  const { people, aliases } = index;
  const kept: (DeviceRecord | undefined)[] = [];
  const keptRows = new Int32Array(KEPT).fill(-1);

  const usersOf = (row: number): readonly string[] => recordAt(row).users;
  const keyOf = (alias: number, users: readonly string[]): string => {
    const place = aliases.which[alias] ?? 0;
    const user = users[place & ~PLAIN] ?? '';
    const name = (place & PLAIN) === 0 ? parseUser(user) : null;
    return name === null ? user : aliasKey(name);
  };
  const personOf = (row: number, users?: readonly string[]): string => {
    const alias = people.alias[people.ofRow[row] ?? 0] ?? NAMELESS;
    // The NUL keeps it apart from every alias: those have no control characters.
    if (alias === NAMELESS) return `\0${row}`;
    const first = aliases.rows[alias] ?? 0;
    return keyOf(alias, first === row && users !== undefined ? users : usersOf(first));
  };
  const recordAt = (row: number): DeviceRecord => {
    const slot = row & (KEPT - 1);
    const last = keptRows[slot] === row ? kept[slot] : undefined;
    if (last !== undefined) return last;
    const texts = reader.texts(row);
    const flag = rows.flags[row] ?? 0;
    const { shownId } = texts;
    const record: DeviceRecord = {
      id: has(flag, bits.plain) ? shownId : (normaliseDeviceId(shownId) ?? shownId),
      shownId,
      ids: texts.ids,
      users: texts.users,
      person: personOf(row, texts.users),
      managed: has(flag, bits.managed),
      compromised: triAt(flag, bits.two.compromised),
      encrypted: triAt(flag, bits.two.encrypted),
      lastSeen: instantAt(rows.lastSeen, row),
      platform: texts.platform,
      model: texts.model,
      osVersion: texts.osVersion,
      activeSyncProfile: triAt(flag, bits.two.activeSyncProfile),
      enrollment: enrollmentAt(flag),
      enrollmentSince: rows.since[row] ?? 0,
      wipedAt: instantAt(rows.wipedAt, row),
      feedOverride: overrideAt(flag),
    };
    kept[slot] = record;
    keptRows[slot] = row;
    return record;
  };

  const aliasOf = (key: string): number =>
    findIn(
      aliases.byKey,
      hashOf(key),
      (alias) => keyOf(alias, usersOf(aliases.rows[alias] ?? 0)) === key,
    );
  const personOfAlias = (alias: number): string => personOf(aliases.rows[alias] ?? 0);
  const aliasIndex: AliasIndex = {
    personOf: (key) => {
      const alias = aliasOf(key);
      return alias < 0 ? undefined : personOfAlias(alias);
    },
    byLocal: (local) =>
      allIn(aliases.byLocal, hashOf(local)).flatMap((alias): Alias[] => {
        const user = usersOf(aliases.rows[alias] ?? 0)[(aliases.which[alias] ?? 0) & ~PLAIN];
        const name = parseUser(user ?? '');
        return name !== null && lookalike(name.local) === local
          ? [{ name, person: personOfAlias(alias) }]
          : [];
      }),
  };
  return {
    size: rows.length,
    find: finder({ rows, index }, recordAt),
    resolve: (name, domains) => resolveIn(aliasIndex, name, domains),
    ofPerson: (person) => {
      const number = personNumber(person, { rows, index }, aliasOf);
      if (number === null) return [];
      const [begin, end] = [people.starts[number] ?? 0, people.starts[number + 1] ?? 0];
      return Array.from(people.rows.subarray(begin, end), (row) => recordAt(row));
    },
    *all() {
      for (let row = 0; row < rows.length; row += 1) yield recordAt(row);
    },
  };
}

/**
 * The ActiveSync id is the feed's key and decides alone. UDID, serial and UEM id are what ENS may
 * name a device by instead (facts: seg 1.4); one that two devices share denotes neither.
 */
function finder(
  { index }: Devices,
  recordAt: (row: number) => DeviceRecord,
): (id: string) => DeviceMatch {
  return (id) => {
    const key = normaliseDeviceId(id);
    if (key === null) return { kind: 'unreadable' };
    const hash = hashOf(key);
    const own = findIn(index.byId, hash, (row) => recordAt(row).id === key);
    if (own >= 0) return { kind: 'device', record: recordAt(own) };
    const rows = new Set(
      allIn(index.byOtherId, hash).map((entry) => index.otherIdRows[entry] ?? 0),
    );
    const [first, ...rest] = Array.from(rows, recordAt).filter((record) =>
      Object.values(record.ids).includes(key),
    );
    if (first === undefined) return { kind: 'unknown' };
    return rest.length === 0
      ? { kind: 'device', record: first }
      : { kind: 'ambiguous', records: [first, ...rest] };
  };
}

function personNumber(
  person: string,
  { rows, index: { people, aliases } }: Devices,
  aliasOf: (key: string) => number,
): number | null {
  if (person.startsWith('\0')) {
    const row = Number(person.slice(1));
    const number = row < rows.length ? people.ofRow[row] : undefined;
    return number !== undefined && people.alias[number] === NAMELESS && person === `\0${row}`
      ? number
      : null;
  }
  const alias = aliasOf(person);
  if (alias < 0) return null;
  const number = people.ofRow[aliases.rows[alias] ?? 0] ?? 0;
  // Only its first alias names a person.
  return people.alias[number] === alias ? number : null;
}

/** The row of a device by its id as it is compared, -1 for none. */
export function rowFinder({ rows, index }: Devices): (key: string) => number {
  const keyAt = readKeys(rows);
  return (key) => findIn(index.byId, hashOf(key), (row) => keyAt(row) === key);
}
