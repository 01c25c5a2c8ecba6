/** Single records that device management says have changed, laid over everything that is known. Pure. */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { allIn, hashOf } from './chains.ts';
import { rowFinder } from './devices.ts';
import type { Devices } from './devices.ts';
import { findDuplicates } from './duplicates.ts';
import { goneFrom, standingAt, standingOf } from './known.ts';
import type { KnownDevice, Standing } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import { newPacker } from './packing.ts';
import { replacing } from './replacing.ts';
import { knownAt, readKeys, readRows } from './rows.ts';
import type { RowReader, Rows } from './rows.ts';
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

/** The same in rows: to hand ten thousand objects to a thread would hold mail up. */
export interface PackedChange extends Pick<DirectoryChange, 'removed' | 'at'> {
  readonly devices: Rows;
}

/** As `merging` has it, for the devices named only; two records with one id: refused whole. */
export function* changing(known: Devices, change: PackedChange): Work<Result<Devices>> {
  const { devices, at } = change;
  const duplicates = yield* findDuplicates(devices);
  if (duplicates.length > 0) return failure(...duplicates);
  const find = rowFinder(known);
  const [reader, newReader, keyAt] = [readRows(known.rows), readRows(devices), readKeys(devices)];
  const others = new Map<number, KnownDevice>();
  const added: KnownDevice[] = [];
  for (let nth = 0; nth < devices.length; nth += 1) {
    yield;
    const row = find(keyAt(nth));
    const before = row < 0 ? null : standingAt(known.rows, row);
    const standing = standingOf(before, standingAt(devices, nth), at);
    const device = { ...knownAt(devices, newReader, nth), ...kept(standing) };
    if (row < 0) added.push(device);
    else others.set(row, device);
  }
  for (const id of yield* endedBy(change)) {
    yield;
    for (const row of rowsOf(id, known, find, reader)) {
      const standing = goneFrom(standingAt(known.rows, row), at);
      // Named with a whole record, it is what that says.
      if (!others.has(row))
        others.set(row, { ...knownAt(known.rows, reader, row), ...kept(standing) });
    }
  }
  return success(yield* replacing(known, others, added));
}

/** The same over a complete list that is older than the change, or waits. */
export function* amending(list: Rows, change: PackedChange): Work<Rows> {
  const { devices } = change;
  const ended = yield* endedBy(change);
  const [keyAt, newKeyAt, reader] = [readKeys(list), readKeys(devices), readRows(list)];
  const named = new Set<string>();
  for (let row = 0; row < devices.length; row += 1) named.add(newKeyAt(row));
  const packer = newPacker(list);
  for (let row = 0; row < list.length; row += 1) {
    yield;
    const key = keyAt(row);
    if (named.has(key) || ended.has(key)) continue;
    if (!ended.has(reader.texts(row).ids.uem ?? '')) packer.copy(list, row);
  }
  packer.copyAll(devices, 0, devices.length);
  return packer.done();
}

/** Device ids and UEM ids of what is there no more, but for what is named with a whole record. */
function* endedBy({ devices, removed }: PackedChange): Work<ReadonlySet<string>> {
  const ended = new Set(removed.map((id) => normaliseDeviceId(id) ?? id));
  const reader = readRows(devices);
  // A device that mail knows by another id now is not a second one.
  for (let row = 0; row < devices.length; row += 1) {
    yield;
    const { uem } = reader.texts(row).ids;
    if (uem !== undefined) ended.add(uem);
  }
  return ended;
}

function rowsOf(
  id: string,
  { index }: Devices,
  find: (key: string) => number,
  reader: RowReader,
): readonly number[] {
  const own = find(id);
  const others = allIn(index.byOtherId, hashOf(id)).map((entry) => index.otherIdRows[entry] ?? 0);
  const byUem = others.filter((row) => reader.texts(row).ids.uem === id);
  return own < 0 ? byUem : [own, ...byUem];
}

function kept({ enrollment, enrollmentSince, wipedAt }: Standing) {
  return { enrollment, enrollmentSince, ...(wipedAt === null ? {} : { wipedAt }) };
}
