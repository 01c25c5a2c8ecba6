/**
 * Edits a properties file so that nothing but the lines of the key change: comments, order, unknown keys, line ends,
 * separators and every other byte stay. (properties-file's editor drops leading blanks, unifies mixed line ends and
 * does not know Java's stray backslashes; hence our own on top of the scan that gives the line numbers.)
 */
import { escapeKey, escapeValue } from './escape.ts';
import { parseProperties, winner, type Entry, type Properties } from './parse.ts';
import type { Comment } from './scan.ts';

/** Sets `key`, or comments it out with null. Returns the new text; the same text when nothing was to do. */
export function editProperty(text: string, key: string, value: string | null): string {
  const properties = parseProperties(text);
  if (value === null) return commentOut(properties, key);
  const entry = winner(properties, key);
  if (entry !== undefined) return entry.value === value ? text : replaceValue(text, entry, value);
  const commented = commentedLine(properties, key);
  return commented === null ? append(properties, key, value) : uncomment(text, commented, value);
}

function replaceValue(text: string, entry: Entry, value: string): string {
  const separator = entry.separator === 'none' ? '=' : '';
  const written = escapeValue(value, entry.separator === 'blank');
  // A continuation that ends in a lone \r and holds nothing more would take a following \n for its own: drop it.
  const hollow = written === '' && text.slice(0, entry.valueStart).endsWith('\\\r');
  return splice(text, entry.valueStart - (hollow ? 2 : 0), entry.end, separator + written);
}

/** Every line of the key: were only the last one commented out, an earlier one would begin to count. */
function commentOut({ text, entries }: Properties, key: string): string {
  let out = '';
  let done = 0;
  for (const entry of entries.filter((each) => each.key === key)) {
    const from = startOfLine(text, entry.start);
    const lines = text.slice(from, entry.end);
    out += text.slice(done, from) + lines.replace(/^|(?<=\r\n|\n|\r(?!\n))(?!$)/g, '#');
    done = entry.end;
  }
  return out + text.slice(done);
}

interface CommentedLine extends Comment {
  /** Leading sign and key with separator, ready to stand without the `#`. */
  readonly head: string;
}

/** The last comment of the form `#key=value`. A sentence about the key has blanks after it and is left alone. */
function commentedLine(properties: Properties, key: string): CommentedLine | null {
  for (const comment of [...properties.scan.comments].reverse()) {
    const body = properties.text.slice(comment.start + 1, comment.end);
    const match = /^[ \t\f]*(([^\s=:]+)[ \t\f]*[=:][ \t\f]*)\S*[ \t\f]*$/.exec(body);
    if (match?.[1] !== undefined && match[2] === key) return { ...comment, head: match[1] };
  }
  return null;
}

function uncomment(text: string, comment: CommentedLine, value: string): string {
  return splice(text, comment.start, comment.end, comment.head + escapeValue(value));
}

function append({ text, scan }: Properties, key: string, value: string): string {
  const end = lineEndOf(text);
  const written = `${escapeKey(key)}=${escapeValue(value)}`;
  if (text === '') return written + end;
  const complete = /[\r\n]$/.test(text);
  // An open continuation would swallow the new line: one more line end closes it (`\r` and `\n` would be but one).
  const closing = text.endsWith('\r') && end === '\n' ? '\n\n' : end;
  const before = (complete ? '' : end) + (scan.open ? closing : '');
  return text + before + written + (complete ? end : '');
}

/** The line end that most lines have. */
function lineEndOf(text: string): '\n' | '\r\n' | '\r' {
  const windows = text.match(/\r\n/g)?.length ?? 0;
  const unix = (text.match(/\n/g)?.length ?? 0) - windows;
  const old = (text.match(/\r/g)?.length ?? 0) - windows;
  if (windows > 0 && windows >= unix && windows >= old) return '\r\n';
  return old > unix ? '\r' : '\n';
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !/[\r\n]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function splice(text: string, from: number, to: number, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

/** Whether the file has the key commented out, ready to be enabled. */
export function isCommentedOut(properties: Properties, key: string): boolean {
  return commentedLine(properties, key) !== null;
}
