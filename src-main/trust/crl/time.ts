/** Times of certificates and revocation lists (RFC 5280 4.1.2.5): UTCTime until 2049, GeneralizedTime from 2050. */
import { Malformed } from '../../der/malformed.ts';
import type { Element } from '../../der/read.ts';
import { time } from '../../der/values.ts';
import { tags } from '../../der/write.ts';

/** @returns milliseconds since 1970 */
export function timeOf(element: Element): number {
  if (element.tag !== 0x17) return time(element);
  const short = element.content.toString('latin1');
  if (!/^\d{12}Z$/.test(short)) throw new Malformed('a time in another form');
  const century = Number(short.slice(0, 2)) < 50 ? '20' : '19';
  return time({ ...element, tag: tags.generalizedTime, content: Buffer.from(century + short) });
}
