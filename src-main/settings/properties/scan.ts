/**
 * The logical lines of a properties file, as `java.util.Properties.load(InputStream)` sees them.
 *
 * A port of the state machine in OpenJDK's `Properties.LineReader.readLine`, quirks included (a line of nothing but
 * a backslash leaves the next one free to be a comment; a backslash at the end of the file is dropped), because
 * the vendor's gateway reads the same file with that code. It also remembers where each character came from.
 */

/** A line that holds a key, with its continuation lines joined. Offsets count characters (bytes) of the file. */
export interface LogicalLine {
  /** The joined text: escapes are still in it, line ends and leading blanks are not. */
  readonly text: string;
  /** For each character of `text`, its offset in the file. */
  readonly offsets: readonly number[];
  /** Offset of the first character. */
  readonly start: number;
  /** Offset of the line end that closes it, or of the end of the file. */
  readonly end: number;
  /** As `end`, but before a backslash that the end of the file made void. */
  readonly bodyEnd: number;
}

export interface Comment {
  /** Offset of the `#` or `!`. */
  readonly start: number;
  /** Offset of the line end. */
  readonly end: number;
}

export interface Scan {
  readonly lines: readonly LogicalLine[];
  readonly comments: readonly Comment[];
  /** True when text added at the end would still belong to the last line. */
  readonly open: boolean;
}

export function scan(text: string): Scan {
  const lines: LogicalLine[] = [];
  const comments: Comment[] = [];
  let position = 0;
  let open = false;
  while (position < text.length) {
    const read = readLine(text, position, comments);
    if (read.line !== null) lines.push(read.line);
    position = read.next;
    open = read.open;
  }
  return { lines, comments, open };
}

interface Read {
  readonly line: LogicalLine | null;
  readonly next: number;
  readonly open: boolean;
}

/** Reads one logical line from `from`; comments before and inside it are added to `comments`. */
function readLine(text: string, from: number, comments: Comment[]): Read {
  const offsets: number[] = [];
  let skipBlanks = true;
  let continued = false;
  let backslash = false;
  let position = from;
  while (position < text.length) {
    const char = text.charAt(position);
    const ends = char === '\n' || char === '\r';
    if (skipBlanks && (isBlank(char) || (!continued && ends))) {
      position += 1;
      continue;
    }
    skipBlanks = false;
    continued = false;
    if (offsets.length === 0 && (char === '#' || char === '!')) {
      const end = endOfLine(text, position);
      comments.push({ start: position, end });
      position = end;
      skipBlanks = true;
    } else if (!ends) {
      offsets.push(position);
      backslash = char === '\\' && !backslash;
      position += 1;
    } else if (offsets.length === 0) {
      skipBlanks = true;
      position += 1;
    } else if (backslash && position + 1 < text.length) {
      offsets.pop();
      skipBlanks = true;
      continued = true;
      backslash = false;
      position += char === '\r' && text.charAt(position + 1) === '\n' ? 2 : 1;
    } else {
      break;
    }
  }
  return {
    line: lineOf(text, offsets, position, backslash),
    next: position + 1,
    open: backslash || continued,
  };
}

/** `voidBackslash`: the last character is a backslash that continues nothing, because the file ends. Java drops it. */
function lineOf(
  text: string,
  kept: readonly number[],
  end: number,
  voidBackslash: boolean,
): LogicalLine | null {
  const start = kept[0];
  if (start === undefined) return null;
  const offsets = voidBackslash ? kept.slice(0, -1) : kept;
  return {
    text: offsets.map((offset) => text.charAt(offset)).join(''),
    offsets,
    start,
    end,
    bodyEnd: voidBackslash ? (kept.at(-1) ?? end) : end,
  };
}

export function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\f';
}

function endOfLine(text: string, from: number): number {
  let position = from;
  while (position < text.length && !/[\r\n]/.test(text.charAt(position))) position += 1;
  return position;
}
