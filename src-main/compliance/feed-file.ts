/** `devices.json`: bytes in, validated devices out, or every mistake with its line. */
import { TextDecoder } from 'node:util';
import { clip } from '../../src-shared/clip.ts';
import { deviceSchema } from '../../src-shared/devices.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import { aliasesOf } from './build.ts';
import { arrayParts } from './json-records.ts';
import { findDuplicates, PROBLEM_LIMIT } from './known.ts';
import { normaliseDeviceId, parseUser } from './normalise.ts';
import { calmly } from './work.ts';
import type { Work } from './work.ts';

/**
 * An empty or half-written file is a problem and never an empty directory: `[]` means nobody.
 * @param file named in the problems
 */
export async function parseFeed(
  bytes: Uint8Array,
  file: string,
): Promise<Result<readonly DeviceInput[]>> {
  const text = decode(bytes);
  if (text === null) {
    return failure(
      problem('JSON_SYNTAX', `${file} is not UTF-8`, { file, remedy: 'Save the file as UTF-8.' }),
    );
  }
  return calmly(parsing(text, file));
}

function* parsing(text: string, file: string): Work<Result<readonly DeviceInput[]>> {
  const devices: DeviceInput[] = [];
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
    if (record.ok) devices.push(record.value);
    else problems.push(...record.problems.map((each) => ({ ...each, file, line: part.line })));
    if (problems.length >= PROBLEM_LIMIT) break;
  }
  if (problems.length === 0) {
    const duplicates = yield* findDuplicates(devices, (index) => lines[index]);
    problems.push(...duplicates.map((each) => ({ ...each, file })));
  }
  return problems.length > 0 ? failure(...problems.slice(0, PROBLEM_LIMIT)) : success(devices);
}

/** A byte order mark, as Windows tools write it, is passed over by the decoder. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
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
