/** The live log over the real journal: what is pushed is what was stored, once, in order. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { StoredEvent } from '../../src-shared/contract/window.ts';
import { failure, problem } from '../../src-shared/errors.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import { readHere, type JournalQuestions } from '../journal/reader-thread.ts';
import { openStore, type Store } from '../journal/store.ts';
import { eventFor } from '../journal/testing-event.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { BATCH_MS, BATCH_ROWS, liveLog, PATIENCE } from './live-log.ts';

let folder: string;
let store: Store;
let batches: StoredEvent[][] = [];
let turnsOf: number[] = [];
let failures: (string[] | null)[] = [];
let asked = 0;
let broken = false;
let looked = true;

/** The real answers, counted; `broken`: as while the file is out of reach. */
function journal(): JournalQuestions {
  const real = readHere(folder);
  return {
    ...real,
    ask: async (name, question) => {
      asked += 1;
      return broken ? failure(problem('JOURNAL_FAILING', 'busy')) : real.ask(name, question);
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  folder = temporaryFolder(onTestFinished, 'live');
  store = openStore(folder, new Date());
  batches = [];
  turnsOf = [];
  failures = [];
  asked = 0;
  broken = false;
  looked = true;
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
});

function write(from: number, to: number, changes: Partial<JournalEvent> = {}): void {
  const events = Array.from({ length: to - from + 1 }, (_none, at) => eventFor(from + at, changes));
  store.write(events.map((event) => JSON.stringify(event)));
}
const turns = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * BATCH_MS);
const seqs = (): number[] => batches.flat().map(({ event }) => event.seq);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_none, at) => from + at);
const begin = () =>
  liveLog(
    journal(),
    ({ turn, events, failure: why }) => {
      batches.push(events);
      turnsOf.push(turn);
      failures.push(why?.map(({ code }) => code) ?? null);
    },
    () => looked,
  );

describe('following', () => {
  test('begins at the end: what is there was read by the page already', async () => {
    write(1, 5);
    const live = begin();
    live.follow({}, 1);
    await turns(3);
    expect(seqs()).toEqual([]);
    write(6, 7);
    await turns(1);
    expect(seqs()).toEqual([6, 7]);
  });

  test('pushes at most 250 rows every 150 ms, all of them, each once, the oldest first', async () => {
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    write(1, 600);
    await turns(1);
    expect(batches.map(({ length }) => length)).toEqual([BATCH_ROWS]);
    write(601, 700);
    await turns(4);
    expect(batches.map(({ length }) => length)).toEqual([250, 250, 200]);
    expect(seqs()).toEqual(range(1, 700));
    expect([BATCH_ROWS, BATCH_MS]).toEqual([250, 150]);
  });

  test('leaves out what the filter leaves out, and is not held up by it', async () => {
    const live = begin();
    live.follow({ verdict: 'blocked' }, 1);
    await turns(1);
    write(1, 400);
    write(401, 402, { verdict: 'blocked' });
    await turns(3);
    expect(seqs()).toEqual([401, 402]);
  });

  test('from before there is a journal', async () => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
    const live = begin();
    live.follow({}, 1);
    await turns(2);
    store = openStore(folder, new Date());
    write(1, 3);
    await turns(2);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  test('a journal that fails for a while loses nothing', async () => {
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    broken = true;
    write(1, 3);
    await turns(2);
    expect(seqs()).toEqual([]);
    broken = false;
    await turns(1);
    expect(seqs()).toEqual([1, 2, 3]);
  });
});

describe('a journal that cannot be read', () => {
  test('is said once, and that it can be read again, with what came meanwhile', async () => {
    const live = begin();
    live.follow({}, 4);
    await turns(1);
    broken = true;
    write(1, 2);
    await turns(PATIENCE - 1);
    expect(failures).toEqual([]);
    await turns(30);
    expect([failures, turnsOf]).toEqual([[['JOURNAL_FAILING']], [4]]);
    broken = false;
    await turns(5);
    expect(failures).toEqual([['JOURNAL_FAILING'], null]);
    expect(seqs()).toEqual([1, 2]);
  });

  test('from the first look on; and nobody waits for rows to hear that it can be read', async () => {
    broken = true;
    const live = begin();
    live.follow({}, 1);
    await turns(PATIENCE);
    broken = false;
    await turns(1);
    expect(failures).toEqual([['JOURNAL_FAILING'], null]);
    expect(seqs()).toEqual([]);
    broken = true;
    await turns(PATIENCE);
    expect(failures).toHaveLength(3);
  });

  test('because the file is damaged: said, and it goes on in the file that takes its place', async () => {
    write(1, 500);
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    store.close();
    const file = join(folder, 'events.db');
    for (const each of ['', '-wal', '-shm']) rmSync(`${file}${each}`, { force: true });
    writeFileSync(file, 'no database '.repeat(1000));
    await turns(PATIENCE);
    const said = [...failures];
    rmSync(file);
    store = openStore(folder, new Date());
    expect(said).toEqual([['JOURNAL_FAILING']]);
    write(501, 502);
    await turns(3);
    expect([seqs(), failures.at(-1)]).toEqual([[501, 502], null]);
  });

  test('is told anew to who follows anew', async () => {
    broken = true;
    const live = begin();
    live.follow({}, 1);
    await turns(PATIENCE);
    live.follow({ verdict: 'blocked' }, 2);
    await turns(PATIENCE);
    expect(turnsOf).toEqual([1, 2]);
  });
});

describe('pause', () => {
  test('is at the source: nothing is asked, and it goes on at the end', async () => {
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    live.follow(null, 1);
    const before = asked;
    write(1, 10);
    await turns(10);
    expect(asked).toBe(before);
    live.follow({}, 1);
    await turns(1);
    write(11, 12);
    await turns(1);
    expect(seqs()).toEqual([11, 12]);
  });

  test('a window that nobody sees waits, and then misses nothing', async () => {
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    looked = false;
    const before = asked;
    write(1, 10);
    await turns(5);
    expect(asked).toBe(before);
    looked = true;
    await turns(1);
    expect(seqs()).toEqual(range(1, 10));
  });

  test('an answer that was under way when it came is dropped', async () => {
    const live = begin();
    live.follow({}, 1);
    await turns(1);
    write(1, 2);
    vi.advanceTimersByTime(BATCH_MS);
    live.follow(null, 1);
    await turns(5);
    expect(seqs()).toEqual([]);
  });

  test('another filter ends the one before: nothing comes twice', async () => {
    const live = begin();
    live.follow({}, 1);
    live.follow({ verdict: 'blocked' }, 2);
    live.follow({}, 3);
    await turns(1);
    write(1, 4, { verdict: 'blocked' });
    await turns(3);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  test('each batch has the turn of its filter, also when a new page counts from its beginning', async () => {
    const live = begin();
    live.follow({}, 7);
    await turns(1);
    write(1, 1);
    await turns(2);
    live.follow({}, 1);
    await turns(1);
    write(2, 2);
    await turns(2);
    expect(seqs()).toEqual([1, 2]);
    expect(turnsOf).toEqual([7, 1]);
  });
});
