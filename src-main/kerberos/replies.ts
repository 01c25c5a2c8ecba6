/** Opens replies of a KDC and checks what every one must say, whatever was asked. */
import { randomInt } from 'node:crypto';
import { decrypt, offeredEnctypes } from './crypto/enctype.ts';
import type { Key } from './crypto/key.ts';
import { done, failed } from './failures.ts';
import type { Outcome, Where } from './failures.ts';
import { readable } from '../der/malformed.ts';
import { readReplyPart } from './messages/kdc-reply.ts';
import type { KdcReply, ReplyPart } from './messages/kdc-reply.ts';
import type { Usable } from './messages/ap.ts';
import type { Times } from './messages/ticket.ts';
import { sameName } from './names.ts';
import type { Principal } from './names.ts';

/** A ticket with its session key, and what the KDC sealed about it. */
export interface Granted extends Usable {
  readonly server: Principal;
  readonly flags: number;
  readonly times: Times;
  /** host:port */
  readonly kdc: string;
}

/** 31 bits: some KDCs read it signed. */
export const newNonce = (): number => randomInt(0x7fffffff);

export interface Expected {
  readonly key: Key;
  readonly usage: number;
  readonly nonce: number;
}

/** @param where with the KDC that sent it */
export function openReply(
  reply: KdcReply,
  { key, usage, nonce }: Expected,
  where: Where & { readonly kdc: string },
): Outcome<Granted> {
  const notGenuine = (why: string) => failed('REPLY_NOT_GENUINE', where, why);
  if (!offeredEnctypes.includes(reply.sealed.enctype) || reply.sealed.enctype !== key.enctype) {
    return notGenuine('its reply is sealed with a type of key that was not agreed on');
  }
  const opened = readable(() => {
    const plain = decrypt(key, usage, reply.sealed.cipher);
    return plain === null ? null : readReplyPart(plain);
  });
  if (!opened.ok) return failed('REPLY_MALFORMED', where, `its reply: ${opened.what}`);
  if (opened.value === null) return notGenuine('its reply is not sealed with the key it should be');
  const wrong = whatIsWrong(reply, opened.value, nonce);
  if (wrong !== null) return notGenuine(wrong);
  const { sessionKey, flags, times, realm, server } = opened.value;
  return done({
    ticket: reply.ticket,
    sessionKey,
    client: { name: reply.client, realm: reply.realm },
    server: { name: server, realm },
    flags,
    times,
    kdc: where.kdc,
  });
}

/** RFC 4120 3.1.5 and 3.3.4. */
function whatIsWrong({ ticket }: KdcReply, part: ReplyPart, nonce: number): string | null {
  if (part.nonce !== nonce) return 'its reply answers another request';
  if (part.realm !== ticket.realm || !sameName(part.server, ticket.server)) {
    return 'its reply carries a ticket for another service than it says';
  }
  return null;
}
