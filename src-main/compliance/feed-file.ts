/** The device feed, JSON or CSV: bytes in, validated devices out, or every mistake with its line. */
import { constants, isUtf8 } from 'node:buffer';
import { clip } from '../../src-shared/clip.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { parsingCsv } from './csv-devices.ts';
import { deviceOf } from './device-record.ts';
import { asNew, packingList } from './devices.ts';
import { findDuplicates, PROBLEM_LIMIT } from './duplicates.ts';
import { arrayParts } from './json-records.ts';
import { newPacker } from './packing.ts';
import type { Rows } from './rows.ts';
import { calmly } from './work.ts';
import type { Work } from './work.ts';

/** Rows of what could be read, and on which line each record begins, those included that are wrong. */
interface RowsRead {
  readonly rows: Rows;
  readonly lines: readonly number[];
  readonly problems: readonly Problem[];
}

/**
 * An empty or half-written file is a problem and never an empty directory: `[]` means nobody.
 * @param file named in the problems
 */
export async function parseFeed(bytes: Uint8Array, file: string): Promise<Result<Rows>> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(text)) {
    return failure(
      problem('JSON_SYNTAX', `${file} is not UTF-8`, { file, remedy: 'Save the file as UTF-8.' }),
    );
  }
  return calmly(parsing(withoutMark(text), file));
}

function* parsing(text: Buffer, file: string): Work<Result<Rows>> {
  const read = yield* isCsv(file) ? csvRows(text, file) : jsonRows(text, file);
  const { rows, lines } = read;
  const problems = [...read.problems];
  if (problems.length === 0) {
    const duplicates = yield* findDuplicates(rows, (index) => lines[index]);
    problems.push(...duplicates.map((each) => ({ ...each, file })));
  }
  return problems.length > 0 ? failure(...problems.slice(0, PROBLEM_LIMIT)) : success(rows);
}

/** By its name: an empty file tells nothing. */
function isCsv(file: string): boolean {
  return /\.csv$/i.test(file);
}

function* csvRows(text: Buffer, file: string): Work<RowsRead> {
  // It is read as one text, which has an end.
  if (text.length > constants.MAX_STRING_LENGTH) {
    const remedy = 'Give the list as JSON.';
    const message = `${file} is too large for a CSV file`;
    const problems = [problem('FILE_UNREADABLE', message, { file, remedy })];
    return { rows: newPacker().done(), lines: [], problems };
  }
  const { devices, lines, problems } = yield* parsingCsv(text.toString(), file);
  return { rows: yield* packingList(devices), lines, problems };
}

function* jsonRows(text: Buffer, file: string): Work<RowsRead> {
  const devices = newPacker();
  const lines: number[] = [];
  const problems: Problem[] = [];
  for (const part of arrayParts(text)) {
    yield;
    if (part.kind === 'problem') {
      problems.push(problem('JSON_SYNTAX', `${file}: ${part.message}`, { file, line: part.line }));
      break;
    }
    const record = parseRecord(part.text, lines.length);
    lines.push(part.line);
    if (record.ok) devices.add(asNew(record.value));
    else problems.push(...record.problems.map((each) => ({ ...each, file, line: part.line })));
    if (problems.length >= PROBLEM_LIMIT) break;
  }
  return { rows: devices.done(), lines, problems };
}

/** A byte order mark, as Windows tools write it, is passed over. */
function withoutMark(text: Buffer): Buffer {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}

function parseRecord(text: string, index: number): Result<DeviceInput> {
  const read = parseJson(text);
  if (!read.ok)
    return failure(
      problem('JSON_SYNTAX', `record ${index + 1}: ${clip(read.why)}`, { key: `[${index}]` }),
    );
  return deviceOf(read.value, { index });
}

type Parsed =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

export function parseJson(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
