/** ENS signs in to EWS the way a device signs in to ActiveSync, so both must offer a common method (facts: seg 2). */
import type { Finding } from '../check.ts';
import { listed } from '../schemes.ts';

/** What works through the gateway without a client certificate (facts: seg 4). */
const always = ['Basic', 'Bearer'];
/** Where an administrator allows it: alone, and inside Negotiate. */
const withNtlm = [...always, 'NTLM', 'Negotiate'];

const windowsAuth =
  'Set-ActiveSyncVirtualDirectory -WindowsAuthEnabled $true, Set-WebServicesVirtualDirectory -WindowsAuthentication $true';

export function methodsFinding(
  eas: readonly string[],
  ews: readonly string[],
  { kcdEnabled, ntlm }: { readonly kcdEnabled: boolean; readonly ntlm: boolean },
): Finding {
  const details = [`ActiveSync offers ${listed(eas)}.`, `EWS offers ${listed(ews)}.`];
  if (eas.length === 0 || ews.length === 0) {
    const [who, other] = eas.length === 0 ? ['ActiveSync', 'EWS'] : ['EWS', 'ActiveSync'];
    const text =
      eas.length === ews.length
        ? 'Neither ActiveSync nor EWS asks for a sign-in.'
        : `${who} asks for no sign-in, ${other} does.`;
    return { state: 'warns', text, details, remedy: 'Check the addresses of Exchange.' };
  }
  if (kcdEnabled) return withTickets(eas, ews, details);
  return withoutTickets(eas, ews, details, ntlm ? withNtlm : always);
}

/** A ticket is sent as Negotiate. */
function withTickets(
  eas: readonly string[],
  ews: readonly string[],
  details: readonly string[],
): Finding {
  const lacking = [
    ...(eas.includes('Negotiate') ? [] : ['ActiveSync']),
    ...(ews.includes('Negotiate') ? [] : ['EWS']),
  ];
  if (lacking.length === 0) {
    const text = 'Both offer Negotiate: tickets can be used for mail and for notifications.';
    return { state: 'fine', text, details: [...details] };
  }
  const who = lacking.join(' and ');
  return {
    state: 'fails',
    text: `${who} ${lacking.length === 1 ? 'does' : 'do'} not offer Negotiate: a Kerberos ticket is of no use there.`,
    details: [...details],
    remedy: `Switch on Windows authentication in Exchange: ${windowsAuth}.`,
  };
}

function withoutTickets(
  eas: readonly string[],
  ews: readonly string[],
  details: readonly string[],
  plain: readonly string[],
): Finding {
  const usable = (offered: readonly string[]) => plain.filter((each) => offered.includes(each));
  const [one, other] = [usable(eas), usable(ews)];
  const all = [...details];
  const common = one.filter((each) => other.includes(each));
  if (common.length > 0) {
    return { state: 'fine', text: `${listed(common)} works for both.`, details: all };
  }
  if (one.length === 0 && other.length === 0) {
    return {
      state: 'fails',
      text: 'Nothing that ActiveSync or EWS offers works through the gateway: no client can sign in.',
      details: all,
      remedy:
        'Switch on Basic or modern authentication in Exchange, or Kerberos with client certificates here.',
    };
  }
  if (other.length === 0) {
    return {
      state: 'fails',
      text: `Devices sign in to ActiveSync with ${listed(one)}, and EWS offers nothing that works through the gateway: mail arrives, notifications do not.`,
      details: all,
      remedy: `Switch on ${one.join(' or ')} for EWS as well.`,
    };
  }
  if (one.length === 0) {
    return {
      state: 'fails',
      text: `ActiveSync offers nothing that works through the gateway: devices get no mail.`,
      details: all,
      remedy: `Switch on ${other.join(' or ')} for ActiveSync as well.`,
    };
  }
  return {
    state: 'fails',
    text: `ActiveSync takes ${listed(one)} and EWS ${listed(other)}: notifications sign in the way devices do, and are refused.`,
    details: all,
    remedy: `Let both offer the same: ${one.join(' or ')} for EWS, or ${other.join(' or ')} for ActiveSync.`,
  };
}
