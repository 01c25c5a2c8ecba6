/** Splits a byte stream into lines, with a cap: a peer cannot make us hold more than that. */
import type { Readable } from 'node:stream';

/** What a gateway takes from a client. */
export const REQUEST_LIMIT = 1024 * 1024;
/** What a client takes from a gateway: a long list of blocked clients. */
export const ANSWER_LIMIT = 64 * 1024 * 1024;

export interface LineReader {
  readonly onLine: (line: string) => void;
  /** The line has grown beyond `limit` bytes, or is not UTF-8: nothing more is read. */
  readonly onBroken: (why: 'too long' | 'not UTF-8') => void;
}

const NEWLINE = 0x0a;

/** An unfinished line at the end of the stream is dropped: its sender went away in the middle. */
export function readLines(from: Readable, limit: number, reader: LineReader): void {
  let held: Buffer[] = [];
  let size = 0;
  let broken = false;

  const stop = (why: 'too long' | 'not UTF-8'): void => {
    broken = true;
    held = [];
    reader.onBroken(why);
  };
  const take = (part: Buffer): boolean => {
    size += part.length;
    if (size > limit) {
      stop('too long');
      return false;
    }
    held.push(part);
    return true;
  };
  const finish = (): void => {
    const whole = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    held = [];
    size = 0;
    const text = decode(whole);
    if (text === null) stop('not UTF-8');
    else if (text.trim() !== '') reader.onLine(text);
  };

  from.on('data', (chunk: Buffer) => {
    let start = 0;
    while (!broken && start < chunk.length) {
      const end = chunk.indexOf(NEWLINE, start);
      if (!take(chunk.subarray(start, end === -1 ? chunk.length : end))) return;
      if (end === -1) return;
      finish();
      start = end + 1;
    }
  });
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
