/** What an administrator's wish makes of the list of overrides. */
import type { Override, Unset } from '../../src-shared/devices.ts';
import { withoutOverride } from '../compliance/overrides-file.ts';

/** Without a user, every override of the device is taken back; one that is undone leaves the others alone. */
export function without(
  present: readonly Override[],
  { device, user, instead }: Unset,
): readonly Override[] {
  if (instead !== undefined) {
    const others = withoutOverride(present, device, user);
    return instead === null ? others : [...others, instead];
  }
  return user !== null
    ? withoutOverride(present, device, user)
    : present.reduce((rest, each) => withoutOverride(rest, device, each.user), present);
}

/** What `made` takes the place of; one that has ended is nothing to put back. */
export function replacedBy(
  present: readonly Override[],
  { device, user }: Override,
  now: Date,
): Override | null {
  const others = withoutOverride(present, device, user);
  const found = present.find((each) => !others.includes(each));
  if (found === undefined) return null;
  const ended = found.until !== null && Date.parse(found.until) <= now.getTime();
  return ended ? null : found;
}
