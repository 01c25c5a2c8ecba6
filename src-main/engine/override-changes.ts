/** What an administrator's wish makes of the list of overrides. */
import type { Override } from '../../src-shared/devices.ts';
import { withoutOverride } from '../compliance/overrides-file.ts';

/** Without a user, every override of the device is taken back. */
export function without(
  present: readonly Override[],
  { device, user }: Pick<Override, 'device' | 'user'>,
): readonly Override[] {
  return user !== null
    ? withoutOverride(present, device, user)
    : present.reduce((rest, each) => withoutOverride(rest, device, each.user), present);
}
