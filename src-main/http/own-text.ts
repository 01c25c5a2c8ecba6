/**
 * The same text in memory of its own. What is cut from a string shares its memory in V8: a name of twenty letters, kept
 * for an hour, would keep the head of 64 KB that it was read from.
 */
import { Buffer } from 'node:buffer';

export function ownText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

export function ownTextOf(text: string | null): string | null {
  return text === null ? null : ownText(text);
}
