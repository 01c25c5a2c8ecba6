/** KRB-ERROR and what a KDC says in it about pre-authentication: RFC 4120 5.9.1, 5.2.7. */
import { fieldsOf, inside, readElement, sequenceOf } from '../../der/read.ts';
import { integer, looseText, microseconds, octets, text, time } from '../../der/values.ts';
import { application } from '../../der/write.ts';
import { Malformed } from '../../der/malformed.ts';
import { expectVersion, readPaData } from './parts.ts';
import type { Typed } from './parts.ts';

/** Nothing in it is authenticated. */
export interface KrbError {
  readonly code: number;
  /** The clock of who sent it, milliseconds since 1970. */
  readonly serverTime: number;
  /** Where the client belongs, in error 68 (RFC 6806 4). */
  readonly clientRealm: string | null;
  readonly text: string | null;
  readonly data: Buffer | null;
}

export const isError = (bytes: Buffer): boolean => bytes[0] === application(30);

export function readError(bytes: Buffer): KrbError {
  const fields = fieldsOf(inside(readElement(bytes, application(30))));
  fields.get(0, expectVersion);
  if (fields.get(1, integer) !== 30) throw new Malformed('a message that is two kinds at once');
  return {
    serverTime: fields.get(4, time) + Math.floor(fields.get(5, microseconds) / 1000),
    code: fields.get(6, integer),
    clientRealm: fields.find(7, text),
    text: fields.find(11, looseText),
    data: fields.find(12, octets),
  };
}

/** METHOD-DATA in the e-data of error 25. */
export const readMethodData = (data: Buffer): readonly Typed[] => readPaData(readElement(data));

/** ETYPE-INFO2-ENTRY: how a password becomes a key. */
export interface EnctypeInfo {
  readonly enctype: number;
  readonly salt: Buffer | null;
  readonly parameters: Buffer | null;
}

export const readEnctypeInfo = (value: Buffer): readonly EnctypeInfo[] =>
  sequenceOf(readElement(value)).map((entry) => {
    const fields = fieldsOf(entry);
    return {
      enctype: fields.get(0, integer),
      // A salt is bytes to us: KDCs hold whatever name the account had when its password was set.
      salt: fields.find(1, ({ content }) => content),
      parameters: fields.find(2, octets),
    };
  });
