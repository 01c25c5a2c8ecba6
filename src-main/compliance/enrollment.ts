/** Step 2 of the order of decision: what un-enrols or wipes a device bars it, from the command on. */
import type { Reason } from '../../src-shared/decision.ts';
import type { Enrollment, Override } from '../../src-shared/devices.ts';
import type { DeviceRecord } from './directory.ts';
import { madeAfter, overridesFor } from './overrides-that-count.ts';
import type { Who } from './overrides-that-count.ts';
import type { Request } from './request.ts';

/** Null for a device that is enrolled. A wipe counts from the moment it is commanded. */
export function lossOf(enrollment: Enrollment): Reason | null {
  switch (enrollment) {
    case 'enrolled':
      return null;
    case 'wipePending':
    case 'wiped':
      return 'DEVICE_WIPED';
    case 'unenrolled':
      return 'DEVICE_UNENROLLED';
    case 'removed':
      return 'DEVICE_REMOVED';
  }
}

/** The administrator's allow made after the loss. The feed's own allow has no instant and never pardons. */
export function pardonOf(
  record: DeviceRecord,
  overrides: readonly Override[],
  now: Date,
): Override | undefined {
  return overrides.find((override) => madeAfter(override, record.enrollmentSince, now));
}

/** A wipe ends every allow made before it, for good: also when the device enrols again. */
export function outlivesWipe(override: Override, { wipedAt }: DeviceRecord, now: Date): boolean {
  return wipedAt === null || madeAfter(override, wipedAt, now);
}

/** A device of the user that is barred, so that a device nobody knows may be the same one renamed. */
export interface Bar {
  readonly record: DeviceRecord;
  readonly reason: Reason;
  /** Since when, epoch milliseconds; Infinity where that is unknown. */
  readonly since: number;
}

/** The latest bar on any device of those whom `who` may be. Linear in their devices. */
export function latestBar(who: Who, request: Request): Bar | null {
  const bars = who.suspects
    .flatMap((person) => request.directory.devicesOf(person))
    .map((record) => barOf(record, who, request))
    .filter((bar) => bar !== null);
  return bars.reduce<Bar | null>(
    (latest, bar) => (latest === null || bar.since > latest.since ? bar : latest),
    null,
  );
}

function barOf(record: DeviceRecord, who: Who, request: Request): Bar | null {
  const overrides = overridesFor(record.id, who, request);
  const blocked = overrides.find((override) => override.action === 'block');
  if (record.feedOverride === 'block')
    return { record, reason: 'OVERRIDE_BLOCK', since: Number.POSITIVE_INFINITY };
  if (blocked !== undefined)
    return { record, reason: 'OVERRIDE_BLOCK', since: Date.parse(blocked.at) };
  const loss = lossOf(record.enrollment);
  if (loss === null || pardonOf(record, overrides, request.now) !== undefined) return null;
  return { record, reason: loss, since: record.enrollmentSince };
}
