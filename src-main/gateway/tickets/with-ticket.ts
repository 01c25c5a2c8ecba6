/**
 * Passes a request on for the user of a client certificate: a ticket from Kerberos, and of it a token for this one request,
 * made when the connection to Exchange is there, because it is tied to that connection's certificate (ADR 26).
 */
import { answerFailure } from './failure-answer.ts';
import type { Link } from './links.ts';
import type { Reading } from '../reading.ts';
import type { AskAgain, RelayJob } from '../relay/relay.ts';
import type { Upstream } from '../relay/upstream.ts';
import type { Transaction } from '../transaction.ts';
import type { Kerberos } from '../../kerberos/kerberos.ts';
import type { ServiceTicket } from '../../kerberos/service-ticket.ts';
import { verifyNothing, type Token } from '../../kerberos/token.ts';
import type { HeaderLine } from '../../http/fields.ts';
import type { OwnConnection } from '../../http/own-connection.ts';
import type { KcdSettings } from '../../../src-shared/settings/in-force.ts';

type Body = RelayJob['peeked'];

/** How a request is relayed once it can sign in. */
export type Pass = (upstream: Upstream, body: Body, signing: Signing) => void;

/** The user of the certificate where Kerberos signs in for them; null: others sign in themselves. */
export function ticketUser({ transaction, identified }: Reading): string | null {
  return identified.authentication === 'certificate' ? transaction.certificateUser : null;
}

/** As many as any other request may take (`relay.ts`). */
const mostHops = 3;

/** Fetches the ticket, then lets `pass` relay; answers where there is none. */
export class TicketWay {
  readonly #reading: Reading;
  readonly #user: string;
  readonly #settings: KcdSettings;
  readonly #kerberos: Kerberos;
  readonly #pass: Pass;
  /** Exchange refused a ticket that was kept: a new one was fetched. */
  #renewed = false;
  #hops = 0;

  constructor(reading: Reading, user: string, settings: KcdSettings, pass: Pass) {
    this.#reading = reading;
    this.#user = user;
    this.#settings = settings;
    this.#kerberos = reading.shared.kerberos.of(settings);
    this.#pass = pass;
  }

  begin(upstream: Upstream, body: Body): void {
    const { transaction } = this.#reading;
    let stopped = false;
    transaction.underWay = {
      // The time limits are those of the Kerberos client.
      tick: () => undefined,
      stop: () => {
        stopped = true;
      },
    };
    // What comes of the body meanwhile waits where it is.
    transaction.exchange.pause();
    const spn = this.#spnOf(upstream);
    void this.#kerberos.ticket(this.#user, spn).then(
      (found) => {
        const { exchange } = transaction;
        if (stopped || exchange.closed || exchange.headSent) return;
        if (found.ok) this.#pass(upstream, body, this.#signing(upstream, found.value));
        else answerFailure(transaction, found.failure);
      },
      (error: unknown) => {
        transaction.host.log.error(
          { requestId: transaction.id, error: String(error) },
          'request failed: bug',
        );
        transaction.exchange.connection.socket.destroy();
      },
    );
  }

  #signing(upstream: Upstream, ticket: ServiceTicket): Signing {
    const { shared, transaction } = this.#reading;
    const { connection } = transaction.exchange;
    const link = shared.links.for(connection, this.#user, upstream);
    return new Signing(transaction, this.#kerberos, ticket, link, () =>
      this.#again(upstream, ticket),
    );
  }

  /** Exchange has another key by now, or the ticket is no longer good there: once, with a new one. */
  #again(upstream: Upstream, ticket: ServiceTicket): AskAgain | null {
    this.#kerberos.forget(ticket);
    if (this.#renewed) return null;
    this.#renewed = true;
    return (body) => {
      this.#begin(upstream, body, 'asked again with a new ticket');
    };
  }

  /** Exchange sends the request to another of its servers, which has a name of its own. @returns null: too often */
  elsewhere(upstream: Upstream): AskAgain | null {
    this.#hops += 1;
    if (this.#hops > mostHops) return null;
    return (body) => {
      this.#begin(upstream, body, null);
    };
  }

  #begin(upstream: Upstream, body: readonly Buffer[], remark: string | null): void {
    const { transaction } = this.#reading;
    if (remark !== null) transaction.remark(remark);
    // It is counted when it is sent, and it is sent once more.
    for (const { length } of body) transaction.facts.bytesIn -= length;
    this.begin(upstream, { chunks: body, ended: true });
  }

  #spnOf({ address }: Upstream): string {
    return this.#settings.targetSpn ?? `HTTP/${address.host}`;
  }
}

/** One request that signs in by ticket, and what its answer has to prove. */
export class Signing {
  readonly #transaction: Transaction;
  readonly #kerberos: Kerberos;
  readonly #ticket: ServiceTicket;
  readonly #link: Link;
  readonly unauthorized: () => AskAgain | null;
  #token: Token | null = null;

  constructor(
    transaction: Transaction,
    kerberos: Kerberos,
    ticket: ServiceTicket,
    link: Link,
    unauthorized: () => AskAgain | null,
  ) {
    this.#transaction = transaction;
    this.#kerberos = kerberos;
    this.#ticket = ticket;
    this.#link = link;
    this.unauthorized = unauthorized;
  }

  get own(): OwnConnection {
    return this.#link.own;
  }

  /** A token of its own for each connection that is tried. */
  readonly sign = (socket: Parameters<Link['binding']>[0]): string | null => {
    const made = this.#kerberos.token(this.#ticket, this.#link.binding(socket));
    // It ended while the connection was opened: Exchange will ask, and a new one is fetched.
    if (!made.ok) return null;
    this.#token = made.value;
    return made.value.header;
  };

  /** @returns false: what answered is not Exchange, and the client was told so */
  accepts(lines: readonly HeaderLine[]): boolean {
    const proof = lines.find(
      ({ lower, value }) => lower === 'www-authenticate' && /^negotiate\b/i.test(value),
    );
    // Where it remembers who signed in on the connection it does not prove itself again.
    if (proof === undefined && this.#link.isProven) return true;
    const verified = this.#token?.verify(proof?.value ?? null) ?? verifyNothing(this.#ticket);
    if (verified.ok) {
      this.#link.prove();
      return true;
    }
    this.#link.own.close();
    answerFailure(this.#transaction, verified.failure);
    return false;
  }

  /** Exchange refused twice. */
  refused(): void {
    this.#transaction.facts.reason = 'KERBEROS_REFUSED';
    this.#transaction.remark('Exchange refused the ticket');
  }
}
