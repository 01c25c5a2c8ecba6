/**
 * Stands in for `journal/journal.ts` in the bench's gateway process: the real journal, into which as many events a
 * second are recorded as the file of `SALLYPORT_BENCH_RATE` says, beside what real requests record.
 */
import { readFile } from 'node:fs/promises';
import {
  openJournal as openReal,
  type Journal,
  type JournalOptions,
} from '../../src-main/journal/journal.ts';
import { eventSource } from '../../src-main/testing/decisions.ts';

const LOOK_MS = 100;
const PUMP_MS = 20;

export async function openJournal(options: JournalOptions): Promise<Journal> {
  const journal = await openReal(options);
  const file = process.env['SALLYPORT_BENCH_RATE'];
  if (file !== undefined) pump(journal, file);
  return journal;
}

/** Asks for the rate also while it is 0: what the asking costs is in the idle window, too. */
function pump(journal: Journal, file: string): void {
  const events = eventSource(2);
  let rate = 0;
  let owed = 0;
  let last = performance.now();
  setInterval(() => {
    void readFile(file, 'utf8').then(
      (text) => (rate = Number(text)),
      () => (rate = 0),
    );
  }, LOOK_MS);
  setInterval(() => {
    const now = performance.now();
    owed += (rate * (now - last)) / 1000;
    last = now;
    for (; owed >= 1; owed -= 1) journal.record(events.next(journal.nextSeq(), new Date()));
  }, PUMP_MS);
}
