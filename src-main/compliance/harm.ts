/** What a list of devices would newly take from whom, and whether that looks like an accident (ADR 28). */
import type { KnownDevice } from './known.ts';
import { normaliseDeviceId } from './normalise.ts';
import type { Work } from './work.ts';

export interface Harm {
  /** Devices that were enrolled. */
  readonly counted: number;
  /** Of these, how many no longer would be, or were blocked by the list itself. */
  readonly blocked: number;
  /** Of these, how many because of a wipe. */
  readonly wiped: number;
}

const AT_LEAST = 20;
const PART = 0.05;

/** @param after the same devices and new ones, as `mergeFeed` gives them */
export function* measuring(
  before: readonly KnownDevice[],
  after: readonly KnownDevice[],
): Work<Harm> {
  const passing = new Set<string>();
  for (const device of before) {
    yield;
    if (passes(device)) passing.add(keyOf(device));
  }
  let [blocked, wiped] = [0, 0];
  for (const device of after) {
    yield;
    if (passes(device) || !passing.has(keyOf(device))) continue;
    blocked += 1;
    if (isWiped(device)) wiped += 1;
  }
  return { counted: passing.size, blocked, wiped };
}

/** Too many at once to be anything but an accident, until somebody says that it is none. */
export function isTooMany(devices: number, { counted }: Harm): boolean {
  return devices > Math.max(AT_LEAST, counted * PART);
}

/** An empty list of several devices is an export that failed, however few they are. */
export function isAccident(harm: Harm, devicesInList: number): boolean {
  return isTooMany(harm.blocked, harm) || (devicesInList === 0 && harm.blocked > 1);
}

/** What is known, with nothing of the newer list but its wipes. */
export function* withWipesOf(
  known: readonly KnownDevice[],
  newer: readonly KnownDevice[],
): Work<readonly KnownDevice[]> {
  const wiped = new Map<string, KnownDevice>();
  for (const device of newer) {
    yield;
    if (isWiped(device)) wiped.set(keyOf(device), device);
  }
  const merged: KnownDevice[] = [];
  for (const device of known) {
    yield;
    merged.push(wiped.get(keyOf(device)) ?? device);
  }
  return merged;
}

function passes({ enrollment, override }: KnownDevice): boolean {
  return enrollment === 'enrolled' && override !== 'block';
}

function isWiped({ enrollment }: KnownDevice): boolean {
  return enrollment === 'wiped' || enrollment === 'wipePending';
}

function keyOf({ deviceId }: KnownDevice): string {
  return normaliseDeviceId(deviceId) ?? deviceId;
}
