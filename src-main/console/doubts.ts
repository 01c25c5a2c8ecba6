/** What was done, but is perhaps not what was meant: a mistyped device, a block that blocks nobody. */
import type { Explanation } from '../../src-shared/decision.ts';
import { clip } from '../../src-shared/clip.ts';
import type { Override } from '../../src-shared/devices.ts';
import { warning, type Problem } from '../../src-shared/errors.ts';
import { explainNow } from '../engine/questions.ts';
import { valueOf, type UseCase } from './options.ts';
import { savedView } from './view.ts';

/** To be asked after the change. Empty where nobody can say, as with broken settings. */
export async function doubtsAbout(
  use: UseCase,
  { device, user, action }: Pick<Override, 'device' | 'user' | 'action'>,
): Promise<Problem[]> {
  try {
    const explain = await asking(use);
    const ofDevice = await explain({ device });
    const ofBoth = user === null ? ofDevice : await explain({ device, user });
    return [
      // Every device of the directory has an owner: without one, the directory does not know it.
      ...(nobodyKnown(ofDevice) ? [unknownDevice(device)] : []),
      ...(user !== null && nobodyKnown(ofBoth) ? [unknownUser(user)] : []),
      ...(action === 'block' ? notEnforced(ofBoth) : []),
    ];
  } catch {
    return [];
  }
}

type Ask = (whom: { device: string; user?: string }) => Promise<Explanation>;

async function asking(use: UseCase): Promise<Ask> {
  const { running } = use;
  if (running !== null) return async (whom) => valueOf(await running.engine.explain(whom));
  const view = await savedView(use);
  return async (whom) => explainNow(view, whom, use.now());
}

function nobodyKnown({ trace }: Explanation): boolean {
  return trace.some(({ step, outcome }) => step === 'user' && outcome === 'unknown');
}

function unknownDevice(device: string): Problem {
  return warning('DEVICE_UNKNOWN', `there is no device ${clip(device, 64)} in the directory`);
}

function unknownUser(user: string): Problem {
  return warning('USER_UNKNOWN', `there is no user ${clip(user, 64)} in the directory`);
}

function notEnforced({ verdict, reason }: Explanation): Problem[] {
  if (verdict === 'would-block') {
    return [warning('NOT_ENFORCED', 'compliance.mode is test: no device is blocked')];
  }
  if (reason === 'COMPLIANCE_OFF') {
    return [warning('NOT_ENFORCED', 'compliance.mode is off: nothing is checked')];
  }
  return [];
}

export function nothingToUnset(device: string, user: string | null): Problem {
  const whose = user === null ? '' : ` for the user ${clip(user, 64)}`;
  return warning(
    'OVERRIDE_UNKNOWN',
    `there is no allow or block of the device ${clip(device, 64)}${whose} to take back`,
  );
}
