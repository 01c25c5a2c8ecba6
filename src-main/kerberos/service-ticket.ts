/** A user's ticket for Exchange, as the rest of the house holds it: what may be shown is readable, what opens doors is not. */
import { enctypeName } from './crypto/enctype.ts';
import type { Granted } from './replies.ts';

export class ServiceTicket {
  readonly upn: string;
  readonly spn: string;
  readonly enctype: string;
  readonly kdc: string;
  /** Milliseconds since 1970, by the clock of the KDC: from when it is fetched anew. */
  readonly until: number;
  readonly #granted: Granted;

  constructor(upn: string, spn: string, granted: Granted, until: number) {
    this.upn = upn;
    this.spn = spn;
    this.enctype = enctypeName(granted.ticket.sealed.enctype);
    this.kdc = granted.kdc;
    this.until = until;
    this.#granted = granted;
  }

  static granted(ticket: ServiceTicket): Granted {
    return ticket.#granted;
  }
}
