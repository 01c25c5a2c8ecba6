/** S4U2Self: a ticket of the user for the account itself, without the user's credentials. MS-SFU 3.1.5.1.1. */
import { Key } from './crypto/key.ts';
import { decrypt, enctypeName } from './crypto/enctype.ts';
import { usages } from './crypto/usages.ts';
import { impersonateFrom, realmOf } from './elsewhere.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { readable } from '../der/malformed.ts';
import { kdcOptions } from './messages/kdc-request.ts';
import { forUser } from './messages/padata.ts';
import { readOpenedTicket, ticketFlags } from './messages/ticket.ts';
import type { OpenedTicket } from './messages/ticket.ts';
import { isTicketGranting, isUpn, nameText, sameName, sameText, userName } from './names.ts';
import type { Principal } from './names.ts';
import type { Granted } from './replies.ts';
import { wrongUser } from './right-user.ts';
import type { AccountKeys } from './secret.ts';
import { requestTicket } from './ticket-request.ts';
import type { TicketRequest, TicketWays } from './ticket-request.ts';

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

/** @param realms others whose users are welcome, and which may be passed through on the way there */
export async function impersonate(
  session: Session,
  upn: string,
  ways: TicketWays,
  realms: readonly string[] = [],
): Promise<Outcome<Evidence>> {
  const { realm } = session.account;
  const where: Where = { step: 'impersonate', realm };
  if (!isUpn(upn)) return failed('NAME_UNUSABLE', where, `${upn} is no user principal name`);
  // PA-FOR-USER is sealed with it (MS-SFU 2.2.1).
  if (!ways.hasMd5) {
    return failed('MD5_MISSING', where, 'OpenSSL has no MD5 here, as in FIPS mode');
  }
  const journey = { session, upn, realms, ways };
  // MS-SFU 3.1.5.1.1.1 and MIT's client look for the user first; where there is but one realm, nobody need look.
  const home = realms.length === 0 ? done(realm) : await realmOf(journey);
  if (!home.ok) return home;
  const granted = sameText(home.value, realm)
    ? await requestInOwnRealm(session, upn, ways)
    : await impersonateFrom(home.value, journey);
  if (!granted.ok) return granted;
  if (leadsAway(session, granted.value)) {
    const { kdc } = granted.value;
    return failed('USER_ELSEWHERE', { ...where, kdc }, `the user ${upn} belongs to another realm`);
  }
  return proven(session, upn, granted.value, home.value);
}

function requestInOwnRealm({ account, tgt }: Session, upn: string, ways: TicketWays) {
  const { realm } = account;
  const request: TicketRequest = {
    step: 'impersonate',
    about: { account: nameText(account.name), user: upn, target: '' },
    tgt,
    realm,
    server: tgt.client.name,
    options: kdcOptions.forwardable | kdcOptions.canonicalize,
    padata: [forUser({ name: userName(upn), realm }, tgt.sessionKey)],
    addedTickets: [],
  };
  return requestTicket(request, ways);
}

const leadsAway = ({ tgt }: Session, { server }: Granted): boolean =>
  isTicketGranting(server.name) && !sameName(server.name, tgt.client.name);

/** @param home the realm of the user */
async function proven(
  { account, tgt, keys }: Session,
  upn: string,
  granted: Granted,
  home: string,
): Promise<Outcome<Evidence>> {
  const { server, ticket, client, flags, kdc } = granted;
  const where: Where = { step: 'impersonate', realm: account.realm, kdc };
  const opened = await openOwn(granted, keys, where);
  if (!opened.ok) return opened;
  const accounts = [account.name, tgt.client.name, server.name, ticket.server];
  const judged = readable(() => wrongUser(opened.value, client, upn, home, accounts));
  if (!judged.ok) return failed('REPLY_MALFORMED', where, `its ticket: ${judged.what}`);
  if (judged.value !== null)
    return failed('WRONG_USER', where, `asked for ${upn}: ${judged.value}`);
  const user = { name: opened.value.client, realm: opened.value.realm };
  const forwardable = (flags & opened.value.flags & ticketFlags.forwardable) !== 0;
  return done({ granted, user, forwardable });
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
