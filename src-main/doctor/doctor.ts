/** The front of the room: the checks, one by one, each bounded in time. Nothing secret is in what they say. */
import { checkIds, checkTitles, type CheckId, type CheckResult } from '../../src-shared/doctor.ts';
import { attempt } from './attempt.ts';
import type { Check, DoctorContext, Finding } from './check.ts';
import { certificateCheck } from './checks/certificate.ts';
import { diskCheck } from './checks/disk.ts';
import { easOptionsCheck } from './checks/eas-options.ts';
import { exchangeCheck } from './checks/exchange.ts';
import { controllersCheck, ticketCheck } from './checks/kerberos.ts';
import { listenerCheck } from './checks/listener.ts';
import { settingsCheck } from './checks/settings.ts';
import { challengesCheck, methodsCheck } from './checks/sign-in.ts';
import { uemCheck } from './checks/uem.ts';
import { readSavedValues } from './saved.ts';
import { BOUND_MS } from './test-host.ts';

const checks: Readonly<Record<CheckId, Check>> = {
  settings: settingsCheck,
  listener: listenerCheck,
  certificate: certificateCheck,
  disk: diskCheck,
  'exchange.eas': exchangeCheck('eas'),
  'exchange.ews': exchangeCheck('ews'),
  'challenges.eas': challengesCheck('eas'),
  'challenges.ews': challengesCheck('ews'),
  methods: methodsCheck,
  'eas.options': easOptionsCheck,
  uem: uemCheck,
  'kerberos.controllers': controllersCheck,
  'kerberos.ticket': ticketCheck,
};

export const checkList = checkIds.map((id) => ({ id, title: checkTitles[id] }));

/** Never rejects but for a bug of the reader of settings: what goes wrong in a check is what it finds. */
export async function runCheck(id: CheckId, context: DoctorContext): Promise<CheckResult> {
  const check = checks[id];
  const began = performance.now();
  const { state, text, details, remedy } = await attempt<Finding>(
    async () => {
      const saved = await readSavedValues(context.paths);
      return check.run({ ...context, saved, stepMs: context.boundMs ?? BOUND_MS });
    },
    { ms: check.boundMs, failed: (why) => ({ state: 'fails', text: why }) },
  );
  const ms = Math.round((performance.now() - began) * 10) / 10;
  const all = [...(details ?? [])].slice(0, 100);
  return { id, title: checkTitles[id], state, text, details: all, remedy: remedy ?? null, ms };
}
