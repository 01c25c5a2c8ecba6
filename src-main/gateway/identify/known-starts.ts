/**
 * Beginnings of SOAP requests that were read before. A mail client begins every request of one kind with the same bytes, and
 * what the reader says of a beginning that names the operation hangs on these bytes alone: nothing behind them
 * changes it any more. So it is read once, and then known by its bytes.
 */
import type { Buffer } from 'node:buffer';
import { ownText } from '../../http/own-text.ts';
import { SoapReader } from './soap.ts';
import type { SoapState } from './soap.ts';

/** By the bytes up to the end of the operation's tag, as Latin-1. */
const known = new Map<string, SoapState>();
const most = 500;
/** No longer ones. */
const longest = 1024;
/** Where a beginning may end. To be wrong here costs time and nothing else: only what the reader says counts. */
const operationTag = /Body[^<>]*>\s*<[^<>]*>/;

/** What `SoapReader` says of this beginning of a body, or null: it has to be read. */
export function knownStart(part: Buffer): SoapState | null {
  const text = part.toString('latin1', 0, Math.min(part.length, longest));
  const found = operationTag.exec(text);
  if (found === null) return null;
  const end = found.index + found[0].length;
  const start = text.slice(0, end);
  return known.get(start) ?? learn(start, part.subarray(0, end));
}

function learn(start: string, bytes: Buffer): SoapState | null {
  const soap = new SoapReader().write(bytes);
  // Who acts for others names somebody else each time: such beginnings would only push out those that recur.
  if (soap.kind !== 'read' || soap.facts.mailbox !== null) return null;
  if (known.size >= most) known.clear();
  // What comes behind it in the body is not to be kept.
  known.set(ownText(start), soap);
  return soap;
}
