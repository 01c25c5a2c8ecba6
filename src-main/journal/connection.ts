/** A file opened for reading beside its writer, in another process or none. It creates and changes nothing. */
import { statSync } from 'node:fs';
import { DatabaseError, openDatabase, type Database, type OpenMode } from './database.ts';
import { databasePath } from './files.ts';
import { refuseNewer, versionOf } from './schema.ts';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { reasonOf } from './failure.ts';

/** A reader waits only while somebody recovers the file after a crash. */
const BUSY_TIMEOUT_MS = 2000;
/** The writer may start, stop or replace the file between two of our steps; not three times in a row. */
const ATTEMPTS = 3;

export interface Connection {
  /** Runs `work` on a file that did not change its kind meanwhile; null when the file holds no tables yet. */
  readonly read: <Value>(work: (database: Database) => Value) => Result<Value | null>;
  readonly close: () => void;
}

interface Opened {
  readonly database: Database;
  readonly seen: string;
  readonly empty: boolean;
}

export function readingConnection(folder: string): Connection {
  const path = databasePath(folder);
  let opened: Opened | null = null;
  const close = () => {
    const last = opened;
    opened = null;
    last?.database.close();
  };
  const once = <Value>(work: (database: Database) => Value): { value: Value | null } | null => {
    const seen = stateOf(path);
    if (opened !== null && (opened.seen !== seen.key || opened.empty)) close();
    if (seen.mode === null) return { value: null };
    opened ??= open(path, seen.mode, seen.key);
    const value = opened.empty ? null : work(opened.database);
    return stateOf(path).key === seen.key ? { value } : null;
  };
  const read = <Value>(work: (database: Database) => Value): Result<Value | null> => {
    let last: unknown = new Error('it is being replaced all the time');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const done = once(work);
        if (done !== null) return success(done.value);
      } catch (error) {
        last = error;
      }
      discard(close);
    }
    return unreadable(path, last);
  };
  return { read, close };
}

function discard(close: () => void): void {
  try {
    close();
  } catch {
    // The file is opened anew in any case.
  }
}

function open(path: string, mode: OpenMode, seen: string): Opened {
  const database = openDatabase(path, mode, BUSY_TIMEOUT_MS);
  try {
    const version = versionOf(database);
    refuseNewer(version);
    return { database, seen, empty: version === 0 };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Null mode: no file, which is an empty journal until the writer has made a new one. */
interface FileState {
  readonly mode: OpenMode | null;
  readonly key: string;
}

/**
 * How the file must be opened now, and a key that changes when that must be thought over.
 * With -wal and -shm there is a writer, or there was one until it was killed. Without, everything is in the
 * file itself: the writer's last step is to move the -wal into it (sqlite.org/wal.html, "Read-Only Databases").
 */
function stateOf(path: string): FileState {
  const main = facts(path);
  if (main === null) return { mode: null, key: 'missing' };
  const wal = facts(`${path}-wal`);
  const shared = facts(`${path}-shm`);
  if (wal !== null && shared !== null) {
    return { mode: 'live', key: ['live', main.inode, wal.inode, shared.inode].join(' ') };
  }
  const mode = wal !== null && wal.size > 0 ? 'orphan' : 'still';
  return { mode, key: [mode, main.inode, main.size, main.changed, wal?.inode].join(' ') };
}

interface Facts {
  readonly inode: string;
  readonly size: number;
  readonly changed: number;
}

function facts(path: string): Facts | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined
    ? null
    : { inode: `${found.dev}:${found.ino}`, size: found.size, changed: found.mtimeMs };
}

function unreadable(path: string, error: unknown): ReturnType<typeof failure> {
  if (error instanceof DatabaseError && error.kind === 'value') {
    return failure(problem('INTERNAL', `The journal was asked wrongly: ${error.message}.`));
  }
  return failure(
    problem('JOURNAL_FAILING', `The journal cannot be read: ${reasonOf(error)}.`, { file: path }),
  );
}
