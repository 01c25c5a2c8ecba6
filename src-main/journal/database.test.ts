import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DatabaseError, openDatabase, type Database } from './database.ts';
import { cleanUp, temporaryFolder } from './testing.ts';

afterAll(cleanUp);

function fresh(): { database: Database; path: string } {
  const path = join(temporaryFolder(), 'some file?#.db');
  writeFileSync(path, '');
  const database = openDatabase(path, 'write', 1000);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER UNIQUE, s TEXT)');
  return { database, path };
}

function kindOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof DatabaseError ? error.kind : 'not a DatabaseError';
  }
  return undefined;
}

test('a boolean is bound as 0 or 1 and does not end the process', () => {
  const { database } = fresh();
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
  insert.run(true, 'yes');
  insert.run(false, null);
  expect(database.prepare('SELECT n, s FROM t ORDER BY n').all()).toEqual([
    { n: 0, s: null },
    { n: 1, s: 'yes' },
  ]);
});

test.each([
  ['undefined', undefined],
  ['an object', { a: 1 }],
  ['an array', [1]],
  ['a Date', new Date()],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a buffer', Buffer.from('x')],
  ['a bigint beyond 64 bits', 1n << 64n],
  ['a text with NUL', 'a\0b'],
])('%s is refused before it reaches libsql', (_name, value) => {
  const { database } = fresh();
  const insert = database.prepare('INSERT INTO t (s) VALUES (?)');
  expect(kindOf(() => insert.run(value))).toBe('value');
  expect(database.prepare('SELECT count(*) AS count FROM t').get()).toEqual({ count: 0 });
});

test('too few and too many values are refused', () => {
  const { database } = fresh();
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
  expect(kindOf(() => insert.run(1))).toBe('value');
  expect(kindOf(() => insert.run(1, 'a', 'b'))).toBe('value');
});

test('64-bit integers and lone surrogates come through as SQLite has them', () => {
  const { database } = fresh();
  database.prepare('INSERT INTO t VALUES (?, ?)').run(Number.MAX_SAFE_INTEGER, '\u001b[31m\u0085');
  expect(database.prepare('SELECT n, s FROM t').get()).toEqual({
    n: Number.MAX_SAFE_INTEGER,
    s: '\u001b[31m\u0085',
  });
});

test('a transaction that throws leaves nothing, and the error is the first one', () => {
  const { database } = fresh();
  const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
  const twice = () =>
    database.transaction('immediate', () => {
      insert.run(1, 'a');
      insert.run(1, 'b');
    });
  expect(kindOf(twice)).toBe('value');
  expect(database.prepare('SELECT count(*) AS count FROM t').get()).toEqual({ count: 0 });
  database.transaction('immediate', () => insert.run(2, 'c'));
});

test('a reader cannot write and makes no file', () => {
  const { database, path } = fresh();
  database.exec('INSERT INTO t VALUES (1, NULL)');
  const folder = join(path, '..');
  const before = readdirSync(folder);
  const reader = openDatabase(path, 'live', 1000);
  expect(reader.prepare('SELECT n FROM t').all()).toEqual([{ n: 1 }]);
  expect(kindOf(() => reader.exec('DELETE FROM t'))).toBe('readonly');
  expect(readdirSync(folder)).toEqual(before);
});

test('what cannot be opened and what is no database are told apart', () => {
  const folder = temporaryFolder();
  expect(kindOf(() => openDatabase(join(folder, 'missing.db'), 'write', 0))).toBe('unopenable');
  writeFileSync(join(folder, 'noise.db'), randomBytes(10_000));
  const noise = openDatabase(join(folder, 'noise.db'), 'still', 0);
  expect(kindOf(() => noise.prepare('SELECT * FROM sqlite_master').all())).toBe('damaged');
});

test('a file that another connection has locked is busy', () => {
  const { database, path } = fresh();
  const other = openDatabase(path, 'write', 10);
  database.exec('BEGIN IMMEDIATE');
  expect(kindOf(() => other.transaction('immediate', () => 1))).toBe('busy');
});
