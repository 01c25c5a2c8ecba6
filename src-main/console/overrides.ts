/** An administrator's own allows and blocks: in force at once, kept in `state/overrides.json`. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { overrideSchema, type Override } from '../../src-shared/devices.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { normaliseDeviceId, parseUser } from '../compliance/normalise.ts';
import {
  readOverrides,
  withOverride,
  withoutOverride,
  writeOverrides,
} from '../compliance/overrides-file.ts';
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
  const { cut } = await change(use, (present) => withOverride(present, made));
  return { override: made, cut };
}

/** Without a user, every override of the device is taken back. */
export async function unset(
  use: UseCase,
  { device, user }: Params<'unset'>,
): Promise<Answer<'unset'>> {
  requireReadable(device, user);
  return change(use, (present) =>
    user !== null
      ? withoutOverride(present, device, user)
      : present.reduce((rest, each) => withoutOverride(rest, device, each.user), present),
  );
}

type Change = (present: readonly Override[]) => readonly Override[];

async function change(use: UseCase, make: Change): Promise<{ removed: number; cut: number }> {
  const { running, paths } = use;
  if (running === null) {
    return use.files.run(async () => {
      const present = valueOf(await readOverrides(paths.overrides));
      const next = make(present);
      if (next !== present) valueOf(await writeOverrides(paths.overrides, next, use.now()));
      return { removed: present.length - next.length, cut: 0 };
    });
  }
  // No await between reading and handing over: two administrators must not overwrite each other.
  const present = running.directory.overrides();
  const before = running.cuts();
  const next = make(present);
  const written = running.directory.setOverrides(next);
  const cut = running.cuts() - before;
  valueOf(await written);
  return { removed: present.length - next.length, cut };
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
