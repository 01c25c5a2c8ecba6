/**
 * Replaces a file as a whole or not at all: whoever reads it, at whatever moment a process or the power dies,
 * finds the old bytes or the new ones.
 *
 * Why not write-file-atomic 8: it follows symbolic links, does not retry where Windows keeps a file open, does not
 * sync the folder, and takes one `write` call for the whole (a nearly full disk writes less and says so only in
 * the count, which it drops: the rename then puts half a file in place).
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { errorCode, reasonOf } from './system-errors.ts';

const DEFAULT_MODE = 0o600;
const PERMISSIONS = 0o777;
/** Windows: virus scanners and editors hold a file for moments (graceful-fs waits for the same reason). */
const RENAME_TRIES = 10;

/**
 * Mode and owner of an existing file are kept; a new one gets 0600. Fails with `FILE_UNWRITABLE`.
 * @param access `private`: 0600 in any case, and what another account left becomes ours
 */
export async function atomicWrite(
  path: string,
  bytes: Uint8Array,
  access: 'kept' | 'private' = 'kept',
): Promise<Result<null>> {
  try {
    const before = await lstatOrNull(path);
    if (before !== null && !before.isFile()) {
      return failure(unwritable(path, 'it is a symbolic link or not a plain file'));
    }
    const temporary = temporaryName(path);
    try {
      await writeTemporary(temporary, bytes, access === 'kept' ? before : privately(before));
      await renameOver(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(path));
    return success(null);
  } catch (error) {
    return failure(unwritable(path, reasonOf(error)));
  }
}

interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Root works for the account that runs the gateway: what is that account's stays so. */
function privately(before: Ownership | null): Ownership | null {
  if (before === null || process.getuid?.() !== 0) return null;
  return { uid: before.uid, gid: before.gid, mode: DEFAULT_MODE };
}

async function writeTemporary(
  path: string,
  bytes: Uint8Array,
  like: Ownership | null,
): Promise<void> {
  // `wx`: never somebody else's file or link under the same name.
  const file = await open(path, 'wx', DEFAULT_MODE);
  try {
    await file.writeFile(bytes);
    if (like !== null) await takeOver(file, like);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A file whose owner cannot be kept is not replaced: its readers might lose it. */
async function takeOver(file: FileHandle, like: Ownership): Promise<void> {
  const own = await file.stat();
  if (own.uid !== like.uid || own.gid !== like.gid) await file.chown(like.uid, like.gid);
  if ((own.mode & PERMISSIONS) !== (like.mode & PERMISSIONS)) {
    await file.chmod(like.mode & PERMISSIONS);
  }
}

async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const held = ['EPERM', 'EBUSY', 'EACCES'].includes(errorCode(error));
      // Elsewhere the same codes mean a lack of rights, which waiting does not mend.
      if (!held || process.platform !== 'win32' || attempt === RENAME_TRIES) throw error;
      await sleep(attempt * 10);
    }
  }
}

/** POSIX: a rename is durable once its folder is. Windows cannot open folders; there NTFS's log does it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Some file systems refuse; the bytes themselves are synced.
  } finally {
    await handle?.close();
  }
}

/** Removes what writers that were killed left beside `path`. For the holder of the lock only. */
export async function sweepTemporaries(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => isTemporaryOf(name, basename(path)));
  await Promise.all(
    left.map((name) => rm(join(dirname(path), name), { force: true }).catch(() => undefined)),
  );
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

function isTemporaryOf(name: string, base: string): boolean {
  const rest = name.startsWith(`.${base}.`) ? name.slice(base.length + 2) : '';
  return /^[0-9a-f]{12}\.tmp$/.test(rest);
}

async function lstatOrNull(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function unwritable(path: string, reason: string): Problem {
  return problem('FILE_UNWRITABLE', `${path} cannot be written: ${reason}.`, { file: path });
}
