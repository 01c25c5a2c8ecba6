import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { SallyportError } from '../../src-shared/errors.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { acquireLock, type HomeLock } from './lock.ts';

const libsql = createRequire(import.meta.url).resolve('libsql');
let home = '';
let path = '';
let children: ChildProcess[] = [];
beforeEach(() => {
  home = temporaryFolder(onTestFinished, 'lock');
  path = join(home, 'run', 'lock');
  mkdirSync(join(home, 'run'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

async function lock(what = 'test', waitMs = 0): Promise<HomeLock> {
  const lock = await acquireLock(path, { waitMs, what });
  if (!lock.ok) throw new SallyportError(lock.problems);
  return lock.value;
}

/** Tries the same lock the way `lock.ts` does, from somewhere else. */
const attempt = (path: string): string => `
  const Database = require(${JSON.stringify(libsql)});
  const database = new Database(${JSON.stringify(path)}, { timeout: 0 });
  let code = 'got it';
  try { database.exec('PRAGMA journal_mode = MEMORY'); database.exec('BEGIN EXCLUSIVE'); }
  catch (error) { code = error.code; }`;

async function otherProcess(): Promise<{ said: string; child: ChildProcess }> {
  const source = `${attempt(path)} console.log(code); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { said: said.toString().trim(), child };
}

test('a second holder in the same process is refused and learns who has it', async () => {
  const mine = await lock('serve');
  const second = await acquireLock(path, { waitMs: 0, what: 'set' });
  expect(second).toMatchObject({ ok: false, problems: [{ code: 'HOME_IN_USE' }] });
  if (!second.ok) expect(second.problems[0]?.message).toContain(`process ${process.pid} (serve)`);
  expect(mine.held).toBe(true);
  mine.release();
  mine.release();
  expect(mine.held).toBe(false);
  (await lock()).release();
});

test('a worker thread of the same process is refused, and its end does not free the lock', async () => {
  await lock();
  const source = `${attempt(path)} database.close(); require('node:worker_threads').parentPort.postMessage(code);`;
  const worker = new Worker(source, { eval: true });
  const [code] = (await once(worker, 'message')) as [string];
  await worker.terminate();
  expect(code).toBe('SQLITE_BUSY');
  expect((await otherProcess()).said).toBe('SQLITE_BUSY');
});

test('another process is refused until the release', async () => {
  const mine = await lock();
  expect((await otherProcess()).said).toBe('SQLITE_BUSY');
  mine.release();
  expect((await otherProcess()).said).toBe('got it');
});

test('SIGKILL of the holder frees the lock at once, and nothing is left to clean', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { said, child } = await otherProcess();
    expect(said).toBe('got it');
    expect(await acquireLock(path, { waitMs: 0, what: 'x' })).toMatchObject({ ok: false });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    (await lock()).release();
  }
  expect(readdirSync(join(home, 'run'))).toEqual(['lock']);
});

test('it waits for a holder that lets go in time', async () => {
  const mine = await lock();
  setTimeout(() => mine.release(), 100);
  (await lock('later', 20_000)).release();
});

test('the note of the owner is a courtesy: wrong or stale, it decides nothing', async () => {
  const owner = join(home, 'run', 'owner.json');
  writeFileSync(owner, JSON.stringify({ pid: 1, what: 'serve' }));
  const mine = await lock('serve');
  expect(JSON.parse(readFileSync(owner, 'utf8'))).toMatchObject({ pid: process.pid });
  writeFileSync(owner, 'garbage');
  const second = await acquireLock(path, { waitMs: 0, what: 'x' });
  expect(second).toMatchObject({ problems: [{ code: 'HOME_IN_USE' }] });
  mine.release();
  expect(existsSync(owner)).toBe(false);
});

test('a home that is not there is not created', async () => {
  rmSync(home, { recursive: true });
  const refused = await acquireLock(path, { waitMs: 0, what: 'x' });
  expect(refused).toMatchObject({ ok: false, problems: [{ code: 'HOME_MISSING' }] });
  expect(existsSync(home)).toBe(false);
});

test('a lock that cannot be made is HOME_UNSAFE, not a crash', async () => {
  mkdirSync(path, { recursive: true });
  const refused = await acquireLock(path, { waitMs: 0, what: 'x' });
  expect(refused).toMatchObject({ ok: false, problems: [{ code: 'HOME_UNSAFE' }] });
});
