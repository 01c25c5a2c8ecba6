/** S4U2Proxy: the user's ticket for the account becomes one for Exchange. MS-SFU 3.1.5.2.1. */
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import type { Evidence, Session } from './impersonate.ts';
import { kdcOptions } from './messages/kdc-request.ts';
import { pacOptions } from './messages/padata.ts';
import { isTicketGranting, nameText, sameName, serviceName } from './names.ts';
import type { Granted } from './replies.ts';
import { requestTicket } from './ticket-request.ts';
import type { TicketWays } from './ticket-request.ts';

export interface Delegation {
  readonly upn: string;
  readonly spn: string;
  /** With resource-based delegation a ticket that may not be passed on is passed on rightly. */
  readonly resourceBased: boolean;
}

export async function delegate(
  { account, tgt }: Session,
  evidence: Evidence,
  { upn, spn, resourceBased }: Delegation,
  ways: TicketWays,
): Promise<Outcome<Granted>> {
  const { realm } = account;
  const about = { account: nameText(account.name), user: upn, target: spn };
  const place: Where = { step: 'delegate', realm };
  if (!evidence.forwardable && !resourceBased) {
    const text = `the ticket of ${upn} may not be passed on: ${about.account} is not trusted for delegation with any authentication protocol, or the user is protected from it`;
    return failed('NOT_FORWARDABLE', { ...place, kdc: evidence.granted.kdc }, text);
  }
  const granted = await requestTicket(
    {
      step: 'delegate',
      about,
      tgt,
      realm,
      server: serviceName(spn),
      options: kdcOptions.forwardable | kdcOptions.canonicalize | kdcOptions.clientInAddedTicket,
      padata: [pacOptions],
      addedTickets: [evidence.granted.ticket],
    },
    ways,
  );
  if (!granted.ok) return granted;
  const { server, client, kdc } = granted.value;
  const where = { ...place, kdc };
  if (isTicketGranting(server.name)) {
    return failed(
      'TARGET_ELSEWHERE',
      where,
      `the service ${spn} belongs to the realm ${server.name.components[1] ?? ''}`,
    );
  }
  if (!sameName(client.name, evidence.user.name) || client.realm !== evidence.user.realm) {
    return failed(
      'WRONG_USER',
      where,
      `asked for ${upn}: the ticket is for ${nameText(client.name)}`,
    );
  }
  if (!sameName(server.name, serviceName(spn))) {
    return failed('REPLY_NOT_GENUINE', where, `its ticket is for ${nameText(server.name)}`);
  }
  return done(granted.value);
}
