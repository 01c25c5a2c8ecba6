/** Reads the primitive types that Kerberos and SPNEGO use. */
import { Malformed } from './malformed.ts';
import { expectTag } from './read.ts';
import type { Element } from './read.ts';
import { tags } from './write.ts';

/** Int32 and UInt32 of RFC 4120 5.2.4: from -2^31 to 2^32 - 1. */
export function integer(element: Element): number {
  return wholeNumber(expectTag(element, tags.integer).content);
}

export function enumerated(element: Element): number {
  return wholeNumber(expectTag(element, tags.enumerated).content);
}

function wholeNumber(content: Buffer): number {
  const [first, second] = content;
  if (first === undefined) throw new Malformed('a number without digits');
  if (second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80)) {
    throw new Malformed('a number with idle digits');
  }
  if (content.length > 5) throw new Malformed('a number too large');
  const value = content.readIntBE(0, content.length);
  if (value > 0xffffffff || value < -0x80000000) throw new Malformed('a number too large');
  return value;
}

/** RFC 4120 5.2.4: 0 to 999999. */
export function microseconds(element: Element): number {
  const value = integer(element);
  if (value < 0 || value > 999_999) throw new Malformed('microseconds out of range');
  return value;
}

export const octets = (element: Element): Buffer => expectTag(element, tags.octets).content;

/** RFC 4120 5.2.1 says IA5; Active Directory writes UTF-8. */
export function text(element: Element): string {
  try {
    return utf8.decode(expectTag(element, tags.generalString).content);
  } catch (error) {
    if (error instanceof Malformed) throw error;
    throw new Malformed('a text that is not UTF-8');
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** For texts that are only shown: whatever the bytes are. */
export const looseText = (element: Element): string =>
  expectTag(element, tags.generalString).content.toString('utf8');

/** KerberosTime, RFC 4120 5.2.3: whole seconds, UTC. @returns milliseconds since 1970 */
export function time(element: Element): number {
  const written = expectTag(element, tags.generalizedTime).content.toString('latin1');
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(written);
  if (match === null) throw new Malformed('a time in another form');
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const value = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  // Date.UTC carries a 13th month over; KDCs that mean "never" write a real date.
  if (new Date(value).toISOString().replace(/[-:T]|\.\d+/g, '') !== written) {
    throw new Malformed('a time that does not exist');
  }
  return value;
}

/** KerberosFlags, RFC 4120 5.2.8: 32 bits or more, of which the first 32 have a meaning. @returns bit 0 as 2^31 */
export function flags(element: Element): number {
  const { content } = expectTag(element, tags.bits);
  const unused = content[0];
  if (unused === undefined || unused > 7) throw new Malformed('bits without their count');
  if (content.length < 5) throw new Malformed('fewer than 32 flags');
  return content.readUInt32BE(1);
}

/** @returns in dots */
export function objectId(element: Element): string {
  const { content } = expectTag(element, tags.objectId);
  const arcs: number[] = [];
  let arc = 0;
  for (const [at, byte] of content.entries()) {
    if (arc === 0 && byte === 0x80) throw new Malformed('an object identifier with idle digits');
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 0xffffffff) throw new Malformed('an object identifier too large');
    if (byte >= 0x80 && at === content.length - 1) throw new Malformed('cut short');
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first, ...others] = arcs;
  if (first === undefined) throw new Malformed('an object identifier without digits');
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...others].join('.');
}
