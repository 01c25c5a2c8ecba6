/** The files of the journal: their names, their protection, and whether they are still where they were. */
import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** SQLite's own companions: write-ahead log and shared memory (sqlite.org/walformat.html). */
const companions = ['', '-wal', '-shm'] as const;

export function databasePath(folder: string): string {
  return join(folder, 'events.db');
}

/** Makes the folder (0700) and an empty file (0600) where they are missing, whatever the umask says. */
export function prepareFiles(folder: string): void {
  // The mode of an existing folder is its owner's choice: a group of auditors may be let in.
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700);
  const path = databasePath(folder);
  if (made(path) || (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  // -wal and -shm get the mode of the file from SQLite (os_unix.c, findCreateFileMode).
}

/** Only ever opens a file that is new: closing one that SQLite has open drops its locks (POSIX fcntl). */
function made(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Renames the file and its companions; returns the new name. What is missing is passed over. */
export function setAside(folder: string, now: Date): string {
  const path = databasePath(folder);
  // No colons: Windows refuses them in names.
  const name = `events.db.bad-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
  for (const companion of companions) {
    try {
      renameSync(path + companion, join(folder, name + companion));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return name;
}

/** Which files these are: changes when one is deleted, renamed or replaced. Null when there is none. */
export function identityOf(folder: string): string | null {
  const path = databasePath(folder);
  const main = inode(path);
  return main === null ? null : [main, inode(`${path}-wal`), inode(`${path}-shm`)].join(' ');
}

function inode(path: string): string | null {
  try {
    const found = statSync(path, { bigint: true });
    return `${found.dev}:${found.ino}`;
  } catch {
    // Missing, or out of reach: opening it will say which.
    return null;
  }
}

/** The `code` of an error of Node (`ENOENT`), else undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
