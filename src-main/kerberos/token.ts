/** What is sent to Exchange for one request, and whether what answers holds the key of Exchange. */
import { randomInt } from 'node:crypto';
import { gssChecksum } from './channel-binding.ts';
import { randomKeyLike } from './crypto/enctype.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { errorName } from './kdc-errors.ts';
import { readable } from '../der/malformed.ts';
import { openApReply, serviceToken } from './messages/ap.ts';
import { readError } from './messages/error.ts';
import type { Granted } from './replies.ts';
import { ServiceTicket } from './service-ticket.ts';
import { negotiation, readNegotiated } from './spnego.ts';
import type { Stamp } from './stamps.ts';

export interface Token {
  /** The value of the field Authorization. For one request: it is refused when it comes again. */
  readonly header: string;
  /** @param challenge the value of the field WWW-Authenticate that came with the answer; null when none did */
  readonly verify: (challenge: string | null) => Outcome<void>;
}

export function makeToken(granted: Granted, stamp: Stamp, binding: Buffer | null): Token {
  const request = serviceToken(granted, {
    binding: gssChecksum(binding),
    stamp,
    subkey: randomKeyLike(granted.sessionKey),
    sequence: randomInt(0x40000000),
  });
  const header = `Negotiate ${negotiation(request).toString('base64')}`;
  return { header, verify: (challenge) => verify(granted, stamp, challenge) };
}

/** What stands for a token where none could be made in time: nothing that comes back proves anything. */
export function verifyNothing(ticket: ServiceTicket): Outcome<void> {
  const { realm } = ServiceTicket.granted(ticket).server;
  const text = 'it answered a request that carried no ticket';
  return failed('SERVER_NOT_GENUINE', { step: 'answer', realm }, text);
}

function verify(granted: Granted, stamp: Stamp, challenge: string | null): Outcome<void> {
  const where: Where = { step: 'answer', realm: granted.server.realm };
  const token = /^negotiate(?: +(.*))?$/i.exec(challenge?.trim() ?? '')?.[1] ?? '';
  const read = readable(() => {
    const negotiated = readNegotiated(token);
    if (negotiated.kind === 'reply') {
      return { kind: 'reply', said: openApReply(negotiated.message, granted.sessionKey) } as const;
    }
    if (negotiated.kind === 'error') {
      return { kind: 'error', error: readError(negotiated.message) } as const;
    }
    return { kind: negotiated.kind } as const;
  });
  if (!read.ok)
    return failed('SERVER_NOT_GENUINE', where, `its answer to the ticket: ${read.what}`);
  const answer = read.value;
  if (answer.kind === 'error') {
    const { code } = answer.error;
    const text = `the service refuses the ticket: error ${errorName(code)}`;
    return failed('SERVER_REFUSED', { ...where, kdcError: code }, text);
  }
  if (answer.kind === 'rejected') {
    return failed('SERVER_REFUSED', where, 'the service refuses the ticket without a reason');
  }
  if (answer.kind === 'nothing') {
    return failed(
      'SERVER_NOT_GENUINE',
      where,
      'its answer does not prove that it could read the ticket',
    );
  }
  const said = answer.said;
  if (said?.time !== stamp.time || said.microseconds !== stamp.microseconds) {
    return failed('SERVER_NOT_GENUINE', where, 'its answer was not made for this request');
  }
  return done(undefined);
}
