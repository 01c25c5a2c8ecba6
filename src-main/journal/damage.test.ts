/** Damaged files: set aside by the writer, a problem to the reader. */
import { randomBytes } from 'node:crypto';
import {
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databasePath } from './files.ts';
import { openJournal } from './journal.ts';
import { openReader } from './reader.ts';
import { openStore } from './store.ts';
import { eventFor } from './testing-event.ts';
import { bundles, cleanUp, quickCheck, temporaryFolder, type Bundles } from './testing.ts';

let bundle: Bundles;

beforeAll(async () => {
  bundle = await bundles();
});
afterAll(cleanUp);

/** A closed file with 500 events, as a clean end leaves it. */
async function filledFolder(): Promise<string> {
  const folder = temporaryFolder();
  const journal = await openJournal({ folder, workerFile: bundle.workerFile });
  for (let n = 0; n < 500; n += 1) journal.record(eventFor(journal.nextSeq()));
  await journal.close();
  expect(readdirSync(folder)).toEqual(['events.db']);
  return folder;
}

function garbage(path: string, position: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, randomBytes(length), 0, length, position);
}

const damages: [string, (path: string) => void][] = [
  ['random bytes', (path) => writeFileSync(path, randomBytes(50_000))],
  ['text', (path) => writeFileSync(path, 'not a database at all\n'.repeat(500))],
  ['truncated', (path) => truncateSync(path, 20_480)],
  ['cut inside a page', (path) => truncateSync(path, 100_001)],
  ['header kept, pages garbage', (path) => garbage(path, 100, readFileSync(path).length - 100)],
  [
    'header page kept, pages garbage',
    (path) => garbage(path, 4096, readFileSync(path).length - 4096),
  ],
];

test.each(damages)('%s: set aside and begun anew, and health says so', async (_name, damage) => {
  const folder = await filledFolder();
  damage(databasePath(folder));
  const bytes = readFileSync(databasePath(folder));

  const journal = await openJournal({ folder, workerFile: bundle.workerFile });
  const seq = journal.nextSeq();
  journal.record(eventFor(seq));
  await journal.flush();
  const health = journal.health();
  await journal.close();

  expect(health).toMatchObject({ state: 'ok', waiting: 0, dropped: 0 });
  expect(health.problem).toMatch(/damaged .* set aside as events\.db\.bad-\d{8}T\d{9}Z/);
  const [aside] = readdirSync(folder).filter((name) => name.startsWith('events.db.bad-'));
  expect(readFileSync(join(folder, aside!)).equals(bytes)).toBe(true);
  expect(quickCheck(folder)).toBe('ok');
  const page = openReader(folder)!.page({}, { limit: 10 });
  expect(page.ok && page.value.items.map((item) => item.event.seq)).toEqual([seq]);
  // Counting goes on above whatever the damaged file held.
  expect(seq).toBeGreaterThan(500);
});

test.each(damages)('%s: a problem to the reader, who changes nothing', async (_name, damage) => {
  const folder = await filledFolder();
  damage(databasePath(folder));
  const bytes = readFileSync(databasePath(folder));
  const reader = openReader(folder)!;
  const results = [
    reader.page({}, { limit: 1000 }),
    reader.after(0, {}, 1000),
    reader.blockedSince(new Date(0), 1000),
    reader.nearest({ at: new Date() }),
  ];
  const codes = results.flatMap((result) => (result.ok ? [] : result.problems.map((p) => p.code)));
  expect(codes.length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set(['JOURNAL_FAILING']));
  expect(readdirSync(folder)).toEqual(['events.db']);
  expect(readFileSync(databasePath(folder)).equals(bytes)).toBe(true);
});

test('damage that comes while the file is open: set aside, and the batch is in the new one', async () => {
  const folder = await filledFolder();
  const journal = await openJournal({ folder, workerFile: bundle.workerFile });
  garbage(databasePath(folder), 0, readFileSync(databasePath(folder)).length);
  // Pages in the cache of the writer hide it for a while.
  const seqs: number[] = [];
  for (let round = 0; round < 100 && journal.health().problem === null; round += 1) {
    for (let n = 0; n < 200; n += 1) seqs.push(journal.nextSeq());
    for (const seq of seqs.slice(-200)) journal.record(eventFor(seq, { user: `user ${seq}` }));
    await journal.flush();
  }
  const health = journal.health();
  await journal.close();
  expect(health.problem).toMatch(/set aside/);
  expect(health).toMatchObject({ state: 'ok', waiting: 0, dropped: 0 });
  const page = openReader(folder)!.page({}, { limit: 1 });
  expect(page.ok && page.value.items[0]?.event.seq).toBe(seqs.at(-1));
});

test('an empty file is a journal that nobody has written yet', async () => {
  const folder = temporaryFolder();
  writeFileSync(databasePath(folder), '');
  const reader = openReader(folder)!;
  expect(reader.page({}, { limit: 1 })).toMatchObject({ ok: true, value: { items: [] } });
  expect(reader.lastSeq()).toMatchObject({ ok: true, value: 0 });
  openStore(folder, new Date()).write([JSON.stringify(eventFor(1))]);
  expect(reader.lastSeq()).toMatchObject({ ok: true, value: 1 });
});
