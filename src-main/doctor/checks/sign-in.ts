/** Which methods of signing in Exchange offers, what the gateway leaves of them, and whether ActiveSync and EWS fit together. */
import { remedies } from '../../../src-shared/errors.ts';
import type { AnswerHead, Asked } from '../ask-exchange.ts';
import { askExchange } from '../ask-exchange.ts';
import { attempt } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { skipped } from '../check.ts';
import { listed, schemesIn, schemesLeft } from '../schemes.ts';
import { methodsFinding } from './methods.ts';
import { noServer } from './no-server.ts';

export const names = { eas: 'ActiveSync', ews: 'EWS' } as const;

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
    return isHead(head) ? challenges(which, head, situation.saved) : head;
  },
});

function challenges(which: Asked, head: AnswerHead, saved: Situation['saved']): Finding {
  const offered = schemesIn(head.lines);
  const status = `The server answered ${head.status}.`;
  if (offered.length === 0) {
    return {
      state: 'warns',
      text: `${names[which]} asks for no sign-in: is this an Exchange server?`,
      details: [status],
      remedy: 'Check the address of Exchange in the settings.',
    };
  }
  const offers = `${names[which]} offers ${listed(offered)}.`;
  // The filter is for EWS alone (facts: seg 4.1).
  if (which === 'eas') return { state: 'fine', text: offers, details: [status] };
  const left = schemesLeft(head.lines, saved.ntlm);
  const without = `Without a client certificate ${listed(left)} is left of it.`;
  if (!saved.removeUnsupportedAuth) {
    const off = 'Nothing is removed (remove.unsupported.auth.for.ews is false).';
    if (left.length === offered.length) {
      return { state: 'fine', text: offers, details: [status, off] };
    }
    return {
      state: 'warns',
      text: `${offers} Clients may try a method that does not work through the gateway.`,
      details: [status, off],
      remedy: 'Set remove.unsupported.auth.for.ews=true, so that clients choose one that works.',
    };
  }
  if (left.length > 0) return { state: 'fine', text: `${offers} ${without}`, details: [status] };
  return {
    state: saved.kcdEnabled ? 'warns' : 'fails',
    text: `${offers} ${without}`,
    details: [status, 'NTLM, and Negotiate without a client certificate, are removed.'],
    remedy: saved.kcdEnabled
      ? 'Clients without a certificate get in only when EWS offers Basic or Bearer as well.'
      : 'Switch on Basic or modern authentication for EWS, or Kerberos with client certificates here.',
  };
}

export const methodsCheck: Check = {
  boundMs: 15_000,
  run: async (situation) => {
    const [eas, ews] = await Promise.all([headOf('eas', situation), headOf('ews', situation)]);
    if (!isHead(eas) || !isHead(ews)) return skipped('ActiveSync and EWS did not both answer.');
    return methodsFinding(schemesIn(eas.lines), schemesIn(ews.lines), situation.saved);
  },
};
