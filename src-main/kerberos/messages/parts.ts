/** What messages are made of: RFC 4120 5.2. */
import { enctypeOf } from '../crypto/enctype.ts';
import { Key } from '../crypto/key.ts';
import { fieldsOf, sequenceOf } from '../../der/read.ts';
import type { Element } from '../../der/read.ts';
import { integer, octets, text } from '../../der/values.ts';
import * as write from '../../der/write.ts';
import { Malformed } from '../../der/malformed.ts';
import type { Name } from '../names.ts';

export const version = 5;

export function expectVersion(element: Element): void {
  if (integer(element) !== version) throw new Malformed('another version of Kerberos');
}

export const writeName = (name: Name): Buffer =>
  write.fields({
    0: write.integer(name.type),
    1: write.sequence(...name.components.map(write.text)),
  });

export function readName(element: Element): Name {
  const fields = fieldsOf(element);
  const components = fields.get(1, (names) => sequenceOf(names).map(text));
  if (components.length === 0 || components.length > 16) {
    throw new Malformed('a name with no parts or too many');
  }
  return { type: fields.get(0, integer), components };
}

export interface EncryptedData {
  readonly enctype: number;
  readonly kvno: number | null;
  readonly cipher: Buffer;
}

export const writeEncrypted = (enctype: number, cipher: Buffer): Buffer =>
  write.fields({ 0: write.integer(enctype), 2: write.octets(cipher) });

export function readEncrypted(element: Element): EncryptedData {
  const fields = fieldsOf(element);
  return {
    enctype: fields.get(0, integer),
    kvno: fields.find(1, integer),
    cipher: fields.get(2, octets),
  };
}

/** A key that came with a ticket. */
export function readKey(element: Element): Key {
  const fields = fieldsOf(element);
  const id = fields.get(0, integer);
  const bytes = fields.get(1, octets);
  const enctype = enctypeOf(id);
  if (enctype === undefined) throw new Malformed('a key of a type that was not asked for');
  if (bytes.length !== enctype.keySize) throw new Malformed('a key of the wrong size');
  return new Key(id, bytes);
}

export const writeKey = (key: Key): Buffer =>
  write.fields({ 0: write.integer(key.enctype), 1: write.octets(Key.bytesOf(key)) });

export const writeChecksum = (type: number, bytes: Buffer): Buffer =>
  write.fields({ 0: write.integer(type), 1: write.octets(bytes) });

/** PA-DATA and the entries of authorization data: a number and bytes. */
export interface Typed {
  readonly type: number;
  readonly value: Buffer;
}

export const writePaData = (entries: readonly Typed[]): Buffer =>
  write.sequence(
    ...entries.map(({ type, value }) =>
      write.fields({ 1: write.integer(type), 2: write.octets(value) }),
    ),
  );

export const readPaData = (element: Element): readonly Typed[] =>
  sequenceOf(element).map((entry) => {
    const fields = fieldsOf(entry);
    return { type: fields.get(1, integer), value: fields.get(2, octets) };
  });

/** A ticket is carried on as it came; only its head is read. */
export interface Ticket {
  readonly realm: string;
  readonly server: Name;
  readonly sealed: EncryptedData;
  /** Sealed by the KDC: worthless without its session key. */
  readonly der: Buffer;
}
