/** What a push may say. */
import { z } from 'zod';
import { clip } from '../../src-shared/clip.ts';
import { deviceSchema } from '../../src-shared/devices.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { deviceOf } from '../compliance/device-record.ts';
import { packingList } from '../compliance/devices.ts';
import { findDuplicates } from '../compliance/duplicates.ts';
import { normaliseDeviceId } from '../compliance/normalise.ts';
import { finish } from '../compliance/work.ts';
import { refused } from './refusal.ts';
import type { Refused } from './refusal.ts';

export interface RecordsMessage {
  readonly kind: 'records';
  readonly devices: readonly DeviceInput[];
  readonly removed: readonly string[];
}

export type PushMessage = RecordsMessage | { readonly kind: 'notice' };

const MOST_RECORDS = 1000;
const SHOWN = 5;
const MOST_SHOWN = 200;

/** Strict, unlike the file: who programs a push wants to hear of a field that has no effect. Overrides are nobody's to push. */
const recordSchema = deviceSchema.strict().refine(({ override }) => (override ?? null) === null, {
  message: 'cannot be pushed',
  path: ['override'],
});

const ownForm = z.strictObject({
  devices: z.array(z.unknown()).max(MOST_RECORDS).default([]),
  removed: z.array(z.string().trim().min(1).max(256)).max(MOST_RECORDS).default([]),
});

/**
 * The vendor's event notification (facts: uem 6). Nothing is read of it but that it is one: it is not signed, its states are
 * empty or late, and device management is asked for all that changed.
 */
const notice = z.object({
  EventType: z.string().max(256),
  // With records beside it, it is neither: to take it for a notice would drop them silently.
  devices: z.undefined().optional(),
  removed: z.undefined().optional(),
});

export function readMessage(
  body: Buffer,
): { readonly ok: true; readonly message: PushMessage } | Refused {
  const json = parse(body);
  if (json === undefined) return refused('body', ['The body is no JSON in UTF-8.']);
  if (notice.safeParse(json).success) return { ok: true, message: { kind: 'notice' } };
  return records(json);
}

function records(json: unknown): { readonly ok: true; readonly message: PushMessage } | Refused {
  const read = ownForm.safeParse(json);
  if (!read.success)
    return wrong(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const { removed } = read.data;
  if (read.data.devices.length + removed.length > MOST_RECORDS)
    return wrong([`more than ${MOST_RECORDS} devices`]);
  const devices: DeviceInput[] = [];
  const faults: string[] = [];
  for (const [index, value] of read.data.devices.entries()) {
    const device = deviceOf(value, { index }, recordSchema);
    if (device.ok) devices.push(device.value);
    else faults.push(...device.problems.map(({ message }) => message));
    if (faults.length >= SHOWN) break;
  }
  if (faults.length === 0) faults.push(...contradictions(devices, removed));
  if (faults.length > 0) return wrong(faults);
  return { ok: true, message: { kind: 'records', devices, removed } };
}

/** One device twice, or changed and deleted: to pick one would be a guess. */
function contradictions(
  devices: readonly DeviceInput[],
  removed: readonly string[],
): readonly string[] {
  const gone = new Set(removed.map(keyOf));
  const both = devices.filter(
    (each) => gone.has(keyOf(each.deviceId)) || gone.has(keyOf(each.ids?.uem ?? '')),
  );
  return [
    ...finish(findDuplicates(finish(packingList(devices)))).map(({ message }) => message),
    ...both.map(
      ({ deviceId }) => `"${clip(deviceId, 64)}" is among the devices and among the removed`,
    ),
  ];
}

/** All names by which a message touches devices. */
export function namesIn({ devices, removed }: RecordsMessage): readonly string[] {
  const changed = devices.flatMap(({ deviceId, ids }) =>
    ids?.uem === undefined ? [deviceId] : [deviceId, ids.uem],
  );
  return [...changed, ...removed].map(keyOf);
}

function keyOf(id: string): string {
  return normaliseDeviceId(id) ?? id;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function wrong(details: readonly string[]): Refused {
  return refused(
    'body',
    details.slice(0, SHOWN).map((each) => clip(each, MOST_SHOWN)),
  );
}
