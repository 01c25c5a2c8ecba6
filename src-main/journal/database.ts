/**
 * The only file that knows libsql. Its sharp edges (0.5.29, all reproduced) and what is done about them:
 * - a bound boolean panics in Rust and ends the whole process: every value is converted or refused before;
 * - too few or too many values bind NULL or nothing, in silence: they are counted;
 * - a text with NUL is cut at the NUL when it is read: refused;
 * - `readonly` is not enforced: reading goes through SQLite's own URI parameters (sqlite.org/uri.html);
 * - `get()` adds `_metadata` to the row: rows come from `all()`;
 * - `close()` leaves the handle open for as long as a statement lives, until garbage collection. Whoever needs
 *   it closed for certain (to rename the file on Windows) must end its thread: that closes it at once.
 */
import Libsql from 'libsql';
import { pathToFileURL } from 'node:url';

/**
 * `live`: read what a writer writes; needs its -shm and creates nothing (`readonly_shm`).
 * `orphan`: read a -wal without -shm (copied by hand); SQLite makes the -shm anew.
 * `still`: read a file that nobody writes, without locks; a writer that appears makes what is read stale.
 */
export type OpenMode = 'write' | 'live' | 'orphan' | 'still';

const parameters: Record<OpenMode, string> = {
  write: 'mode=rw',
  live: 'mode=ro&readonly_shm=1',
  orphan: 'mode=ro',
  still: 'mode=ro&immutable=1',
};

export type FailureKind =
  'damaged' | 'full' | 'io' | 'busy' | 'readonly' | 'unopenable' | 'moved' | 'value' | 'other';

/** Whatever SQLite or this adapter refuses. `sqlite` is its extended code, such as `SQLITE_IOERR_WRITE`. */
export class DatabaseError extends Error {
  readonly kind: FailureKind;
  readonly sqlite: string | null;
  constructor(kind: FailureKind, sqlite: string | null, message: string) {
    super(message);
    this.name = 'DatabaseError';
    this.kind = kind;
    this.sqlite = sqlite;
  }
}

export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  /** Throws DatabaseError, as everything here does. */
  readonly run: (...values: readonly unknown[]) => void;
  readonly all: (...values: readonly unknown[]) => readonly Row[];
  readonly get: (...values: readonly unknown[]) => Row | undefined;
}

export interface Database {
  readonly exec: (sql: string) => void;
  readonly prepare: (sql: string) => Statement;
  /** All or nothing. `immediate` takes the write lock at once, so that it cannot be refused half way. */
  readonly transaction: <Value>(mode: 'deferred' | 'immediate', work: () => Value) => Value;
  readonly close: () => void;
}

export function openDatabase(path: string, mode: OpenMode, busyTimeoutMs: number): Database {
  const url = `${pathToFileURL(path).href}?${parameters[mode]}`;
  const native = guarded(() => new Libsql(url, { timeout: busyTimeoutMs }));
  const exec = (sql: string) => {
    guarded(() => native.exec(sql));
  };
  return {
    exec,
    prepare: (sql) => prepare(native, sql),
    transaction: (mode, work) => {
      exec(`BEGIN ${mode}`);
      try {
        const value = work();
        exec('COMMIT');
        return value;
      } catch (error) {
        rollback(native);
        throw error;
      }
    },
    close: () => {
      rollback(native);
      guarded(() => native.close());
    },
  };
}

function prepare(native: Libsql.Database, sql: string): Statement {
  const statement = guarded(() => native.prepare(sql));
  const expected = sql.split('?').length - 1;
  const all = (...values: readonly unknown[]) => {
    const bound = bindable(values, expected, sql);
    return guarded(() => statement.all(bound)) as Row[];
  };
  return {
    run: (...values) => {
      const bound = bindable(values, expected, sql);
      guarded(() => statement.run(bound));
    },
    all,
    get: (...values) => all(...values)[0],
  };
}

/** SQLite rolls back by itself after some errors (lang_transaction.html, "Response To Errors"). */
function rollback(native: Libsql.Database): void {
  try {
    if (native.inTransaction) native.exec('ROLLBACK');
  } catch {
    // The error that led here says more.
  }
}

function bindable(
  values: readonly unknown[],
  expected: number,
  sql: string,
): (string | number | bigint | null)[] {
  if (values.length !== expected) {
    throw new DatabaseError(
      'value',
      null,
      `${values.length} values for ${expected} places: ${sql}`,
    );
  }
  return values.map(bindOne);
}

const int64 = 1n << 63n;

function bindOne(value: unknown): string | number | bigint | null {
  if (value === null) return null;
  switch (typeof value) {
    case 'boolean':
      return value ? 1 : 0;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new DatabaseError('value', null, `the number ${value} cannot be stored`);
    case 'bigint':
      if (value >= -int64 && value < int64) return value;
      throw new DatabaseError('value', null, 'a bigint beyond 64 bits cannot be stored');
    case 'string':
      if (!value.includes('\0')) return value;
      throw new DatabaseError('value', null, 'a text with NUL would be cut when it is read');
    default:
      throw new DatabaseError('value', null, `a value of type ${typeof value} cannot be stored`);
  }
}

function guarded<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw error instanceof DatabaseError ? error : translated(error);
  }
}

function translated(error: unknown): DatabaseError {
  const message = error instanceof Error ? error.message : String(error);
  // Opening fails without a code: `ConnectionFailed("Unable to open connection to local database X: 14")`.
  const failed = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message);
  if (failed !== null) {
    return new DatabaseError(
      kindOf(Number(failed[1])),
      `SQLite error ${failed[1] ?? ''}`,
      'opening failed',
    );
  }
  const { code, rawCode } = (error ?? {}) as { code?: unknown; rawCode?: unknown };
  const sqlite = typeof code === 'string' ? code : null;
  return new DatabaseError(kindOf(Number(rawCode ?? 0)), sqlite, message);
}

/** SQLITE_READONLY_DBMOVED. */
const moved = 1032;

/** By the primary code, which is the low byte (sqlite.org/rescode.html); libsql has no name for some extended ones. */
const kinds: Readonly<Record<number, FailureKind>> = {
  3: 'readonly', // SQLITE_PERM
  5: 'busy', // SQLITE_BUSY
  6: 'busy', // SQLITE_LOCKED
  8: 'readonly', // SQLITE_READONLY
  10: 'io', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  14: 'unopenable', // SQLITE_CANTOPEN
  18: 'value', // SQLITE_TOOBIG
  19: 'value', // SQLITE_CONSTRAINT
  26: 'damaged', // SQLITE_NOTADB
};

function kindOf(code: number): FailureKind {
  return code === moved ? 'moved' : (kinds[code & 0xff] ?? 'other');
}
