/**
 * One lock per home: one gateway, one writer. It is SQLite's own lock on `run/lock`: a lock of the
 * kernel, which ends with its process however that ends, on every system, so there is no stale pid
 * to judge. SQLite also excludes a second holder inside the same process (worker threads included).
 *
 * Nothing else may open `run/lock`: on POSIX, closing any other descriptor of the file would drop
 * the lock of the whole process. Network file systems with weak locks are not supported as homes.
 */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { failure, problem, success, type Problem, type Result } from '../../src-shared/errors.ts';
import { DatabaseError, openDatabase, type Database } from '../journal/database.ts';

export interface HomeLock {
  readonly held: boolean;
  readonly release: () => void;
}

export interface LockOptions {
  /** How long to wait for the holder to let go, milliseconds. */
  readonly waitMs: number;
  /** What the holder does, for the message that others get: `serve`, `set`. */
  readonly what: string;
}

const RETRY_MS = 25;

/** `path` is `run/lock`. Fails with `HOME_IN_USE` when another holds it. */
export async function acquireLock(path: string, options: LockOptions): Promise<Result<HomeLock>> {
  const deadline = Date.now() + options.waitMs;
  for (;;) {
    const attempt = tryLock(path);
    if (attempt.ok) return success(hold(path, attempt.value, options.what));
    if (!attempt.busy) return failure(attempt.problem);
    if (Date.now() >= deadline) return failure(inUse(path));
    await sleep(RETRY_MS);
  }
}

type Attempt =
  | { readonly ok: true; readonly value: Database }
  | { readonly ok: false; readonly busy: true }
  | { readonly ok: false; readonly busy: false; readonly problem: Problem };

function tryLock(path: string): Attempt {
  let database: Database | null = null;
  try {
    create(path);
    database = openDatabase(path, 'write', 0);
    // No journal file beside it: nothing is ever written, so nothing has to be rolled back.
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return { ok: true, value: database };
  } catch (error) {
    database?.close();
    if (error instanceof DatabaseError && error.kind === 'busy') return { ok: false, busy: true };
    return { ok: false, busy: false, problem: unlockable(path, error) };
  }
}

function unlockable(path: string, error: unknown): Problem {
  const home = dirname(dirname(path));
  if (codeOf(error) === 'ENOENT') {
    return problem('HOME_MISSING', `The home folder ${home} does not exist.`, { file: home });
  }
  const why = error instanceof Error ? error.message : String(error);
  return problem('HOME_UNSAFE', `${path} cannot be locked: ${why}`, {
    file: path,
    remedy:
      'Check that this account may write in the run folder; remove the file if it is damaged.',
  });
}

/** `wx` opens nothing when the file is there: opening and closing it would drop a lock of our own. */
function create(path: string): void {
  // Not recursive: locking must not bring a home into being.
  unlessThere(() => mkdirSync(dirname(path), { mode: 0o700 }));
  unlessThere(() => closeSync(openSync(path, 'wx', 0o600)));
}

function unlessThere(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function hold(path: string, database: Database, what: string): HomeLock {
  const owner = ownerFile(path);
  let held = true;
  const note = { pid: process.pid, what, since: new Date().toISOString() };
  quietly(() => writeFileSync(owner, `${JSON.stringify(note)}\n`, { mode: 0o600 }));
  return {
    get held() {
      return held;
    },
    release: () => {
      if (!held) return;
      held = false;
      quietly(() => rmSync(owner, { force: true }));
      database.close();
    },
  };
}

const ownerSchema = z.object({ pid: z.int(), what: z.string() });

function inUse(path: string): Problem {
  const owner = readOwner(ownerFile(path));
  const who = owner === null ? 'another process' : `process ${owner.pid} (${owner.what})`;
  return problem('HOME_IN_USE', `${dirname(dirname(path))} is in use by ${who}`, { file: path });
}

/** For messages only: whether the home is in use, the lock alone says. */
function readOwner(file: string): z.infer<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function ownerFile(path: string): string {
  return join(dirname(path), 'owner.json');
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The note is a courtesy: without it the message is shorter.
  }
}
