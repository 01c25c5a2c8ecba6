/** The one way in which the two files of settings are written: by `set`, `rollback` and `init`. */
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { atomicWrite, sweepTemporaries } from '../disk/atomic-write.ts';
import {
  digestOf,
  fileIds,
  readFilesThatExist,
  sameBytes,
  type FileBytes,
  type FileId,
} from './files.ts';
import type { HomePaths } from './home.ts';
import { record, type Author, type Recorded } from './record.ts';

export interface Put {
  /** New bytes; a file that is left out or null stays as it is. */
  readonly files: Partial<FileBytes>;
  /** Digest of the files that the new bytes were made from. */
  readonly expected: string;
  readonly author: Author;
}

/**
 * Records an edit from outside, checks that nothing changed underneath (`CONFIG_STALE`), writes, records.
 * The caller holds the lock of the home. A second file that cannot be written puts the first one back.
 */
export async function putFiles(paths: HomePaths, put: Put): Promise<Result<Recorded>> {
  const before = await readFilesThatExist(paths);
  if (!before.ok) return before;
  if (digestOf(before.value) !== put.expected) return failure(stale(paths));
  const outside = await recordOutsideOf(paths, before.value);
  const changed = fileIds.filter((id) => isNew(put.files[id], before.value[id]));
  const written = await writeAll(paths, changed, put.files, before.value);
  if (!written.ok) return written;
  const after = { ...before.value, ...pick(put.files, changed) };
  const recorded = await record(paths, after, put.author);
  const warnings = [...outside.warnings, ...recorded.warnings];
  return success({ version: recorded.version, warnings }, warnings);
}

/** Records the files when they are not what the newest version holds: somebody edited them without us. */
export async function recordOutsideOf(paths: HomePaths, files: FileBytes): Promise<Recorded> {
  if (fileIds.every((id) => files[id] === null)) return { version: null, warnings: [] };
  return record(paths, files, { by: 'unknown', from: 'outside' });
}

async function writeAll(
  paths: HomePaths,
  ids: readonly FileId[],
  files: Partial<FileBytes>,
  before: FileBytes,
): Promise<Result<null>> {
  // Of both files, whichever is written: a writer that was killed may have been at the other.
  await Promise.all(fileIds.map((id) => sweepTemporaries(paths[id])));
  for (const [index, id] of ids.entries()) {
    const bytes = files[id];
    if (bytes === undefined || bytes === null) continue;
    const written = await atomicWrite(paths[id], bytes);
    if (!written.ok)
      return failure(...written.problems, ...(await putBack(paths, ids.slice(0, index), before)));
  }
  return success(null);
}

async function putBack(
  paths: HomePaths,
  ids: readonly FileId[],
  before: FileBytes,
): Promise<readonly Problem[]> {
  const results = await Promise.all(
    ids.map(async (id) => {
      const bytes = before[id];
      // A file that did not exist stays as written: there is nothing to put back.
      return bytes === null ? success(null) : atomicWrite(paths[id], bytes);
    }),
  );
  return results.flatMap((each) => (each.ok ? [] : each.problems));
}

function isNew(bytes: Buffer | null | undefined, before: Buffer | null): boolean {
  return bytes !== undefined && bytes !== null && !sameBytes(bytes, before);
}

function pick(files: Partial<FileBytes>, ids: readonly FileId[]): Partial<FileBytes> {
  return Object.fromEntries(ids.map((id) => [id, files[id] ?? null]));
}

function stale(paths: HomePaths): Problem {
  const message =
    'The settings were changed by somebody else in the meantime; nothing was written.';
  return problem('CONFIG_STALE', message, { file: paths.config });
}
