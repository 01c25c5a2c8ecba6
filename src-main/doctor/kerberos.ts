/** The Kerberos client of the saved settings, for a trial: nothing of it is kept, and nothing secret comes out. */
import { failure, isError, problem, success, type Result } from '../../src-shared/errors.ts';
import type { TrialStep } from '../../src-shared/kerberos.ts';
import type { KcdSettings } from '../../src-shared/settings/in-force.ts';
import { createKerberos, type Kerberos } from '../kerberos/kerberos.ts';
import { secretOf } from '../kerberos/secret.ts';
import { readKcd } from '../settings/kcd.ts';
import type { DoctorContext } from './check.ts';
import { noteRefusal, refusedLately } from './refusals.ts';
import type { Saved } from './saved.ts';

/** Fails where the settings have no Kerberos, or not all that it needs. */
export async function savedKcd(
  { mem, kcdEnabled }: Saved,
  { paths, secret }: Pick<DoctorContext, 'paths' | 'secret'>,
): Promise<Result<KcdSettings>> {
  if (mem === null || !kcdEnabled) {
    const message = 'Kerberos constrained delegation is off in the saved settings.';
    return failure(problem('KERBEROS_OFF', message, { key: 'kcd.enabled' }));
  }
  const { kcd, problems } = await readKcd(mem, paths.memConfiguration, secret);
  if (kcd !== null && !problems.some(isError)) return success(kcd);
  // What is wrong with a single value is said by those who read the files.
  const wrong = problem('SCHEMA', 'The settings below kcd cannot be used.', {
    ...{ file: paths.memConfiguration, key: 'kcd' },
    remedy: 'Run: sallyport check',
  });
  const errors = problems.filter(isError);
  return failure(...(errors.length > 0 ? errors : [wrong]));
}

/** As Exchange is asked: for ActiveSync, and for EWS where that is another server. */
export function targetsOf({ targetSpn }: KcdSettings, { eas, ews }: Saved): string[] {
  if (targetSpn !== null) return [targetSpn];
  const hosts = [eas, ews].flatMap((each) => (each === null ? [] : [each.host]));
  return [...new Set(hosts)].map((host) => `HTTP/${host}`);
}

/** Every step anew, up to the first that fails. One trial at a time: what was refused must be known before the next. */
export function trialOf(
  kcd: KcdSettings,
  upn: string,
  spn: string,
  now: () => Date,
): Promise<readonly TrialStep[]> {
  const trial = lastTrial.then(async () => {
    const waiting = refusedLately(kcd, now().getTime());
    if (waiting !== null) return [waiting];
    const steps = await take(clientOf(kcd, now), upn, spn);
    if (steps.at(-1)?.failure?.code === 'PASSWORD_WRONG') noteRefusal(kcd, now().getTime());
    return steps;
  });
  lastTrial = trial.catch(() => undefined);
  return trial;
}

let lastTrial: Promise<unknown> = Promise.resolve();

async function take(client: Kerberos, upn: string, spn: string): Promise<readonly TrialStep[]> {
  try {
    return await client.trial(upn, spn);
  } finally {
    client.close();
  }
}

function clientOf(kcd: KcdSettings, now: () => Date): Kerberos {
  const { realm, otherRealms, account, controllers, ticketMinutes, secret } = kcd;
  return createKerberos(
    {
      ...{ realm, account, kdcs: controllers, otherRealms },
      longestTicketMinutes: ticketMinutes,
      resourceBased: false,
      secret: secretOf(secret, () => secret),
    },
    { now: () => now().getTime() },
  );
}
