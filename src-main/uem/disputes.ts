/** One telephone under two ids of UEM: which of them a delta may believe. A wipe is never lost by it. */
import type { DeviceInput } from '../../src-shared/devices.ts';
import type { DeviceRecord } from '../compliance/directory.ts';
import { isWiped } from '../compliance/known.ts';

export interface News {
  readonly record: DeviceInput;
  /** UEM's number of the device. */
  readonly id: number;
  readonly enrolledOn: number | null;
}

export interface Judged {
  readonly counts: boolean;
  /** Who enrolled last is not known here: the bulk knows. */
  readonly disputed: boolean;
}

/** @param other of the same delta @param holder what is known */
export function judge(next: News, other: News | undefined, holder: DeviceRecord | null): Judged {
  if (holder?.ids.uem !== undefined && holder.ids.uem !== String(next.id)) {
    const isEnrolled = next.record.enrollment === 'enrolled';
    if (isEnrolled && isWiped(holder.enrollment)) return { counts: false, disputed: true };
    // An old enrolment that ends does not end a newer one.
    if (!isEnrolled && holder.enrollment === 'enrolled' && other === undefined)
      return { counts: false, disputed: isWiped(next.record.enrollment) };
  }
  return other === undefined ? { counts: true, disputed: false } : between(next, other);
}

/** As in a bulk: the later enrolment. Where that is not known a wipe, and the bulk is asked. */
function between(next: News, other: News): Judged {
  if (next.enrolledOn !== null && other.enrolledOn !== null && next.enrolledOn !== other.enrolledOn)
    return { counts: next.enrolledOn > other.enrolledOn, disputed: false };
  const wipes = isWiped(next.record.enrollment);
  if (wipes !== isWiped(other.record.enrollment)) return { counts: wipes, disputed: true };
  const isEnrolled = next.record.enrollment === 'enrolled';
  return { counts: isEnrolled || other.record.enrollment !== 'enrolled', disputed: false };
}
