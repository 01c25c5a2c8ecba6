/** Files of a home that this account, which runs the gateway, cannot read: another account left them there. */
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Problem } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from '../disk/system-errors.ts';
import type { HomePaths } from './home.ts';

const { R_OK, W_OK, X_OK } = constants;

/** What is missing is no problem here. Nothing is opened: that would drop the lock of `run/lock`. */
export async function unreadableFiles(paths: HomePaths): Promise<readonly Problem[]> {
  const versions = await readdir(paths.history).catch(() => []);
  const events = join(paths.journal, 'events.db');
  const found = await Promise.all([
    accessProblem(paths.history, R_OK | W_OK | X_OK),
    ...versions.map((name) => accessProblem(join(paths.history, name), R_OK | X_OK)),
    accessProblem(paths.overrides, R_OK),
    // Compliance keeps the copy beside it.
    accessProblem(`${paths.overrides}.good`, R_OK),
    accessProblem(paths.directory, R_OK),
    accessProblem(paths.lock, R_OK | W_OK),
    ...[events, `${events}-wal`, `${events}-shm`].map((file) => accessProblem(file, R_OK | W_OK)),
  ]);
  return found.filter((each) => each !== null);
}

export async function accessProblem(path: string, mode: number): Promise<Problem | null> {
  try {
    await access(path, mode);
    return null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    const self = process.getuid?.();
    const message = `${path} cannot be used by the account that runs this: ${reasonOf(error)}.`;
    const remedy = self === undefined ? undefined : `Run: sudo chown -R ${self} '${path}'`;
    return problem('FILE_UNREADABLE', message, { file: path, remedy });
  }
}
