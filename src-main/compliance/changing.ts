/** Single records that device management says have changed, laid over everything that is known. Pure. */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, success } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/errors.ts';
import { allIn, hashOf } from './chains.ts';
import { packing, rowFinder } from './devices.ts';
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

/** As `merging` has it, for the devices named only; two records with one id: refused whole. */
export function* changing(known: Devices, change: DirectoryChange): Work<Result<Devices>> {
  const { devices, at } = change;
  const named = yield* packing(devices.map(asNew));
  const duplicates = yield* findDuplicates(named);
  if (duplicates.length > 0) return failure(...duplicates);
  const find = rowFinder(known);
  const reader = readRows(known.rows);
  const others = new Map<number, KnownDevice>();
  const added: KnownDevice[] = [];
  for (const device of devices) {
    yield;
    const row = find(keyOf(device));
    const before = row < 0 ? null : standingAt(known.rows, row);
    const standing = standingOf(before, { ...device, wipedAt: null }, at);
    if (row < 0) added.push({ ...device, ...kept(standing) });
    else others.set(row, { ...device, ...kept(standing) });
  }
  for (const id of endedBy(change)) {
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
export function* amending(list: Rows, change: DirectoryChange): Work<Rows> {
  const named = new Set(change.devices.map(keyOf));
  const ended = endedBy(change);
  const keyAt = readKeys(list);
  const reader = readRows(list);
  const packer = newPacker(list);
  for (let row = 0; row < list.length; row += 1) {
    yield;
    const key = keyAt(row);
    if (named.has(key) || ended.has(key)) continue;
    if (!ended.has(reader.texts(row).ids.uem ?? '')) packer.copy(list, row);
  }
  for (const device of change.devices) packer.add(asNew(device));
  return packer.done();
}

/** Device ids and UEM ids of what is there no more, but for what is named with a whole record. */
function endedBy({ devices, removed }: DirectoryChange): ReadonlySet<string> {
  const ended = new Set(removed.map((id) => normaliseDeviceId(id) ?? id));
  // A device that mail knows by another id now is not a second one.
  for (const { ids } of devices) {
    const uem = ids?.uem === undefined ? null : normaliseDeviceId(ids.uem);
    if (uem !== null) ended.add(uem);
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

/** A record of a list; since when it is what it is, is found out when the list is taken. */
export function asNew(device: DeviceInput): KnownDevice {
  return { ...device, enrollmentSince: 0 };
}

function keyOf({ deviceId }: DeviceInput): string {
  return normaliseDeviceId(deviceId) ?? deviceId;
}
