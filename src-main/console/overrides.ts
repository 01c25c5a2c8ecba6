/** An administrator's own allows and blocks: in force at once, kept in `state/overrides.json`. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { overrideSchema, type Override } from '../../src-shared/devices.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { normaliseDeviceId, parseUser } from '../compliance/normalise.ts';
import { readOverrides, withOverride, writeOverrides } from '../compliance/overrides-file.ts';
import { without } from '../engine/override-changes.ts';
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
  const cut =
    running === null
      ? await changeFile(use, (present) => withOverride(present, made)).then(() => 0)
      : valueOf(await running.engine.override(made)).cut;
  return { override: made, cut, warnings: await doubtsAbout(use, made) };
}

/** Without a user, every override of the device is taken back. */
export async function unset(
  use: UseCase,
  { device, user }: Params<'unset'>,
): Promise<Answer<'unset'>> {
  requireReadable(device, user);
  const done =
    use.running === null
      ? { removed: await changeFile(use, (present) => without(present, { device, user })), cut: 0 }
      : valueOf(await use.running.engine.unset({ device, user }));
  return { ...done, warnings: done.removed === 0 ? [nothingToUnset(device, user)] : [] };
}

/** Without a gateway. Returns how many overrides there are fewer. */
async function changeFile(
  { paths, files, now }: UseCase,
  make: (present: readonly Override[]) => readonly Override[],
): Promise<number> {
  return files.run(async () => {
    const present = valueOf(await readOverrides(paths.overrides));
    const next = make(present);
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

function wrong(message: string): SallyportError {
  return new SallyportError([problem('USAGE', message)]);
}
