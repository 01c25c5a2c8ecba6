/** `devices.json`: bytes in, validated devices out, or every mistake with its line. */
import { isUtf8 } from 'node:buffer';
import { clip } from '../../src-shared/clip.ts';
import { deviceSchema } from '../../src-shared/devices.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { aliasesOf } from './aliases.ts';
import { asNew } from './devices.ts';
import { findDuplicates, PROBLEM_LIMIT } from './duplicates.ts';
import { arrayParts } from './json-records.ts';
import { normaliseDeviceId, parseUser } from './normalise.ts';
import { newPacker } from './packing.ts';
import type { Rows } from './rows.ts';
import { calmly } from './work.ts';
import type { Work } from './work.ts';

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
  if (problems.length > 0) return failure(...problems.slice(0, PROBLEM_LIMIT));
  const rows = devices.done();
  const duplicates = yield* findDuplicates(rows, (index) => lines[index]);
  return duplicates.length > 0
    ? failure(...duplicates.map((each) => ({ ...each, file })))
    : success(rows);
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
  const parsed = deviceSchema.safeParse(read.value);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => {
      const key = [`[${index}]`, ...issue.path.map(String)].join('.');
      return problem('SCHEMA', `record ${index + 1}: ${key}: ${issue.message}`, { key });
    });
    return failure(...mistakes);
  }
  const unusable = unusableNames(parsed.data);
  return unusable.length === 0
    ? success(parsed.data)
    : failure(
        problem('SCHEMA', `record ${index + 1}: not a name or id: ${unusable.join(', ')}`, {
          key: `[${index}]`,
        }),
      );
}

/** What no request can ever match would sit in the directory unseen. */
function unusableNames(device: DeviceInput): readonly string[] {
  const users = aliasesOf(device).filter((alias) => parseUser(alias) === null);
  const ids = [device.deviceId, ...Object.values(device.ids ?? {})].filter(
    (id) => id !== undefined && normaliseDeviceId(id) === null,
  );
  return [...users, ...ids].map((name) => `"${clip(name ?? '', 64)}"`);
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
