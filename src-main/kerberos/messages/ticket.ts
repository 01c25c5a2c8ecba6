/** Tickets: RFC 4120 5.3. Those for ourselves are opened, to see whom the KDC made them for. */
import type { Key } from '../crypto/key.ts';
import { expectTag, fieldsOf, inside, readElement, sequenceOf } from '../../der/read.ts';
import type { Element, Fields } from '../../der/read.ts';
import { flags, integer, octets, text, time } from '../../der/values.ts';
import { application } from '../../der/write.ts';
import type { Name } from '../names.ts';
import { expectVersion, readEncrypted, readKey, readName } from './parts.ts';
import type { Ticket, Typed } from './parts.ts';

export function readTicket(element: Element): Ticket {
  // A copy, of which the sealed part is a piece: tickets are kept, replies are not.
  const der = Buffer.from(expectTag(element, application(1)).whole);
  const fields = fieldsOf(inside(readElement(der)));
  fields.get(0, expectVersion);
  return {
    realm: fields.get(1, text),
    server: fields.get(2, readName),
    sealed: fields.get(3, readEncrypted),
    der,
  };
}

/** Milliseconds since 1970, by the clock of the KDC. */
export interface Times {
  readonly authTime: number;
  readonly startTime: number;
  readonly endTime: number;
}

/** @param first the number of the first of the four fields */
export function readTimes(fields: Fields, first: number): Times {
  const authTime = fields.get(first, time);
  return {
    authTime,
    startTime: fields.find(first + 1, time) ?? authTime,
    endTime: fields.get(first + 2, time),
  };
}

export const ticketFlags = {
  forwardable: 0x40000000,
  forwarded: 0x20000000,
  proxiable: 0x10000000,
  renewable: 0x00800000,
  initial: 0x00400000,
  preAuthenticated: 0x00200000,
  transited: 0x00080000,
  okAsDelegate: 0x00040000,
} as const;

export const flagNames = (value: number): string[] =>
  Object.entries(ticketFlags).flatMap(([name, bit]) => ((value & bit) === 0 ? [] : [name]));

/** EncTicketPart: what the KDC sealed for the service, which here is ourselves. */
export interface OpenedTicket {
  readonly flags: number;
  readonly sessionKey: Key;
  readonly realm: string;
  readonly client: Name;
  readonly times: Times;
  readonly authorization: readonly Typed[];
}

export function readOpenedTicket(bytes: Buffer): OpenedTicket {
  const fields = fieldsOf(inside(readElement(bytes, application(3))));
  return {
    flags: fields.get(0, flags),
    sessionKey: fields.get(1, readKey),
    realm: fields.get(2, text),
    client: fields.get(3, readName),
    times: readTimes(fields, 5),
    authorization: fields.find(10, readAuthorization) ?? [],
  };
}

export const readAuthorization = (element: Element): readonly Typed[] =>
  sequenceOf(element).map((entry) => {
    const fields = fieldsOf(entry);
    return { type: fields.get(0, integer), value: fields.get(1, octets) };
  });
