/** AS-REP and TGS-REP: RFC 4120 5.4.2. */
import type { Key } from '../crypto/key.ts';
import { fieldsOf, inside, readElement } from '../../der/read.ts';
import type { Element } from '../../der/read.ts';
import { flags, integer, text } from '../../der/values.ts';
import { application } from '../../der/write.ts';
import { Malformed } from '../../der/malformed.ts';
import type { Name } from '../names.ts';
import { expectVersion, readEncrypted, readKey, readName, readPaData } from './parts.ts';
import type { EncryptedData, Ticket, Typed } from './parts.ts';
import { readTicket, readTimes } from './ticket.ts';
import type { Times } from './ticket.ts';

export interface KdcReply {
  readonly padata: readonly Typed[];
  /** In the clear: to be believed only where something sealed says the same. */
  readonly realm: string;
  readonly client: Name;
  readonly ticket: Ticket;
  readonly sealed: EncryptedData;
}

const messageTypes = { as: 11, tgs: 13 } as const;

export const isReply = (kind: 'as' | 'tgs', bytes: Buffer): boolean =>
  bytes[0] === application(messageTypes[kind]);

export function readReply(kind: 'as' | 'tgs', bytes: Buffer): KdcReply {
  const type = messageTypes[kind];
  const fields = fieldsOf(inside(readElement(bytes, application(type))));
  fields.get(0, expectVersion);
  if (fields.get(1, integer) !== type) throw new Malformed('a message that is two kinds at once');
  return {
    padata: fields.find(2, readPaData) ?? [],
    realm: fields.get(3, text),
    client: fields.get(4, readName),
    ticket: fields.get(5, readTicket),
    sealed: fields.get(6, readEncrypted),
  };
}

/** EncKDCRepPart: what only the KDC can have written. */
export interface ReplyPart {
  readonly sessionKey: Key;
  readonly nonce: number;
  readonly flags: number;
  readonly times: Times;
  readonly realm: string;
  readonly server: Name;
}

/** Some KDCs tag that of an AS-REP as that of a TGS-REP (RFC 4120 5.4.2). */
export function readReplyPart(bytes: Buffer): ReplyPart {
  const outer = readElement(bytes);
  if (outer.tag !== application(25) && outer.tag !== application(26)) {
    throw new Malformed('sealed content of another kind');
  }
  return part(inside(outer));
}

function part(element: Element): ReplyPart {
  const fields = fieldsOf(element);
  return {
    sessionKey: fields.get(0, readKey),
    nonce: fields.get(2, integer),
    flags: fields.get(4, flags),
    times: readTimes(fields, 5),
    realm: fields.get(9, text),
    server: fields.get(10, readName),
  };
}
