/** The same devices, but for some that are others now, and some that are new. */
import { indexing } from './indexing.ts';
import type { Devices } from './devices.ts';
import type { KnownDevice } from './known.ts';
import { newPacker } from './packing.ts';
import { readRows } from './rows.ts';
import type { RowReader, Rows } from './rows.ts';
import type { Work } from './work.ts';

/** @param others by row */
export function* replacing(
  { rows, index }: Devices,
  others: ReadonlyMap<number, KnownDevice>,
  added: readonly KnownDevice[],
): Work<Devices> {
  const packer = newPacker(rows);
  let from = 0;
  for (const row of Uint32Array.from(others.keys()).sort()) {
    yield;
    const device = others.get(row);
    if (device === undefined) continue;
    packer.copyAll(rows, from, row);
    packer.add(device);
    from = row + 1;
  }
  packer.copyAll(rows, from, rows.length);
  for (const device of added) {
    yield;
    packer.add(device);
  }
  const made = packer.done();
  const renamed = added.length > 0 || (yield* areRenamed(rows, made, others.keys()));
  // Who is whose is a matter of names and ids alone, and takes seconds to find out for a million devices.
  return { rows: made, index: renamed ? yield* indexing(made) : index };
}

function* areRenamed(before: Rows, after: Rows, rows: Iterable<number>): Work<boolean> {
  const [old, newer] = [readRows(before), readRows(after)];
  for (const row of rows) {
    yield;
    if (namesOf(old, row) !== namesOf(newer, row)) return true;
  }
  return false;
}

function namesOf(reader: RowReader, row: number): string {
  const { shownId, ids, users } = reader.texts(row);
  return JSON.stringify([shownId, ids, users]);
}
