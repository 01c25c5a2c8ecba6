/** An administrator's own allows and blocks: in force at once, kept in `state/overrides.json`. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { overrideSchema, type Override } from '../../src-shared/devices.ts';
import { problem, SallyportError, success, type Result } from '../../src-shared/errors.ts';
import { normaliseDeviceId, parseUser } from '../compliance/normalise.ts';
import { readOverrides, withOverride, writeOverrides } from '../compliance/overrides-file.ts';
import { replacedBy, without } from '../engine/override-changes.ts';
import { doubtsAbout, nothingToUnset } from './doubts.ts';
import { valueOf, type UseCase } from './options.ts';

export async function override(
  use: UseCase,
  { device, action, user, until, note }: Params<'override'>,
): Promise<Answer<'override'>> {
  const now = use.now();
  requireReadable(device, user);
  if (until !== null && Date.parse(until) <= now.getTime()) {
    throw wrong(`"until" lies in the past: ${until}`);
  }
  const made = storable({ device, user, action, at: now.toISOString(), until, note, by: use.by });
  const { running } = use;
  const done =
    running === null
      ? await overrideInFile(use, made)
      : valueOf(await running.engine.override(made));
  return { override: made, ...done, warnings: await doubtsAbout(use, made) };
}

async function overrideInFile(use: UseCase, made: Override) {
  let replaced: Override | null = null;
  await changeFile(use, (present) => {
    replaced = replacedBy(present, made, use.now());
    return success(withOverride(present, made));
  });
  return { cut: 0, replaced };
}

/** Without a user, every override of the device is taken back, unless one is undone. */
export async function unset(use: UseCase, whose: Params<'unset'>): Promise<Answer<'unset'>> {
  const { device, user, instead } = whose;
  requireReadable(device, user);
  requireSame(whose, use.now());
  const done =
    use.running === null
      ? { removed: await changeFile(use, (present) => without(present, whose)), cut: 0 }
      : valueOf(await use.running.engine.unset(whose));
  return {
    ...done,
    warnings: done.removed === 0 && instead === undefined ? [nothingToUnset(device, user)] : [],
  };
}

/** Without a gateway. Returns how many overrides there are fewer. */
async function changeFile(
  { paths, files, now }: UseCase,
  make: (present: readonly Override[]) => Result<readonly Override[]>,
): Promise<number> {
  return files.run(async () => {
    const present = valueOf(await readOverrides(paths.overrides));
    const next = valueOf(make(present));
    if (next !== present) valueOf(await writeOverrides(paths.overrides, next, now()));
    return present.length - next.length;
  });
}

/**
 * As the file will have it. What its reader would refuse must never be written: the whole file would count
 * as damaged. Without a gateway no channel has looked at the parameters before.
 */
function storable(override: Override): Override {
  const checked = overrideSchema.safeParse(override);
  if (checked.success) return checked.data;
  throw new SallyportError(
    checked.error.issues.map((issue) =>
      problem('USAGE', `${issue.path.join('.')}: ${issue.message}`),
    ),
  );
}

/** An override for nobody would be kept and do nothing. */
function requireReadable(device: string, user: string | null): void {
  if (normaliseDeviceId(device) === null) throw wrong('this cannot be a device id');
  if (user !== null && parseUser(user) === null) throw wrong('this cannot be a user name');
}

/** What comes back is of the same device and user, and not from the future, where it would pardon every wipe to come. */
function requireSame({ device, user, instead, made }: Params<'unset'>, now: Date): void {
  if (made !== undefined && instead === undefined) throw wrong('"made" is for "instead" only');
  if (instead === undefined || instead === null) return;
  const same = normaliseDeviceId(instead.device) === normaliseDeviceId(device);
  if (!same || instead.user?.toLowerCase() !== user?.toLowerCase())
    throw wrong('"instead" is of another device or user');
  if (Date.parse(instead.at) > now.getTime()) throw wrong('"instead" lies in the future');
}

function wrong(message: string): SallyportError {
  return new SallyportError([problem('USAGE', message)]);
}
