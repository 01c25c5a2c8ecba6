/**
 * The front of the room: tickets for Exchange on behalf of users, by Kerberos constrained delegation with protocol transition
 * (S4U2Self and S4U2Proxy, MS-SFU). What fails is a value with a code and words; no key, password or ticket is in it, in a log
 * or in what `JSON.stringify` sees of anything given out.
 */
import type { TrialStep } from '../../src-shared/kerberos.ts';
import type { Log } from '../../src-shared/log.ts';
import { createClock } from './clock.ts';
import { md5IsThere } from './crypto/hmac-md5.ts';
import { delegate } from './delegate.ts';
import { done, failed } from './failures.ts';
import type { Outcome } from './failures.ts';
import { createFinder } from './find-kdc.ts';
import type { NamedKdc, ResolveSrv } from './find-kdc.ts';
import { impersonate } from './impersonate.ts';
import type { Session } from './impersonate.ts';
import type { Connect, Limits } from './kdc-connection.ts';
import { kdcError } from './kdc-errors.ts';
import { createKdcs } from './kdc.ts';
import { usableUntil } from './lifetimes.ts';
import { accountName } from './names.ts';
import type { Granted } from './replies.ts';
import type { Secret } from './secret.ts';
import { ServiceTicket } from './service-ticket.ts';
import { createSessions } from './sessions.ts';
import { createStamps } from './stamps.ts';
import { createTickets } from './tickets.ts';
import type { Lasting } from './tickets.ts';
import { makeToken } from './token.ts';
import type { Token } from './token.ts';
import { trial } from './trial.ts';

export interface KerberosSettings {
  /** As the realm writes itself: upper case. */
  readonly realm: string;
  /** None for a realm: DNS is asked. */
  readonly kdcs: readonly NamedKdc[];
  /** `svc-proxy`, `HTTP/proxy.example.com` or a user principal name; a keytab may hold others. */
  readonly account: string;
  readonly secret: Secret;
  readonly longestTicketMinutes: number;
  readonly resourceBased: boolean;
  /** Realms, besides the own one, whose users are welcome, and those on the way to them. Further UPN suffixes need no word. */
  readonly otherRealms?: readonly string[];
}

export interface KerberosOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log?: Log;
  readonly resolveSrv?: ResolveSrv;
  readonly connect?: Connect;
  readonly limits?: Limits;
  /** Whether this OpenSSL has it: it is looked at when nobody says. */
  readonly hasMd5?: boolean;
  /** Tickets kept. */
  readonly mostTickets?: number;
}

export interface Kerberos {
  /** From the cache, or fetched: two messages for a new user, four when the account must log on first. */
  readonly ticket: (upn: string, spn: string) => Promise<Outcome<ServiceTicket>>;
  /** A token for one request. @param binding `serverEndPoint` of the certificate of the connection it goes out on */
  readonly token: (ticket: ServiceTicket, binding: Buffer | null) => Outcome<Token>;
  /** After a 401: Exchange may have another key by now. One that was fetched since is not forgotten with it. */
  readonly forget: (ticket: ServiceTicket) => void;
  /** The secret was removed: its tickets go with it. */
  readonly forgetAll: () => void;
  readonly trial: (upn: string, spn: string) => Promise<readonly TrialStep[]>;
  readonly close: () => void;
}

/** A ticket with a PAC has some kilobytes. */
const usualTickets = 10_000;

export function createKerberos(settings: KerberosSettings, options: KerberosOptions): Kerberos {
  const { realm, secret, resourceBased, otherRealms = [] } = settings;
  const { now, log = null, hasMd5 = md5IsThere() } = options;
  const account = { name: accountName(settings.account, realm), realm };
  const clock = createClock(now, log);
  const find = createFinder(settings.kdcs, now, options.resolveSrv);
  const { connect, limits } = options;
  const kdcs = createKdcs({ find, now, log, connect, limits });
  const ways = { kdcs, clock, stamp: createStamps(clock.now), hasMd5 };
  const sessions = createSessions(account, secret, ways, now);
  const tickets = createTickets<ServiceTicket>(options.mostTickets ?? usualTickets, clock.now);

  async function throughSession(
    session: Session,
    upn: string,
    spn: string,
  ): Promise<Outcome<Granted>> {
    const evidence = await impersonate(session, upn, ways, otherRealms);
    if (!evidence.ok) return evidence;
    return delegate(session, evidence.value, { upn, spn, resourceBased }, ways);
  }

  async function fetch(upn: string, spn: string): Promise<Outcome<Lasting<ServiceTicket>>> {
    const session = await sessions.current();
    if (!session.ok) return session;
    let granted = await throughSession(session.value, upn, spn);
    if (!granted.ok && isStale(granted.failure)) {
      sessions.drop(session.value);
      const renewed = await sessions.current();
      if (!renewed.ok) return renewed;
      granted = await throughSession(renewed.value, upn, spn);
    }
    if (!granted.ok) return granted;
    const longest = settings.longestTicketMinutes * 60_000;
    const until = usableUntil(granted.value, clock.now(), longest);
    return done({ value: new ServiceTicket(upn, spn, granted.value, until), until });
  }

  return {
    ticket: (upn, spn) => tickets.get(cacheKey(upn, spn), () => fetch(upn, spn)),
    token: (ticket, binding) => {
      const granted = ServiceTicket.granted(ticket);
      if (granted.times.endTime <= clock.now()) {
        return failed('TICKET_EXPIRED', { step: 'token', realm }, 'the ticket has ended');
      }
      return done(makeToken(granted, ways.stamp(), binding));
    },
    forget: (ticket) => tickets.forget(cacheKey(ticket.upn, ticket.spn), ticket),
    forgetAll: () => {
      sessions.clear();
      tickets.clear();
    },
    trial: (upn, spn) =>
      trial({ ...ways, account, secret, find, otherRealms }, { upn, spn, resourceBased }),
    close: () => {
      kdcs.close();
      tickets.clear();
    },
  };
}

const cacheKey = (upn: string, spn: string): string =>
  `${upn.normalize('NFC').toLowerCase()}\n${spn.toLowerCase()}`;

const staleErrors: readonly number[] = [
  kdcError.tgtRevoked,
  kdcError.badIntegrity,
  kdcError.ticketExpired,
  kdcError.skew,
  kdcError.modified,
  kdcError.badKeyVersion,
];

/** What logging on again may mend: a key that changed, at the KDC or of the account, or another time. */
const isStale = ({ code, kdcError: error }: { code: string; kdcError: number | null }): boolean =>
  code === 'PASSWORD_WRONG' || (error !== null && staleErrors.includes(error));
