/** Which methods of signing in Exchange offers, what the gateway leaves of them, and whether ActiveSync and EWS fit together. */
import { remedies } from '../../../src-shared/errors.ts';
import type { AnswerHead, Asked } from '../ask-exchange.ts';
import { askExchange } from '../ask-exchange.ts';
import { attempt } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { skipped } from '../check.ts';
import { schemesIn } from '../schemes.ts';
import { challengesFinding, names } from './challenges.ts';
import { methodsFinding } from './methods.ts';
import { noServer } from './no-server.ts';

/** The head of an answer, or what to say where none came. */
export async function headOf(
  which: Asked,
  { saved, stepMs }: Situation,
): Promise<AnswerHead | Finding> {
  const address = saved[which];
  if (address === null) return noServer(which);
  const failed = (text: string): Finding => ({
    state: 'fails',
    text: `${names[which]} was not reached. ${text}`,
    remedy: remedies.UPSTREAM_UNREACHABLE,
  });
  return attempt<AnswerHead | Finding>((signal) => askExchange(address, which, signal), {
    ms: stepMs,
    failed,
  });
}

export const isHead = (found: AnswerHead | Finding): found is AnswerHead => 'lines' in found;

export const challengesCheck = (which: Asked): Check => ({
  boundMs: 10_000,
  run: async (situation) => {
    const head = await headOf(which, situation);
    return isHead(head) ? challengesFinding(which, head, situation.saved) : head;
  },
});

export const methodsCheck: Check = {
  boundMs: 15_000,
  run: async (situation) => {
    const [eas, ews] = await Promise.all([headOf('eas', situation), headOf('ews', situation)]);
    if (!isHead(eas) || !isHead(ews)) return skipped('ActiveSync and EWS did not both answer.');
    return methodsFinding(schemesIn(eas.lines), schemesIn(ews.lines), situation.saved);
  },
};
