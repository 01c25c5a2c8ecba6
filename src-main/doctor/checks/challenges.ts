/** What a server of Exchange offers to sign in with, and what the gateway leaves of it by the saved settings. */
import type { AnswerHead, Asked } from '../ask-exchange.ts';
import type { Finding } from '../check.ts';
import type { Saved } from '../saved.ts';
import { listed, schemesIn, schemesLeft } from '../schemes.ts';

export const names = { eas: 'ActiveSync', ews: 'EWS' } as const;

/** Of the settings, what decides about methods of signing in. */
export type SignInSettings = Pick<Saved, 'removeUnsupportedAuth' | 'kcdEnabled' | 'ntlm'>;

export function challengesFinding(which: Asked, head: AnswerHead, saved: SignInSettings): Finding {
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
