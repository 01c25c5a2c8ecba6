/**
 * What changed since: by last contact, and by status, since neither the command to wipe a device nor its un-enrolment moves the
 * last contact (facts: uem 3.3).
 */
import type { DeviceInput } from '../../src-shared/devices.ts';
import { success, type Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import type { Api, Query, Timing } from './api.ts';
import { searching } from './bulk.ts';
import { judge, type News } from './disputes.ts';
import { recordFor, recordsKnown, recordsOf, standingAs, type Known } from './mapping.ts';
import { namesBeside } from './names.ts';
import { readStanding, type UemDevice, type UemStanding } from './records.ts';
import { filterInstant } from './times.ts';
import { walked, type Walk } from './walk.ts';

export interface Delta {
  readonly devices: readonly DeviceInput[];
  /** Wipes and enrolments of one telephone under several ids of UEM that only all devices can settle, each by a name. */
  readonly disputed: readonly string[];
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
  return success(deltaOf(reported.value, standings, known()));
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
): Delta {
  const namesOf = namesBeside(known);
  const left = new Map(
    standings.filter(({ enrollment }) => enrollment !== 'enrolled').map((each) => [each.id, each]),
  );
  const news = new Map<string, News>();
  const disputed: string[] = [];
  const put = (next: News): void => {
    const { deviceId } = next.record;
    const key = normaliseDeviceId(deviceId) ?? deviceId;
    const judged = judge(next, news.get(key), recordFor(deviceId, known));
    if (judged.counts) news.set(key, next);
    if (judged.disputed) disputed.push(`${key} ${next.id} ${next.enrolledOn ?? ''}`);
  };
  for (const device of reported) {
    const { id, enrolledOn } = device;
    const enrollment = left.get(id)?.enrollment ?? device.enrollment;
    left.delete(id);
    const current = { ...device, enrollment };
    for (const record of recordsOf(current, namesOf(device), known))
      put({ record, id, enrolledOn });
  }
  for (const { id, enrollment } of left.values()) {
    for (const record of recordsKnown(id, known)) {
      if (record.enrollment === enrollment) continue;
      put({ record: standingAs(record, enrollment), id, enrolledOn: null });
    }
  }
  return { devices: [...news.values()].map(({ record }) => record), disputed };
}
