/** Finds out, over all rows, who is whose and where each id and name stands. The result is shared between threads. */
import { chained, findIn, hashOf } from './chains.ts';
import type { Chains } from './chains.ts';
import { bytes, integers, roomFor, trimmed } from './columns.ts';
import { aliasKey, lookalike, normaliseDeviceId, parseUser } from './normalise.ts';
import { readRows } from './rows.ts';
import type { RowReader, Rows } from './rows.ts';
import type { Work } from './work.ts';

/** Each name that a feed lists, once, numbered as they come. */
export interface Aliases {
  /** By its key (`aliasKey`). */
  readonly byKey: Chains;
  /** By the lookalike form of its local part. */
  readonly byLocal: Chains;
  /** Where it stands first: the row, */
  readonly rows: Uint32Array;
  /** and which of its users; `PLAIN` where it is written as it is compared. */
  readonly which: Uint8Array;
}

export const PLAIN = 0x80;
/** Stands for no alias: a record whose owner has no readable name is a person of its own. */
export const NAMELESS = 0xffff_ffff;

export interface People {
  readonly ofRow: Uint32Array;
  /** The alias that a person is named by. */
  readonly alias: Uint32Array;
  /** Where the rows of each begin in `rows`, and the end of the last. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

export interface Index {
  readonly byId: Chains;
  /** UDID, serial and UEM id; `otherIdRows` has the row of each. */
  readonly byOtherId: Chains;
  readonly otherIdRows: Uint32Array;
  readonly aliases: Aliases;
  readonly people: People;
}

export function* indexing(rows: Rows): Work<Index> {
  const reader = readRows(rows);
  const ids = integers(rows.length);
  const others = newEntries();
  const aliases = newAliases(reader);
  const firsts = new Uint32Array(rows.length);
  for (let row = 0; row < rows.length; row += 1) {
    yield;
    const { shownId, ids: otherIds, users } = reader.texts(row);
    ids[row] = hashOf(normaliseDeviceId(shownId) ?? shownId);
    for (const id of new Set(Object.values(otherIds))) others.add(hashOf(id), row);
    firsts[row] = aliases.join(users, row);
  }
  yield;
  const byId = chained(ids);
  yield;
  const { hashes, rows: otherIdRows } = others.done();
  const byOtherId = chained(hashes);
  yield;
  const made = aliases.done();
  yield;
  return {
    ...{ byId, byOtherId, otherIdRows, aliases: made },
    people: yield* findPeople(firsts, aliases.rootOf),
  };
}

function newEntries() {
  let [hashes, rows, count] = [integers(8), integers(8), 0];
  return {
    add: (hash: number, row: number): void => {
      hashes = roomFor(hashes, count + 1, integers);
      rows = roomFor(rows, count + 1, integers);
      hashes[count] = hash;
      rows[count] = row;
      count += 1;
    },
    done: () => ({
      hashes: trimmed(hashes, count, integers),
      rows: trimmed(rows, count, integers),
    }),
  };
}

/** Union-find over aliases: the root of several is the one that came first. */
function newAliases(reader: RowReader) {
  let [keys, locals, rows, which] = [integers(8), integers(8), integers(8), bytes(8)];
  let parents = integers(8);
  let found = chained(keys, 0);
  let count = 0;

  const isAt = (entry: number, key: string): boolean => {
    const place = which[entry] ?? 0;
    const user = reader.texts(rows[entry] ?? 0).users[place & ~PLAIN] ?? '';
    return (place & PLAIN) === 0 ? keyOf(user) === key : user === key;
  };
  const grow = (): void => {
    keys = roomFor(keys, count + 1, integers);
    locals = roomFor(locals, count + 1, integers);
    rows = roomFor(rows, count + 1, integers);
    which = roomFor(which, count + 1, bytes);
    parents = roomFor(parents, count + 1, integers);
    if (found.nexts.length < keys.length) found = chained(keys, count);
  };
  const numberOf = (user: string, row: number, nth: number): number | null => {
    const name = parseUser(user);
    if (name === null) return null;
    const key = aliasKey(name);
    const hash = hashOf(key);
    const known = findIn(found, hash, (entry) => isAt(entry, key));
    if (known >= 0) return known;
    grow();
    keys[count] = hash;
    locals[count] = hashOf(lookalike(name.local));
    rows[count] = row;
    which[count] = nth | (user === key ? PLAIN : 0);
    parents[count] = count;
    const slot = hash & (found.heads.length - 1);
    found.nexts[count] = found.heads[slot] ?? 0;
    found.heads[slot] = count + 1;
    count += 1;
    return count - 1;
  };
  const up = (alias: number): number => parents[alias] ?? alias;
  const rootOf = (alias: number): number => {
    let root = alias;
    while (up(root) !== root) root = up(root);
    // Every alias on the way now points at the root, so that long chains stay cheap.
    for (let at = alias; at !== root;) {
      const next = up(at);
      parents[at] = root;
      at = next;
    }
    return root;
  };
  return {
    rootOf,
    /** The first alias of the record, which all others of it are joined with. */
    join: (users: readonly string[], row: number): number => {
      const numbers = users.map((user, nth) => numberOf(user, row, nth)).filter(isNumber);
      const roots = numbers.map(rootOf);
      const root = Math.min(...roots);
      for (const each of roots) parents[each] = root;
      return numbers[0] ?? NAMELESS;
    },
    done: (): Aliases => ({
      byKey: chained(trimmed(keys, count, integers)),
      byLocal: chained(trimmed(locals, count, integers)),
      rows: trimmed(rows, count, integers),
      which: trimmed(which, count, bytes),
    }),
  };
}

/** @param firsts the first alias of each row */
function* findPeople(firsts: Uint32Array, rootOf: (alias: number) => number): Work<People> {
  const ofRow = integers(firsts.length);
  const sizes = new Uint32Array(firsts.length);
  const numbers = new Map<number, number>();
  let alias = integers(8);
  let count = 0;
  for (const [row, first] of firsts.entries()) {
    yield;
    const root = first === NAMELESS ? NAMELESS : rootOf(first);
    let person = root === NAMELESS ? undefined : numbers.get(root);
    if (person === undefined) {
      person = count;
      alias = roomFor(alias, count + 1, integers);
      alias[count] = root;
      if (root !== NAMELESS) numbers.set(root, count);
      count += 1;
    }
    ofRow[row] = person;
    sizes[person] = (sizes[person] ?? 0) + 1;
  }
  const starts = integers(count + 1);
  for (let person = 0; person < count; person += 1)
    starts[person + 1] = (starts[person] ?? 0) + (sizes[person] ?? 0);
  const rows = integers(firsts.length);
  const filled = starts.slice(0, count);
  for (const [row, person] of ofRow.entries()) {
    yield;
    const at = filled[person] ?? 0;
    rows[at] = row;
    filled[person] = at + 1;
  }
  return { ofRow, alias: trimmed(alias, count, integers), starts, rows };
}

function keyOf(user: string): string | null {
  const name = parseUser(user);
  return name === null ? null : aliasKey(name);
}

function isNumber(value: number | null): value is number {
  return value !== null;
}
