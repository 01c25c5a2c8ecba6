import type { DeviceInput } from '../../src-shared/devices.ts';

/** The names of the owner, as the feed gives them. */
export function aliasesOf(device: Pick<DeviceInput, 'user' | 'users'>): readonly string[] {
  return device.users ?? (device.user === undefined ? [] : [device.user]);
}
