import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { databasePath } from './files.ts';
import { openJournal, type Journal, type JournalOptions } from './journal.ts';
import { openReader } from './reader.ts';
import {
  bundles,
  cleanUp,
  eventually,
  quickCheck,
  temporaryFolder,
  type Bundles,
} from './testing.ts';
import { eventFor } from './testing-event.ts';

let bundle: Bundles;
const opened: Journal[] = [];

beforeAll(async () => {
  bundle = await bundles();
});
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
});
afterAll(cleanUp);

async function open(folder: string, more: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await openJournal({ folder, workerFile: bundle.workerFile, ...more });
  opened.push(journal);
  return journal;
}

function seqsIn(folder: string): number[] {
  const page = openReader(folder)?.page({}, { limit: 100_000 });
  if (page === undefined) return [];
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return page.value.items.map((item) => item.event.seq).reverse();
}

function recordSome(journal: Journal, count: number): number[] {
  const seqs = Array.from({ length: count }, () => journal.nextSeq());
  for (const seq of seqs) journal.record(eventFor(seq));
  return seqs;
}

function spin(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

test('seq begins at 1, goes on across openings, and flush means: in the file', async () => {
  const folder = join(temporaryFolder(), 'journal');
  const first = await open(folder);
  expect(recordSome(first, 700).at(0)).toBe(1);
  await first.flush();
  expect(seqsIn(folder)).toHaveLength(700);
  expect(first.health()).toEqual({ state: 'ok', problem: null, waiting: 0, dropped: 0 });
  await first.close();
  const second = await open(folder);
  expect(second.nextSeq()).toBe(701);
});

test('a clean close leaves one file, which reads without making another', async () => {
  const folder = join(temporaryFolder(), 'journal');
  const journal = await open(folder);
  recordSome(journal, 3);
  await journal.close();
  expect(readdirSync(folder)).toEqual(['events.db']);
  expect(seqsIn(folder)).toEqual([1, 2, 3]);
  expect(readdirSync(folder)).toEqual(['events.db']);
});

test('an open reader follows through close, opening and a new file', async () => {
  const folder = join(temporaryFolder(), 'journal');
  const first = await open(folder);
  recordSome(first, 2);
  await first.close();
  const reader = openReader(folder)!;
  let last = 0;
  const seen: number[] = [];
  const follow = () => {
    const result = reader.after(last, {}, 100);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    last = result.value.lastId;
    seen.push(...result.value.items.map((item) => item.event.seq));
  };
  follow();
  const second = await open(folder);
  recordSome(second, 2);
  await second.flush();
  follow();
  await second.close();
  follow();
  rmSync(folder, { recursive: true });
  follow();
  const third = await open(folder);
  recordSome(third, 2);
  await third.flush();
  follow();
  expect(seen).toEqual([1, 2, 3, 4, 1, 2]);
});

test.each([0o000, 0o077, 0o277])('folder 0700 and files 0600 under umask %s', async (umask) => {
  const folder = join(temporaryFolder(), 'journal');
  const before = process.umask(umask);
  try {
    await open(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['events.db', 'events.db-wal', 'events.db-shm']) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  } finally {
    process.umask(before);
  }
});

test('a later record with the same seq replaces the first, in one batch and across batches', async () => {
  const folder = temporaryFolder();
  const journal = await open(folder);
  journal.record(eventFor(1, { status: null }));
  journal.record(eventFor(1, { status: 200 }));
  journal.record(eventFor(2, { status: null }));
  await journal.flush();
  journal.record(eventFor(2, { status: 504 }));
  await journal.flush();
  const page = openReader(folder)!.page({}, { limit: 10 });
  expect(page.ok && page.value.items.map((item) => item.event.status)).toEqual([504, 200]);
});

test('record never throws: what is no event is counted as dropped', async () => {
  const folder = temporaryFolder();
  const journal = await open(folder);
  const circular: Record<string, unknown> = { ...eventFor(1) };
  circular['self'] = circular;
  journal.record(circular as never);
  journal.record({ ...eventFor(2), bytesIn: 1n } as never);
  journal.record({ ...eventFor(3), at: 'never' });
  journal.record(undefined as never);
  journal.record(eventFor(4));
  await journal.flush();
  expect(journal.health()).toEqual({ state: 'ok', problem: null, waiting: 0, dropped: 4 });
  expect(seqsIn(folder)).toEqual([4]);
  await journal.close();
  journal.record(eventFor(5));
  expect(journal.health().dropped).toBe(5);
});

test('the queue is bounded and counts what it drops; what it took is stored', async () => {
  const folder = temporaryFolder();
  const journal = await open(folder, { queueLimit: 50 });
  // In one turn nothing can be acknowledged.
  recordSome(journal, 80);
  expect(journal.health()).toMatchObject({ waiting: 50, dropped: 30 });
  await journal.flush();
  expect(journal.health()).toMatchObject({ waiting: 0, dropped: 30 });
  recordSome(journal, 5);
  await journal.flush();
  expect(seqsIn(folder)).toEqual([
    ...Array.from({ length: 50 }, (_, n) => n + 1),
    81,
    82,
    83,
    84,
    85,
  ]);
});

test('a held-up event loop does not hold up the file', async () => {
  const folder = temporaryFolder();
  const journal = await open(folder);
  recordSome(journal, 1);
  spin(30);
  recordSome(journal, 1);
  // Still the same turn: no timer of this thread runs meanwhile.
  for (let tries = 0; tries < 100 && seqsIn(folder).length < 2; tries += 1) spin(20);
  expect(seqsIn(folder)).toEqual([1, 2]);
});

test('a deleted file is noticed and made anew, and nothing recorded since is lost', async () => {
  const folder = temporaryFolder();
  const journal = await open(folder);
  recordSome(journal, 5);
  await journal.flush();
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const after = recordSome(journal, 5);
  await journal.flush();
  expect(existsSync(databasePath(folder))).toBe(true);
  expect(seqsIn(folder)).toEqual(after);
  expect(journal.health()).toEqual({ state: 'ok', problem: null, waiting: 0, dropped: 0 });
});

test('a crashed thread is started again and sends again what was not acknowledged', async () => {
  const folder = temporaryFolder();
  const fuse = join(folder, 'fuse');
  const workerFile = join(bundle.folder, 'fused.cjs');
  writeFileSync(
    workerFile,
    `const { existsSync, unlinkSync } = require('node:fs');
     setInterval(() => {
       if (!existsSync(${JSON.stringify(fuse)})) return;
       unlinkSync(${JSON.stringify(fuse)});
       throw new Error('the fuse blew');
     }, 1);
     require('./worker.cjs');`,
  );
  const told: string[] = [];
  const log = {
    info: () => undefined,
    warn: (fields: Record<string, unknown>) => told.push(JSON.stringify(fields)),
  };
  const journal = await open(folder, { workerFile, log });
  const crashes = () => told.filter((line) => line.includes('the fuse blew')).length;
  const seqs: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    writeFileSync(fuse, '');
    for (let n = 0; n < 40; n += 1) {
      seqs.push(...recordSome(journal, 10));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // Open again before the next one: the same end is told a second time only of a thread that had come so far.
    await eventually(() => crashes() === round + 1 && journal.health().state === 'ok');
  }
  await eventually(() => journal.health().waiting === 0);
  expect(seqsIn(folder)).toEqual(seqs);
  expect(journal.health()).toMatchObject({ state: 'ok', dropped: 0 });
  expect(quickCheck(folder)).toBe('ok');
});

test('without a thread: seq begins at the microseconds of now after 5 s, and nothing throws', async () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const folder = temporaryFolder();
  const journal = await open(folder, { workerFile: join(folder, 'missing.cjs'), now: () => now });
  expect(journal.nextSeq()).toBe(now.getTime() * 1000);
  journal.record(eventFor(1));
  expect(journal.health()).toMatchObject({ state: 'failing', waiting: 1 });
  expect(journal.health().problem).toMatch(/missing\.cjs/);
});
