/**
 * What changed since: by last contact, and by status, since neither the command to wipe a device nor its un-enrolment moves the
 * last contact (facts: uem 3.3).
 */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { success, type Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import type { Api, Query, Timing } from './api.ts';
import { searching } from './bulk.ts';
import { recordFor, recordsKnown, recordsOf, standingAs, type Known } from './mapping.ts';
import { namesBeside } from './names.ts';
import { readStanding, type UemDevice, type UemStanding } from './records.ts';
import { filterInstant } from './times.ts';
import { walked, type Walk } from './walk.ts';

export interface Delta {
  readonly devices: readonly DeviceInput[];
}

export interface DeltaQuestion {
  readonly group: string | null;
  /** In UEM's time, epoch milliseconds. */
  readonly since: number;
}

export async function readDelta(
  api: Api,
  { group, since }: DeltaQuestion,
  known: () => Known,
  timing: Timing,
  signal: AbortSignal,
): Promise<Result<Delta>> {
  const seen = { ...(group === null ? {} : { lgid: group }), seensince: filterInstant(since) };
  const reported = await walked(api, searching(seen, 'news'), timing, signal);
  if (!reported.ok) return reported;
  const standings: UemStanding[] = [];
  for (const query of statuses(since)) {
    const all = { ...query, ...(group === null ? {} : { organizationgroupid: group }) };
    const found = await walked(api, standing(all), timing, signal);
    if (!found.ok) return found;
    standings.push(...found.value);
  }
  return success({ devices: deltaOf(reported.value, standings, known()) });
}

function statuses(since: number): readonly Query[] {
  return [
    { enrollmentstatus: 'EnterpriseWipePending' },
    { enrollmentstatus: 'DeviceWipePending' },
    { enrollmentstatus: 'Unenrolled', statuschangestarttime: filterInstant(since) },
  ];
}

function standing(query: Query): Walk<UemStanding> {
  return {
    path: '/API/mdm/devices/extensivesearch',
    query,
    read: readStanding,
    idOf: ({ id }) => id,
    kind: 'news',
  };
}

/** @param standings read after `reported`, so newer */
export function deltaOf(
  reported: readonly UemDevice[],
  standings: readonly UemStanding[],
  known: Known,
): readonly DeviceInput[] {
  const namesOf = namesBeside(known);
  const left = new Map(
    standings.filter(({ enrollment }) => enrollment !== 'enrolled').map((each) => [each.id, each]),
  );
  const news = new Map<string, DeviceInput>();
  const put = (record: DeviceInput, id: number): void => {
    const key = normaliseDeviceId(record.deviceId) ?? record.deviceId;
    if (!isOvertaken(record, id, known, news.get(key))) news.set(key, record);
  };
  for (const device of reported) {
    const enrollment = left.get(device.id)?.enrollment ?? device.enrollment;
    left.delete(device.id);
    const current = { ...device, enrollment };
    for (const record of recordsOf(current, namesOf(device), known)) put(record, device.id);
  }
  for (const { id, enrollment } of left.values()) {
    for (const record of recordsKnown(id, known)) {
      if (record.enrollment !== enrollment) put(standingAs(record, enrollment), id);
    }
  }
  return [...news.values()];
}

/** An old enrolment that ends does not end a newer one of the same telephone. */
function isOvertaken(
  record: DeviceInput,
  id: number,
  known: Known,
  sameNews: DeviceInput | undefined,
): boolean {
  if (record.enrollment === 'enrolled') return false;
  if (sameNews !== undefined) return sameNews.enrollment === 'enrolled';
  const holder = recordFor(record.deviceId, known);
  if (holder?.ids.uem === undefined || holder.ids.uem === String(id)) return false;
  return holder.enrollment === 'enrolled';
}
