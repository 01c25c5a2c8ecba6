/** The doctor: each check over the saved settings, and the steps of a ticket. */
import type { Answer, Params } from '../../src-shared/contract/calls.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { DoctorContext } from '../doctor/check.ts';
import { checkList, runCheck } from '../doctor/doctor.ts';
import { savedKcd, targetsOf, trialOf } from '../doctor/kerberos.ts';
import { readSavedValues } from '../doctor/saved.ts';
import { boundPort } from './bound-port.ts';
import { valueOf, type UseCase } from './options.ts';
import { secretReader } from './secrets.ts';

export async function checksOf(): Promise<Answer<'checks'>> {
  return [...checkList];
}

export function runCheckOf(
  use: UseCase,
  { id, user }: Params<'runCheck'>,
): Promise<Answer<'runCheck'>> {
  return runCheck(id, { ...contextOf(use), user: user ?? null });
}

export async function kerberosTest(
  use: UseCase,
  { user, spn }: Params<'kerberosTest'>,
): Promise<Answer<'kerberosTest'>> {
  const context = contextOf(use);
  const saved = await readSavedValues(context.paths);
  const kcd = valueOf(await savedKcd(saved, context));
  const target = spn ?? targetsOf(kcd, saved)[0];
  if (target === undefined) {
    const message = 'The settings name no Exchange server for which a ticket could be asked.';
    throw new SallyportError([
      problem('HOST_AND_PORT', message, { key: 'emailServer.hostAndPort' }),
    ]);
  }
  return { spn: target, steps: [...(await trialOf(kcd, user, target, context.now))] };
}

function contextOf(use: UseCase): DoctorContext {
  const { paths, now, running } = use;
  const inForce = running?.service.inForce() ?? null;
  return {
    ...{ paths, now, user: null, secret: secretReader(use) },
    running:
      running === null || inForce === null
        ? null
        : {
            url: running.service.listening()?.url ?? null,
            port: boundPort(running),
            files: inForce.files,
          },
  };
}
