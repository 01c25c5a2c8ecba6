/** TGS exchange: a ticket is shown to get another one. RFC 4120 3.3. */
import type { KerberosStep } from '../../src-shared/kerberos.ts';
import type { Clock } from './clock.ts';
import { offeredEnctypes } from './crypto/enctype.ts';
import { usages } from './crypto/usages.ts';
import { failed } from './failures.ts';
import type { Outcome } from './failures.ts';
import type { Kdcs, Request } from './kdc.ts';
import { refusedBy } from './kdc-errors.ts';
import type { About } from './kdc-errors.ts';
import { readable } from '../der/malformed.ts';
import { tgsRequestToken } from './messages/ap.ts';
import { isError, readError } from './messages/error.ts';
import { isReply, readReply } from './messages/kdc-reply.ts';
import { writeRequest, writeRequestBody } from './messages/kdc-request.ts';
import { paTypes } from './messages/padata.ts';
import type { Ticket, Typed } from './messages/parts.ts';
import type { Name } from './names.ts';
import { newNonce, openReply } from './replies.ts';
import type { Granted } from './replies.ts';
import type { Stamp } from './stamps.ts';

export interface TicketWays {
  readonly kdcs: Kdcs;
  readonly clock: Clock;
  readonly stamp: () => Stamp;
  readonly hasMd5: boolean;
}

export interface TicketRequest {
  readonly step: KerberosStep;
  readonly about: About;
  readonly tgt: Granted;
  readonly realm: string;
  readonly server: Name;
  readonly options: number;
  readonly padata: readonly Typed[];
  readonly addedTickets: readonly Ticket[];
}

interface Sent extends Request {
  readonly nonce: number;
}

export async function requestTicket(
  request: TicketRequest,
  { kdcs, clock, stamp }: TicketWays,
): Promise<Outcome<Granted>> {
  const { step, realm, tgt } = request;
  const make = (): Sent => {
    const nonce = newNonce();
    const { options, server, addedTickets } = request;
    const enctypes = offeredEnctypes;
    const asked = { options, client: null, realm, server, nonce, enctypes, addedTickets };
    const body = writeRequestBody(asked);
    const token = { type: paTypes.tgsRequest, value: tgsRequestToken(tgt, body, stamp()) };
    return { nonce, bytes: writeRequest('tgs', [token, ...request.padata], body) };
  };
  const exchanged = await kdcs.ask(realm, step, make);
  if (!exchanged.ok) return exchanged;
  const { sent, reply: bytes, kdc } = exchanged.value;
  const where = { step, realm, kdc };
  const said = readable(() => (isError(bytes) ? readError(bytes) : readReply('tgs', bytes)));
  if (!said.ok) {
    const kind = isError(bytes) || isReply('tgs', bytes) ? 'its reply' : 'not the answer of a KDC';
    return failed('REPLY_MALFORMED', where, `${kind}: ${said.what}`);
  }
  if ('code' in said.value) {
    const skew = clock.skewOf(said.value.serverTime) / 1000;
    return refusedBy(said.value, where, request.about, skew);
  }
  // Without a subkey of ours the reply is sealed with the session key (RFC 4120 3.3.3).
  const expected = { key: tgt.sessionKey, usage: usages.tgsReply, nonce: sent.nonce };
  return openReply(said.value, expected, where);
}
