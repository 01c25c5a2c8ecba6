/** What an administrator's wish makes of the list of overrides. */
import { clip } from '../../src-shared/clip.ts';
import type { Override, Unset } from '../../src-shared/devices.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { withoutOverride } from '../compliance/overrides-file.ts';

/**
 * Without a user, every override of the device is taken back; one that is undone leaves the others alone.
 * Fails with `OVERRIDE_CHANGED` where the one to be undone is not there any more.
 */
export function without(present: readonly Override[], whose: Unset): Result<readonly Override[]> {
  const { device, user, instead } = whose;
  if (instead !== undefined) return undone(present, { ...whose, instead });
  return success(
    user !== null
      ? withoutOverride(present, device, user)
      : present.reduce((rest, each) => withoutOverride(rest, device, each.user), present),
  );
}

function undone(
  present: readonly Override[],
  { device, user, instead, made }: Unset & { readonly instead: Override | null },
): Result<readonly Override[]> {
  const others = withoutOverride(present, device, user);
  const theirs = present.filter((each) => !others.includes(each));
  if (made !== undefined && !(theirs.length === 1 && isOf(made, theirs[0]))) {
    return failure(changed(device, user, theirs.at(-1)));
  }
  return success(instead === null ? others : [...others, instead]);
}

/** As instants: a file that went through other hands may write one in other words. */
function isOf(made: string, override: Override | undefined): boolean {
  return override !== undefined && Date.parse(override.at) === Date.parse(made);
}

function changed(device: string, user: string | null, now: Override | undefined) {
  const whose = user === null ? '' : ` of ${clip(user, 64)}`;
  const state =
    now === undefined
      ? 'it is in force no more'
      : `now ${clip(now.by, 64)} has decided: ${now.action}, at ${now.at}`;
  return problem(
    'OVERRIDE_CHANGED',
    `The decision about the device ${clip(device, 64)}${whose} cannot be undone: ${state}. Nothing was changed.`,
  );
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
