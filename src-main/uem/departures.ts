/** A delta is never held. One that un-enrols too many at once to be anything but an accident is left to the bulk, which is (ADR 28). */
import { setImmediate as breathe } from 'node:timers/promises';
import type { DeviceInput } from '../../src-shared/devices.ts';
import type { Directory } from '../compliance/directory.ts';
import { AT_LEAST, isTooMany } from '../compliance/harm.ts';
import { isWiped } from '../compliance/known.ts';
import { recordFor, type Known } from './mapping.ts';

/** In one go before other work has its turn. */
const IN_ONE_GO = 5000;

export function isWipe({ enrollment }: DeviceInput): boolean {
  return isWiped(enrollment);
}

/** Too many that were enrolled left, without a wipe. */
export async function isMassDeparture(
  news: readonly DeviceInput[],
  known: Known & Pick<Directory, 'devices'>,
): Promise<boolean> {
  const left = news.filter((record) => hasLeft(record, known)).length;
  // As a rule: every device is looked at for the others only.
  if (left <= AT_LEAST) return false;
  return isTooMany(left, { counted: await enrolledAmong(known), blocked: left, wiped: 0 });
}

function hasLeft(record: DeviceInput, known: Known): boolean {
  if (record.enrollment === 'enrolled' || isWipe(record)) return false;
  return recordFor(record.deviceId, known)?.enrollment === 'enrolled';
}

async function enrolledAmong({ devices }: Pick<Directory, 'devices'>): Promise<number> {
  let enrolled = 0;
  let seen = 0;
  for (const { enrollment } of devices()) {
    if (enrollment === 'enrolled') enrolled += 1;
    seen += 1;
    if (seen % IN_ONE_GO === 0) await breathe();
  }
  return enrolled;
}
