/** All devices of UEM as one list for the directory. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import type { Api, Query, Timing } from './api.ts';
import { recordsOf, type Known } from './mapping.ts';
import { namesAmong } from './names.ts';
import { readDevice, type UemDevice } from './records.ts';
import { walked, type Walk } from './walk.ts';

export interface Bulk {
  readonly devices: readonly DeviceInput[];
  /** Devices of UEM, whether mail can know them or not. */
  readonly inUem: number;
  readonly withoutEasId: number;
  /** ActiveSync ids that several devices of UEM name. */
  readonly shared: number;
}

/** In one go before other work has its turn. */
const IN_ONE_GO = 500;

export function searching(query: Query, kind: Walk<UemDevice>['kind']): Walk<UemDevice> {
  return {
    path: '/API/mdm/devices/search',
    query: { ...query, orderby: 'deviceid', sortorder: 'ASC' },
    read: readDevice,
    idOf: ({ id }) => id,
    kind,
  };
}

export async function readBulk(
  api: Api,
  group: Query,
  known: Known,
  timing: Timing,
  signal: AbortSignal,
): Promise<Result<Bulk>> {
  const found = await walked(api, searching(group, 'whole'), timing, signal);
  return found.ok ? success(await bulkOf(found.value, known)) : found;
}

interface Claim {
  readonly device: UemDevice;
  readonly record: DeviceInput;
}

export async function bulkOf(devices: readonly UemDevice[], known: Known): Promise<Bulk> {
  const namesOf = namesAmong(devices);
  const claims = new Map<string, Claim>();
  const shared = new Set<string>();
  let withoutEasId = 0;
  for (const [at, device] of devices.entries()) {
    if (at % IN_ONE_GO === IN_ONE_GO - 1) await breathe();
    if (device.easIds.length === 0) withoutEasId += 1;
    for (const record of recordsOf(device, namesOf(device), known)) {
      const id = normaliseDeviceId(record.deviceId) ?? record.deviceId;
      const other = claims.get(id);
      // What was known of a device without ids gives way to one that names them.
      if (other !== undefined && device.easIds.length > 0 && other.device.easIds.length > 0) {
        shared.add(id);
      }
      if (other === undefined || counts({ device, record }, other)) {
        claims.set(id, { device, record });
      }
    }
  }
  const list = [...claims.values()].map(({ record }) => record);
  return { devices: list, inUem: devices.length, withoutEasId, shared: shared.size };
}

/** Of two enrolments of one telephone the later; where that is not known, one that is enrolled. */
function counts({ device }: Claim, { device: other }: Claim): boolean {
  if (device.easIds.length > 0 !== other.easIds.length > 0) return device.easIds.length > 0;
  if (device.enrolledOn !== null && other.enrolledOn !== null) {
    if (device.enrolledOn !== other.enrolledOn) return device.enrolledOn > other.enrolledOn;
  }
  return device.enrollment === 'enrolled' || other.enrollment !== 'enrolled';
}

/** Null: it may be taken. An empty list over a full directory goes on: it is held there (ADR 28). */
export function emptyProblem({ devices, inUem }: Bulk, knownDevices: number) {
  if (devices.length > 0) return null;
  if (inUem > 0) {
    const message = `UEM names ${inUem} devices, and an ActiveSync id for none of them. The list is not used.`;
    return failure(problem('UEM_EMPTY', message));
  }
  if (knownDevices > 0) return null;
  return failure(problem('UEM_EMPTY', 'UEM names no device at all. The list is not used.'));
}
