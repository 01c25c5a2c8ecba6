/**
 * S4U2Self for a user of another realm, MS-SFU 3.1.5.1.1.1: it begins in the user's realm, with a ticket that the own realm gives
 * for that one, and comes back by tickets that the realms give for each other. Only realms that the settings name are passed
 * through: a trust says whose users exist, not whom Exchange is there for.
 */
import { offeredEnctypes } from './crypto/enctype.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import type { Session } from './impersonate.ts';
import { kdcError } from './kdc-errors.ts';
import { readable } from '../der/malformed.ts';
import { isError, readError } from './messages/error.ts';
import { kdcOptions, writeRequest, writeRequestBody } from './messages/kdc-request.ts';
import { forUser } from './messages/padata.ts';
import {
  isTicketGranting,
  nameText,
  nameTypes,
  sameText,
  ticketGranting,
  userName,
} from './names.ts';
import type { Name } from './names.ts';
import { newNonce } from './replies.ts';
import type { Granted } from './replies.ts';
import { requestTicket } from './ticket-request.ts';
import type { TicketWays } from './ticket-request.ts';

/** As MIT's client: what takes longer goes in circles. */
const mostHops = 10;

export interface Abroad {
  readonly session: Session;
  readonly upn: string;
  /** Realms that may be passed through, beside the own one. */
  readonly realms: readonly string[];
  readonly ways: TicketWays;
}

/**
 * @param home the realm of the user, not the own one
 * @returns the user's ticket for the account itself, as the own realm gives it
 */
export async function impersonateFrom(home: string, journey: Abroad): Promise<Outcome<Granted>> {
  const tgt = await ticketInto(journey, home);
  return tgt.ok ? comeBack(journey, home, tgt.value) : tgt;
}

const placeOf = ({ session }: Abroad): Where => ({
  step: 'impersonate',
  realm: session.account.realm,
});

const aboutOf = ({ session, upn }: Abroad) => ({
  account: nameText(session.account.name),
  user: upn,
  target: '',
});

/**
 * RFC 6806 4: a KDC that knows where a name belongs says so in error 68. Nothing is proven by it, and nothing given away. Whatever else
 * it says, as that a password has expired, does not matter here: the own realm is asked.
 */
export async function realmOf(journey: Abroad): Promise<Outcome<string>> {
  const { session, upn, ways } = journey;
  const { realm } = session.account;
  const body = () =>
    writeRequestBody({
      options: kdcOptions.forwardable | kdcOptions.canonicalize,
      client: userName(upn),
      realm,
      server: ticketGranting(realm),
      nonce: newNonce(),
      enctypes: offeredEnctypes,
      addedTickets: [],
    });
  const make = () => ({ bytes: writeRequest('as', [], body()) });
  const asked = await ways.kdcs.ask(realm, 'impersonate', make);
  if (!asked.ok) return asked;
  const { reply, kdc } = asked.value;
  const where = { ...placeOf(journey), kdc };
  if (!isError(reply)) return done(realm);
  const error = readable(() => readError(reply));
  if (!error.ok) return failed('REPLY_MALFORMED', where, `its reply: ${error.what}`);
  const { code, clientRealm } = error.value;
  if (code !== kdcError.wrongRealm || clientRealm === null) return done(realm);
  return admitted(journey, clientRealm, where);
}

function admitted(journey: Abroad, realm: string, where: Where): Outcome<string> {
  const { session, realms, upn } = journey;
  const named = [session.account.realm, ...realms].some((each) => sameText(each, realm));
  if (named) return done(realm);
  const text = `the user ${upn} belongs to the realm ${realm}, which the settings do not name`;
  return failed('USER_ELSEWHERE', where, text);
}

/** Of a ticket that leads into another realm: which one. */
const leadsTo = (server: Name): string | null =>
  isTicketGranting(server) ? (server.components[1] ?? null) : null;

async function ticketInto(journey: Abroad, target: string): Promise<Outcome<Granted>> {
  const { session, ways } = journey;
  let realm = session.account.realm;
  let tgt = session.tgt;
  const passed = [realm];
  while (!sameText(realm, target)) {
    const granted = await requestTicket(
      {
        step: 'impersonate',
        about: aboutOf(journey),
        tgt,
        realm,
        server: ticketGranting(target),
        options: kdcOptions.forwardable | kdcOptions.canonicalize,
        padata: [],
        addedTickets: [],
      },
      ways,
    );
    if (!granted.ok) return granted;
    const next = onward(journey, granted.value, passed);
    if (!next.ok) return next;
    realm = next.value;
    tgt = granted.value;
  }
  return done(tgt);
}

/** Where the ticket leads, unless that is no way to go. */
function onward(journey: Abroad, granted: Granted, passed: string[]): Outcome<string> {
  const where = { ...placeOf(journey), kdc: granted.kdc };
  const next = leadsTo(granted.server.name);
  if (next === null) {
    return failed('REPLY_NOT_GENUINE', where, 'its ticket leads into no other realm');
  }
  const realm = admitted(journey, next, where);
  if (!realm.ok) return realm;
  if (passed.includes(realm.value) || passed.length > mostHops) {
    const way = [...passed, realm.value].join(', ');
    return failed('USER_ELSEWHERE', where, `the realms lead in a circle: ${way}`);
  }
  passed.push(realm.value);
  return realm;
}

/** Asks in each realm for the user's ticket for us, until ours gives it. */
async function comeBack(journey: Abroad, home: string, into: Granted): Promise<Outcome<Granted>> {
  const { session, upn, ways } = journey;
  const own = session.tgt.client;
  const user = { name: userName(upn), realm: home };
  // Another realm knows us only with ours behind the name.
  const abroad: Name = {
    type: nameTypes.enterprise,
    components: [`${nameText(own.name)}@${own.realm}`],
  };
  let realm = home;
  let tgt = into;
  const passed = [home];
  while (true) {
    const isOwn = sameText(realm, own.realm);
    const granted = await requestTicket(
      {
        step: 'impersonate',
        about: aboutOf(journey),
        tgt,
        realm,
        server: isOwn ? own.name : abroad,
        options: kdcOptions.forwardable | kdcOptions.canonicalize,
        padata: [forUser(user, tgt.sessionKey)],
        addedTickets: [],
      },
      ways,
    );
    if (!granted.ok || isOwn) return granted;
    const next = onward(journey, granted.value, passed);
    if (!next.ok) return next;
    realm = next.value;
    // The reply names the user; the ticket that leads on is ours.
    tgt = { ...granted.value, client: own };
  }
}
