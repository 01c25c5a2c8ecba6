/**
 * Reads DER strictly (X.690 clause 10): definite and shortest lengths, nothing after the end, tags below 31. A reader asks for
 * the types that it expects, so nesting is as deep as the message's definition and never as deep as its sender wants.
 */
import { Malformed } from './malformed.ts';

export interface Element {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Buffer;
  /** With identifier and length, as it came. */
  readonly whole: Buffer;
}

/** The one element of which `bytes` consist. */
export function readElement(bytes: Buffer, tag?: number): Element {
  const element = firstElement(bytes);
  if (element.whole.length !== bytes.length) throw new Malformed('bytes after the end');
  return tag === undefined ? element : expectTag(element, tag);
}

/** The element with which `bytes` begin. */
export function firstElement(bytes: Buffer): Element {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined) throw new Malformed('cut short');
  if ((tag & 0x1f) === 0x1f) throw new Malformed('a tag of more than one byte');
  if (first < 0x80) return slice(bytes, tag, 2, first);
  const count = first & 0x7f;
  if (count === 0) throw new Malformed('an indefinite length');
  if (count > 4) throw new Malformed('a length beyond all messages');
  if (bytes.length < 2 + count) throw new Malformed('cut short');
  const length = bytes.readUIntBE(2, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new Malformed('a length too long');
  return slice(bytes, tag, 2 + count, length);
}

function slice(bytes: Buffer, tag: number, start: number, length: number): Element {
  const end = start + length;
  if (end > bytes.length) throw new Malformed('cut short');
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) };
}

export function expectTag(element: Element, tag: number): Element {
  if (element.tag !== tag) {
    throw new Malformed(`tag 0x${element.tag.toString(16)} instead of 0x${tag.toString(16)}`);
  }
  return element;
}

/** What stands one after the other in `content`, `most` elements at the most. */
export function elementsOf(content: Buffer, most = Infinity): readonly Element[] {
  const elements: Element[] = [];
  let rest = content;
  while (rest.length > 0) {
    if (elements.length === most) throw new Malformed('too many elements');
    const element = firstElement(rest);
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

/** The elements of a SEQUENCE OF. */
export function sequenceOf(element: Element, most = Infinity): readonly Element[] {
  return elementsOf(expectTag(element, 0x30).content, most);
}

/** What stands inside an explicit tag. */
export const inside = (element: Element): Element => readElement(element.content);

/** A SEQUENCE of explicitly tagged fields, as every type of RFC 4120 is one. */
export interface Fields {
  readonly has: (number: number) => boolean;
  readonly get: <Value>(number: number, read: (element: Element) => Value) => Value;
  readonly find: <Value>(number: number, read: (element: Element) => Value) => Value | null;
}

/** @param highest number that a field may have */
export function fieldsOf(sequence: Element, highest = 30): Fields {
  const fields = new Map<number, Element>();
  let last = -1;
  for (const element of sequenceOf(sequence, highest + 1)) {
    const number = element.tag & 0x1f;
    if ((element.tag & 0xe0) !== 0xa0) throw new Malformed('a field without a tag of its own');
    if (number <= last) throw new Malformed('fields out of order');
    if (number > highest) throw new Malformed('an unknown field');
    last = number;
    fields.set(number, element);
  }
  const find: Fields['find'] = (number, read) => {
    const element = fields.get(number);
    return element === undefined ? null : read(inside(element));
  };
  const get: Fields['get'] = (number, read) => {
    const element = fields.get(number);
    if (element === undefined) throw new Malformed(`field ${number} is missing`);
    return read(inside(element));
  };
  return { has: (number) => fields.has(number), get, find };
}
