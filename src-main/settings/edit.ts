/** `set KEY=VALUE`: changes keys of both files in place. */
import {
  failure,
  isError,
  problem,
  success,
  type Problem,
  type Result,
} from '../../src-shared/errors.ts';
import { findMemSetting } from '../../src-shared/settings/catalogue.ts';
import {
  decode,
  digestOf,
  encode,
  fileIds,
  LIMIT_BYTES,
  readFiles,
  sameBytes,
  type FileBytes,
  type FileId,
  type FileTexts,
  type ReadFiles,
} from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readSaved } from './load.ts';
import { changeMem } from './mem/change.ts';
import { changeProperties } from './properties/change.ts';
import { putFiles } from './put-files.ts';
import type { Author } from './record.ts';

/** Texts as the files have them, by key of either file. Null comments a property out and removes a key from JSON. */
export type Changes = Readonly<Record<string, string | null>>;

export interface EditContext extends LoadContext {
  /** Through what the change came; by default the command line. */
  readonly from?: 'command line' | 'window' | undefined;
}

export interface Saved {
  /** False when the files already said so: nothing was written. */
  readonly changed: boolean;
  /** The version that was recorded, null when none was. */
  readonly version: number | null;
  /** The version whose files were put back, by `rollback`. */
  readonly restored?: number;
  /** The files as they are now, for `pendingChanges`. */
  readonly files: FileTexts;
}

/**
 * The caller holds the lock of the home. Refused as a whole when one change is wrong; faults of other keys do not
 * hinder, they come back as warnings, so that a broken file can be mended key by key.
 */
export async function setKeys(
  paths: HomePaths,
  changes: Changes,
  by: string,
  context: EditContext = {},
): Promise<Result<Saved>> {
  const read = await readFiles(paths);
  const edited = edit(read, changes, paths);
  if (!edited.ok) return edited;
  const files = { ...read.bytes, ...edited.value };
  const { problems } = await interpret(files, paths, context);
  const refused = problems.filter((each) => isError(each) && isOurs(each, changes));
  if (refused.length > 0) return failure(...refused);
  const warnings = [...read.problems, ...problems].map(asWarning);
  if (fileIds.every((id) => sameBytes(files[id], read.bytes[id]))) {
    return success({ changed: false, version: null, files: await readSaved(paths) }, warnings);
  }
  const author: Author = { by, from: context.from ?? 'command line', now: context.now };
  const put = await putFiles(paths, {
    files: edited.value,
    expected: digestOf(read.bytes),
    author,
  });
  if (!put.ok) return put;
  const saved = { changed: true, version: put.value.version, files: await readSaved(paths) };
  return success(saved, [...warnings, ...put.warnings]);
}

/** New bytes of the files that the changes are for, or everything that is refused. */
function edit(read: ReadFiles, changes: Changes, paths: HomePaths): Result<Partial<FileBytes>> {
  const asked = Object.entries(changes);
  const results = fileIds.flatMap((id) => {
    const own = asked.filter(([key]) => fileOf(key) === id);
    return own.length === 0 ? [] : [{ id, result: editFile(id, read, own, paths) }];
  });
  const refused = results.flatMap(({ result }) => (result.ok ? [] : result.problems));
  if (refused.length > 0) return failure(...withoutRepeats(refused));
  return success(
    Object.fromEntries(
      results.flatMap(({ id, result }) => (result.ok ? [[id, result.value]] : [])),
    ),
  );
}

/** By the catalogue; a key that it does not know can only be one of the properties. */
function fileOf(key: string): FileId {
  return findMemSetting(key) !== undefined ? 'memConfiguration' : 'properties';
}

type Asked = readonly (readonly [key: string, value: string | null])[];

function editFile(id: FileId, read: ReadFiles, asked: Asked, paths: HomePaths): Result<Buffer> {
  const bytes = read.bytes[id];
  const file = paths[id];
  if (bytes === null) {
    // The home itself, or this file.
    const other = paths[id === 'properties' ? 'memConfiguration' : 'properties'];
    return failure(...read.problems.filter((each) => each.file !== other));
  }
  const edited =
    id === 'properties'
      ? changeProperties(decode(id, bytes), asked, file)
      : changeMem(bytes, asked, file);
  if (!edited.ok) return edited;
  const written = encode(id, edited.value);
  if (written.length <= LIMIT_BYTES) return success(written);
  const message = 'With this change the file would be larger than 1 MiB, which is not read.';
  return failure(problem('FILE_TOO_LARGE', message, { file }));
}

/** Also what is wrong with a part of the setting: the file that `listener.tls` names as `pfx`. */
function isOurs({ key }: Problem, changes: Changes): boolean {
  return (
    key !== undefined &&
    Object.keys(changes).some((each) => key === each || key.startsWith(`${each}.`))
  );
}

/** A home that is missing is missing for both files. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((each, at) => problems.indexOf(each) === at);
}

function asWarning(found: Problem): Problem {
  return { ...found, severity: 'warning' };
}
