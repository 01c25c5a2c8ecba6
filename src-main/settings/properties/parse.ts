/** Keys and values of a properties file, with their places. */
import { unescape } from './escape.ts';
import { isBlank, scan, type LogicalLine, type Scan } from './scan.ts';

/** One `key=value` of the file. Offsets count characters (bytes) of the file. */
export interface Entry {
  readonly key: string;
  /** Unescaped, as Java sees it: a trailing blank is part of it. */
  readonly value: string;
  /** 1-based physical line on which the key begins. */
  readonly line: number;
  /** What separates key and value: `none` when the line holds a key alone. */
  readonly separator: 'sign' | 'blank' | 'none';
  /** Where the value as written begins and ends. */
  readonly valueStart: number;
  readonly end: number;
  readonly start: number;
}

export interface Properties {
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly scan: Scan;
  /** Lines with a malformed `\uXXXX`: Java refuses a file that has any. */
  readonly malformed: readonly number[];
}

/** `text` holds one character per byte (Latin-1). */
export function parseProperties(text: string): Properties {
  const scanned = scan(text);
  const lineAt = lineCounter(text);
  const entries: Entry[] = [];
  const malformed: number[] = [];
  for (const line of scanned.lines) {
    const entry = entryOf(line, lineAt(line.start));
    if (entry === null) malformed.push(lineAt(line.start));
    else entries.push(entry);
  }
  return { text, entries, scan: scanned, malformed };
}

/** The entry that counts: the last with the key. */
export function winner(properties: Properties, key: string): Entry | undefined {
  return properties.entries.filter((entry) => entry.key === key).at(-1);
}

/** Key to value as Java ends up with. */
export function effectiveValues(properties: Properties): ReadonlyMap<string, string> {
  return new Map(properties.entries.map((entry) => [entry.key, entry.value]));
}

/** Java's `load0`: the first unescaped `=`, `:` or blank ends the key; blanks and one sign are skipped. */
function entryOf(line: LogicalLine, lineNumber: number): Entry | null {
  const { text } = line;
  const keyLength = endOfKey(text);
  let valueStart = keyLength;
  let sign = false;
  while (valueStart < text.length) {
    const char = text.charAt(valueStart);
    const isSign = char === '=' || char === ':';
    if (!isBlank(char) && (!isSign || sign)) break;
    sign ||= isSign;
    valueStart += 1;
  }
  const key = unescape(text.slice(0, keyLength));
  const value = unescape(text.slice(valueStart));
  if (key === null || value === null) return null;
  return {
    key,
    value,
    line: lineNumber,
    separator: sign ? 'sign' : valueStart > keyLength ? 'blank' : 'none',
    valueStart: line.offsets[valueStart] ?? line.bodyEnd,
    end: line.end,
    start: line.start,
  };
}

function endOfKey(text: string): number {
  let escaped = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (!escaped && (char === '=' || char === ':' || isBlank(char))) return index;
    escaped = char === '\\' && !escaped;
  }
  return text.length;
}

/** Offsets must be asked in rising order. `\r\n`, `\n` and `\r` end a line, as Java has it. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let position = 0;
  return (offset) => {
    for (; position < offset; position += 1) {
      const char = text.charAt(position);
      if (char === '\n' && text.charAt(position - 1) !== '\r') line += 1;
      if (char === '\r') line += 1;
    }
    return line;
  };
}
