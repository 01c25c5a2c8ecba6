/** The device feed as `check` sees it: is it there, is it JSON, is each record whole. */
import { clip } from '../../src-shared/clip.ts';
import { deviceSchema } from '../../src-shared/devices.ts';
import { problem, warning, type Problem, type Result } from '../../src-shared/errors.ts';
import { readPlainFile } from '../disk/contained-file.ts';
import { lineOfPath, parseJson, type JsonDocument } from './mem/json.ts';

const LIMIT_BYTES = 256 * 1024 * 1024;
/** More than anybody mends in one go; the rest is counted. */
const NAMED_PROBLEMS = 50;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The gateway's own reader of the feed, where the caller has it: then `check` gives its very answer. */
export type FeedReader = (bytes: Uint8Array, file: string) => Promise<Result<unknown>>;

export async function feedProblems(
  path: string,
  readFeed: FeedReader | undefined,
): Promise<readonly Problem[]> {
  const read = await readPlainFile(path, LIMIT_BYTES);
  if (!read.ok) return read.problems;
  if (readFeed === undefined) return recordProblems(read.value, path);
  const result = await readFeed(read.value, path);
  return result.ok ? result.warnings : result.problems;
}

function recordProblems(bytes: Buffer, file: string): readonly Problem[] {
  // Windows tools write a byte order mark; the gateway passes over it in this file, too.
  const marked = bytes.subarray(0, UTF8_MARK.length).equals(UTF8_MARK);
  const parsed = parseJson(marked ? bytes.subarray(UTF8_MARK.length) : bytes, file);
  if (!parsed.ok) return parsed.problems;
  const { document } = parsed;
  if (!Array.isArray(document.value)) {
    return [problem('SCHEMA', 'The file must hold a JSON array of devices.', { file, line: 1 })];
  }
  const records: readonly unknown[] = document.value;
  const found = [
    ...records.flatMap((record, index) => faultsOf(record, index, document, file)),
    ...duplicates(records, document, file),
  ];
  if (found.length <= NAMED_PROBLEMS) return found;
  const rest = `${found.length - NAMED_PROBLEMS} further problems are not listed.`;
  return [...found.slice(0, NAMED_PROBLEMS), warning('SCHEMA', rest, { file })];
}

function faultsOf(
  record: unknown,
  index: number,
  document: JsonDocument,
  file: string,
): readonly Problem[] {
  const checked = deviceSchema.safeParse(record);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    const key = [`[${index}]`, ...path].join('.');
    const line = lineOfPath(document, [index, ...path]);
    return problem('SCHEMA', `Record ${index} (${key}): ${issue.message}.`, { file, line, key });
  });
}

function duplicates(
  records: readonly unknown[],
  document: JsonDocument,
  file: string,
): readonly Problem[] {
  const seen = new Map<string, number>();
  return records.flatMap((record, index) => {
    const checked = deviceSchema.safeParse(record);
    if (!checked.success) return [];
    const id = checked.data.deviceId.toLowerCase();
    const before = seen.get(id);
    if (before === undefined) seen.set(id, index);
    if (before === undefined) return [];
    const message = `Records ${before} and ${index} are both about device ${clip(checked.data.deviceId, 64)}.`;
    const line = lineOfPath(document, [index]);
    return [problem('DEVICE_DUPLICATE', message, { file, line, key: `[${index}]` })];
  });
}
