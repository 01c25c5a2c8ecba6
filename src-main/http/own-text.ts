/**
 * The same text in memory of its own. What is cut from a string shares its memory in V8: a name of twenty letters, kept
 * for an hour, would keep the head of 64 KB that it was read from.
 */
import { Buffer } from 'node:buffer';

/** Nearly everything. In two bytes a letter it would take twice as much, and be compared with one-byte texts slowly. */
const oneByte = /^[\x00-\xff]*$/;

export function ownText(text: string): string {
  const encoding = oneByte.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

export function ownTextOf(text: string | null): string | null {
  return text === null ? null : ownText(text);
}
