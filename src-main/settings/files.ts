/** The two files of settings as bytes and texts. */
import { createHash } from 'node:crypto';
import { failure, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { readPlainFile } from '../disk/contained-file.ts';
import { homeMissing } from './ensure-home.ts';
import type { HomePaths } from './home.ts';

/** Of any sane size, yet small enough to keep a slip (a log named `application.properties`) harmless. */
export const LIMIT_BYTES = 1024 * 1024;

export const fileNames = {
  properties: 'application.properties',
  memConfiguration: 'mem-configuration.json',
} as const;
/** Which of the two files. The paths in `HomePaths` have the same names. */
export type FileId = keyof typeof fileNames;
export const fileIds = ['properties', 'memConfiguration'] as const satisfies readonly FileId[];

/** Bytes as they are on disk; null: there is no such file. */
export type FileBytes = Readonly<Record<FileId, Buffer | null>>;

/** `properties` holds one character for each byte (Latin-1); `memConfiguration` is UTF-8. */
export type FileTexts = Readonly<Record<FileId, string>>;

export function decode(id: FileId, bytes: Buffer): string {
  return bytes.toString(encodings[id]);
}

export function encode(id: FileId, text: string): Buffer {
  return Buffer.from(text, encodings[id]);
}

const encodings = { properties: 'latin1', memConfiguration: 'utf8' } as const;

export interface ReadFiles {
  readonly bytes: FileBytes;
  readonly problems: readonly Problem[];
}

/** Reads both files as far as they can be read. A missing home is one problem, not two. */
export async function readFiles(paths: HomePaths): Promise<ReadFiles> {
  const missing = await homeMissing(paths);
  if (missing !== null) return { bytes: nothing, problems: [missing] };
  const [properties, memConfiguration] = await Promise.all([
    readPlainFile(paths.properties, LIMIT_BYTES),
    readPlainFile(paths.memConfiguration, LIMIT_BYTES),
  ]);
  return {
    bytes: {
      properties: properties.ok ? properties.value : null,
      memConfiguration: memConfiguration.ok ? memConfiguration.value : null,
    },
    problems: [properties, memConfiguration].flatMap((read) =>
      read.ok ? [] : read.problems.map(fromInit),
    ),
  };
}

/** As `readFiles`, but a file that is missing is a fact; one that cannot be read is a problem. */
export async function readFilesThatExist(paths: HomePaths): Promise<Result<FileBytes>> {
  const { bytes, problems } = await readFiles(paths);
  const grave = problems.filter((each) => each.code !== 'FILE_MISSING');
  return grave.length > 0 ? failure(...grave) : success(bytes);
}

/** Tells whether anything changed between two looks. */
export function digestOf(files: FileBytes): string {
  const hash = createHash('sha256');
  for (const id of fileIds) hash.update(`${id} ${sha256(files[id]) ?? 'absent'}\n`);
  return hash.digest('hex');
}

export function sha256(bytes: Buffer | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
}

export function sameBytes(left: Buffer | null, right: Buffer | null): boolean {
  if (left === null || right === null) return left === right;
  return left.equals(right);
}

const nothing: FileBytes = { properties: null, memConfiguration: null };

/** These two files, unlike all others that settings name, `init` and the history can bring back. */
function fromInit(found: Problem): Problem {
  if (found.code !== 'FILE_MISSING') return found;
  const remedy = 'Put it back with `sallyport rollback`, or create it with `sallyport init`.';
  return { ...found, remedy };
}
