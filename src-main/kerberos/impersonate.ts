/** S4U2Self: a ticket of the user for the account itself, without the user's credentials. MS-SFU 3.1.5.1.1. */
import { Key } from './crypto/key.ts';
import { decrypt, enctypeName } from './crypto/enctype.ts';
import { usages } from './crypto/usages.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { readable } from '../der/malformed.ts';
import { kdcOptions } from './messages/kdc-request.ts';
import { forUser } from './messages/padata.ts';
import { readOpenedTicket, ticketFlags } from './messages/ticket.ts';
import type { OpenedTicket } from './messages/ticket.ts';
import { isTicketGranting, isUpn, nameText, sameName, userName } from './names.ts';
import type { Principal } from './names.ts';
import type { Granted } from './replies.ts';
import { wrongUser } from './right-user.ts';
import type { AccountKeys } from './secret.ts';
import { requestTicket } from './ticket-request.ts';
import type { TicketWays } from './ticket-request.ts';

/** Who asks: the account as the settings name it, with its ticket and its keys. */
export interface Session {
  readonly account: Principal;
  readonly tgt: Granted;
  readonly keys: AccountKeys;
}

/** The ticket proved to be the user's; whether it may be passed on is said by `forwardable`. */
export interface Evidence {
  readonly granted: Granted;
  readonly user: Principal;
  readonly forwardable: boolean;
}

export async function impersonate(
  { account, tgt, keys }: Session,
  upn: string,
  ways: TicketWays,
): Promise<Outcome<Evidence>> {
  const { realm } = account;
  const own = tgt.client.name;
  if (!isUpn(upn)) {
    const place = { step: 'impersonate', realm } as const;
    return failed('NAME_UNUSABLE', place, `${upn} is no user principal name`);
  }
  const granted = await requestTicket(
    {
      step: 'impersonate',
      about: { account: nameText(account.name), user: upn, target: '' },
      tgt,
      realm,
      server: own,
      options: kdcOptions.forwardable | kdcOptions.canonicalize,
      padata: [forUser({ name: userName(upn), realm }, tgt.sessionKey)],
      addedTickets: [],
    },
    ways,
  );
  if (!granted.ok) return granted;
  const where: Where = { step: 'impersonate', realm, kdc: granted.value.kdc };
  const { server, ticket, client, flags } = granted.value;
  if (isTicketGranting(server.name) && !sameName(server.name, own)) {
    return failed('USER_ELSEWHERE', where, `the user ${upn} belongs to another realm`);
  }
  const opened = await openOwn(granted.value, keys, where);
  if (!opened.ok) return opened;
  const accounts = [account.name, own, server.name, ticket.server];
  const judged = readable(() => wrongUser(opened.value, client, upn, realm, accounts));
  if (!judged.ok) return failed('REPLY_MALFORMED', where, `its ticket: ${judged.what}`);
  if (judged.value !== null)
    return failed('WRONG_USER', where, `asked for ${upn}: ${judged.value}`);
  const user = { name: opened.value.client, realm: opened.value.realm };
  const forwardable = (flags & opened.value.flags & ticketFlags.forwardable) !== 0;
  return done({ granted: granted.value, user, forwardable });
}

/** The ticket is for us: our own key opens it. One that it does not open is never used, since nobody can say whose it is. */
async function openOwn(
  { ticket, sessionKey }: Granted,
  keys: AccountKeys,
  where: Where,
): Promise<Outcome<OpenedTicket>> {
  const { enctype, kvno, cipher } = ticket.sealed;
  const candidates = await keys.forTicket(enctype, kvno);
  for (const key of candidates) {
    const opened = readable(() => {
      const plain = decrypt(key, usages.ticket, cipher);
      return plain === null ? null : readOpenedTicket(plain);
    });
    if (!opened.ok) return failed('REPLY_MALFORMED', where, `its ticket: ${opened.what}`);
    if (opened.value === null) continue;
    return Key.same(opened.value.sessionKey, sessionKey)
      ? done(opened.value)
      : failed('REPLY_NOT_GENUINE', where, 'its ticket belongs to another reply');
  }
  return candidates.length === 0 ? withoutKey(enctype, where) : sealedOtherwise(where);
}

function withoutKey(enctype: number, where: Where) {
  const text = `the account needs AES: the KDC seals its tickets with ${enctypeName(enctype)}, of which there is no key here`;
  return failed('NO_COMMON_ENCTYPE', where, text);
}

const sealedOtherwise = (where: Where) =>
  failed('PASSWORD_WRONG', where, 'the password or keytab is older than that of the KDC');
