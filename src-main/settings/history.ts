/** Versions of the settings: `history` and `rollback`. */
import { constants } from 'node:fs';
import type { Version } from '../../src-shared/contract/calls.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { EditContext, Saved } from './edit.ts';
import { digestOf, readFilesThatExist } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret } from './interpret.ts';
import { readSaved } from './load.ts';
import { putFiles, recordOutsideOf } from './put-files.ts';
import { accessProblem } from './readable.ts';
import type { Recorded } from './record.ts';
import { isStored, readVersion, readVersions } from './versions.ts';

/** Oldest first; damaged versions are left out and named in the warnings. */
export async function listVersions(paths: HomePaths): Promise<Result<readonly Version[]>> {
  // An empty list would say that there never was one.
  const unreadable = await accessProblem(paths.history, constants.R_OK | constants.X_OK);
  if (unreadable !== null) return failure(unreadable);
  const { versions, problems } = await readVersions(paths.history);
  return success(versions, problems);
}

/** Records an edit that did not go through Sallyport, if there was one. The caller holds the lock of the home. */
export async function recordOutside(paths: HomePaths): Promise<Recorded> {
  const files = await readFilesThatExist(paths);
  return files.ok
    ? recordOutsideOf(paths, files.value)
    : { version: null, warnings: files.problems };
}

/**
 * Puts a version back, without a number the one before the newest; that makes a new version. The caller holds the
 * lock of the home. Faults of the old version come back as warnings: a rollback is for emergencies and never waits
 * for a certificate; what is broken will not get in force anyway.
 */
export async function rollback(
  paths: HomePaths,
  version: number | undefined,
  by: string,
  context: EditContext = {},
): Promise<Result<Saved>> {
  const before = await readFilesThatExist(paths);
  if (!before.ok) return before;
  // The present state first: it must not be lost, and it is what "the one before the newest" counts from.
  const outside = await recordOutsideOf(paths, before.value);
  const wanted = version ?? (await numberBefore(paths));
  if (wanted === null) {
    return failure(
      problem('NO_SUCH_VERSION', 'There is no version before the newest.', { file: paths.history }),
    );
  }
  const stored = await readVersion(paths.history, wanted);
  if (!('files' in stored)) {
    const why = (await isStored(paths.history, wanted))
      ? stored.message
      : `There is no version ${wanted}.`;
    return failure(problem('NO_SUCH_VERSION', why, { file: paths.history }));
  }
  const put = await putFiles(paths, {
    files: stored.files,
    expected: digestOf(before.value),
    author: { by, from: 'rollback', now: context.now },
  });
  if (!put.ok) return put;
  const { problems } = await interpret(stored.files, paths, context);
  const files = await readSaved(paths);
  const warnings = [
    ...outside.warnings,
    ...put.warnings,
    ...problems.map((each) => ({ ...each, severity: 'warning' as const })),
  ];
  return success(
    { changed: put.value.version !== null, version: put.value.version, restored: wanted, files },
    warnings,
  );
}

async function numberBefore(paths: HomePaths): Promise<number | null> {
  const { versions } = await readVersions(paths.history);
  return versions.at(-2)?.version ?? null;
}
