/**
 * Takes a CSV text apart (RFC 4180), record by record, so that it is worked off between requests as JSON is. Quotes are
 * taken strictly: where one stands in the wrong place, spreadsheets differ in which field is which. Every record must end
 * with its line, which RFC 4180 2.2 leaves open for the last: nothing else shows that half of it was written.
 */
export interface CsvRecord {
  readonly kind: 'record';
  readonly fields: readonly string[];
  /** On which it begins. */
  readonly line: number;
}

export type CsvPart =
  | CsvRecord
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly line: number;
      /** In characters of that line, from 1. */
      readonly column: number;
    };

export type Separator = ',' | ';';

/** A quote that is never closed would make one record of the rest of the file, and one long stretch of work. */
const RECORD_LIMIT = 64 * 1024;

/** Names of columns hold neither: what occurs in the first line separates. */
export function separatorOf(text: string): Separator {
  const end = text.search(/[\r\n]/);
  return text.slice(0, end < 0 ? RECORD_LIMIT : Math.min(end, RECORD_LIMIT)).includes(';')
    ? ';'
    : ',';
}

interface Cursor {
  readonly text: string;
  readonly separator: Separator;
  at: number;
  line: number;
  /** Where the line begins. */
  lineAt: number;
}

/** Yields the records in order, lines without any text left out; ends after the text or with the one problem found. */
export function* csvRecords(text: string, separator: Separator): Generator<CsvPart, void> {
  const cursor: Cursor = { text, separator, at: 0, line: 1, lineAt: 0 };
  while (cursor.at < text.length) {
    const part = record(cursor);
    const isEmpty = part.kind === 'record' && part.fields.length === 1 && part.fields[0] === '';
    if (!isEmpty) yield part;
    if (part.kind === 'problem') return;
  }
}

function record(cursor: Cursor): CsvPart {
  const { at: start, line } = cursor;
  const fields: string[] = [];
  for (;;) {
    const field = cursor.text[cursor.at] === '"' ? quoted(cursor, start) : plain(cursor, start);
    if (typeof field !== 'string') return field;
    fields.push(field.trim());
    if (cursor.text[cursor.at] !== cursor.separator) break;
    cursor.at += 1;
  }
  if (cursor.at >= cursor.text.length)
    return wrong(cursor, 'the last line does not end: half-written?');
  endOfLine(cursor);
  return { kind: 'record', fields, line };
}

function plain(cursor: Cursor, start: number): string | CsvPart {
  const { text, separator, at } = cursor;
  for (; cursor.at < text.length; cursor.at += 1) {
    const char = text[cursor.at];
    if (char === separator || char === '\n' || char === '\r') break;
    if (char === '"')
      return wrong(cursor, 'a quote within a field: put the whole field in quotes, and this twice');
    if (cursor.at - start > RECORD_LIMIT) return tooLong(cursor);
  }
  return text.slice(at, cursor.at);
}

function quoted(cursor: Cursor, start: number): string | CsvPart {
  const { text, separator } = cursor;
  const opening = { ...cursor };
  let value = '';
  for (;;) {
    const from = cursor.at + 1;
    const end = text.indexOf('"', from);
    const length = (end < 0 ? text.length : end) - start;
    if (length > RECORD_LIMIT) return tooLong(opening);
    if (end < 0) return wrong(opening, 'this quote is not closed: half-written?');
    const within = text.slice(from, end);
    countLines(cursor, from, within);
    value += within;
    cursor.at = end + 1;
    const next = text[cursor.at];
    if (next === undefined || next === separator || next === '\n' || next === '\r') return value;
    if (next !== '"') return wrong(cursor, 'something follows the closing quote of a field');
    value += '"';
  }
}

function countLines(cursor: Cursor, from: number, within: string): void {
  for (let at = within.indexOf('\n'); at >= 0; at = within.indexOf('\n', at + 1)) {
    cursor.line += 1;
    cursor.lineAt = from + at + 1;
  }
}

/** CRLF, LF, or CR alone. */
function endOfLine(cursor: Cursor): void {
  const { text } = cursor;
  cursor.at += text.startsWith('\r\n', cursor.at) ? 2 : 1;
  cursor.line += 1;
  cursor.lineAt = cursor.at;
}

function tooLong(cursor: Cursor): CsvPart {
  return wrong(cursor, `a record of more than ${RECORD_LIMIT} characters: an open quote?`);
}

function wrong({ at, line, lineAt }: Cursor, message: string): CsvPart {
  return { kind: 'problem', message, line, column: at - lineAt + 1 };
}
