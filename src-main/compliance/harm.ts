/** What a list of devices would newly take from whom, and whether that looks like an accident (ADR 28). */
import { rowFinder } from './devices.ts';
import type { Devices } from './devices.ts';
import { isWiped } from './known.ts';
import type { KnownDevice } from './known.ts';
import { replacing } from './replacing.ts';
import { enrollmentAt, knownAt, readKeys, readRows } from './rows.ts';
import type { Rows } from './rows.ts';
import type { Work } from './work.ts';

export interface Harm {
  /** Devices that were seen within 24 hours and are enrolled; where nobody can say who was seen, all that are enrolled. */
  readonly counted: number;
  /** Of these, how many pass and would not any more. */
  readonly blocked: number;
  /** Wipes that are new, whoever was seen, and whether the device passed until now. */
  readonly wiped: number;
}

export const AT_LEAST = 20;
const PART = 0.05;

/** Too many at once to be anything but an accident, until somebody says that it is none. */
export function isTooMany(devices: number, { counted }: Harm): boolean {
  return devices > Math.max(AT_LEAST, counted * PART);
}

/** An empty list of several devices is an export that failed, however few they are. */
export function isAccident(harm: Harm, devicesInList: number): boolean {
  return isTooMany(harm.blocked, harm) || (devicesInList === 0 && harm.blocked > 1);
}

/** What is known, with nothing of the newer list but its wipes. */
export function* withWipesOf(known: Devices, newer: Rows): Work<Devices> {
  const reader = readRows(newer);
  const wiped = new Map<number, KnownDevice>();
  for (const [before, row] of yield* wipesIn(known, newer))
    wiped.set(before, knownAt(newer, reader, row));
  return yield* replacing(known, wiped, []);
}

/** Of devices that are known and were not wiped before. */
export function* countingWipes(known: Devices, newer: Rows): Work<number> {
  let count = 0;
  for (const before of (yield* wipesIn(known, newer)).keys())
    if (!isWiped(enrollmentAt(known.rows.flags[before] ?? 0))) count += 1;
  return count;
}

/** Rows of what is known, and where the newer list says of them that they are wiped. */
function* wipesIn(known: Devices, newer: Rows): Work<ReadonlyMap<number, number>> {
  const find = rowFinder(known);
  const keyAt = readKeys(newer);
  const wiped = new Map<number, number>();
  for (const [row, flag] of newer.flags.entries()) {
    yield;
    if (!isWiped(enrollmentAt(flag))) continue;
    const before = find(keyAt(row));
    if (before >= 0) wiped.set(before, row);
  }
  return wiped;
}
