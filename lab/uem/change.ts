import type { Random } from '../random.ts';
import { instant } from './fleet.ts';
import type { LabDevice, UemAction } from './types.ts';

/** What the console's action makes of a device; null: it is gone from the bulk. */
export function changed(
  device: LabDevice,
  action: UemAction | 'wiped',
  now: Date,
): LabDevice | null {
  const lastSeen = instant(now);
  switch (action) {
    case 'wipe':
      return { ...device, enrollment: 'wipePending' };
    case 'wiped':
      return { ...device, enrollment: 'wiped', managed: false };
    case 'unenrol':
      return { ...device, enrollment: 'unenrolled', managed: false };
    case 'enrol':
      return {
        ...device,
        enrollment: 'enrolled',
        managed: true,
        compromised: false,
        encrypted: true,
        lastSeen,
      };
    case 'compromise':
      return { ...device, compromised: true, lastSeen };
    case 'restore':
      return { ...device, compromised: false, lastSeen };
    case 'delete':
      return null;
  }
}

/** `device: null` stands for one that was deleted and may come back. */
export type Candidate = { readonly deviceId: string; readonly device: LabDevice | null };

/**
 * The next thing to happen. At least two thirds of the fleet stay in order, so that a demo shows mail
 * flowing and not only refusals.
 */
export function nextStep(
  random: Random,
  fleet: readonly Candidate[],
): { readonly deviceId: string; readonly action: UemAction } | null {
  const ill = fleet.filter(({ device }) => cureOf(device) !== null);
  const well = fleet.filter(
    ({ device }) => cureOf(device) === null && device?.enrollment === 'enrolled',
  );
  const heal =
    ill.length > 0 && (well.length === 0 || ill.length * 3 >= fleet.length || random.next() < 0.4);
  if (heal) {
    const { deviceId, device } = random.pick(ill);
    return { deviceId, action: cureOf(device) ?? 'enrol' };
  }
  if (well.length === 0) return null;
  const action = random.pick(['compromise', 'compromise', 'wipe', 'unenrol', 'delete'] as const);
  return { deviceId: random.pick(well).deviceId, action };
}

function cureOf(device: LabDevice | null): UemAction | null {
  if (device === null) return 'enrol';
  switch (device.enrollment) {
    case 'enrolled':
      return device.compromised === true ? 'restore' : null;
    case 'wipePending':
      return null; // on its way to wiped
    case 'wiped':
    case 'unenrolled':
    case 'removed':
      return 'enrol';
  }
}
