/** A home with a log: 20,000 decisions of the last day, stored through the journal itself. */
import { join } from 'node:path';
import { openJournal } from '../../src-main/journal/journal.ts';
import { openReader } from '../../src-main/journal/reader.ts';
import { makeHome, type Home } from '../../src-main/testing/product.ts';
import { root } from '../lib/result.ts';
import { eventSource } from './events.ts';

export const STORED = 20_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 2000;

export async function homeWithLog(): Promise<Home> {
  // Nobody is there; the bench sends no request.
  const home = await makeHome('http://127.0.0.1:9', []);
  const journal = await openJournal({
    folder: join(home.path, 'journal'),
    workerFile: join(root, 'out', 'main', 'journal-worker.cjs'),
  });
  const events = eventSource(1);
  const from = Date.now() - DAY_MS;
  for (let count = 0; count < STORED; count += 1) {
    const at = new Date(from + (count * DAY_MS) / STORED);
    journal.record(events.next(journal.nextSeq(), at));
    if (count % AT_ONCE === 0) await journal.flush();
  }
  await journal.close();
  if (storedIn(home.path) !== STORED) throw new Error('the journal did not take every event');
  return home;
}

/** The number of the last decision that is in the file. */
export function storedIn(home: string): number {
  const reader = openReader(join(home, 'journal'));
  const last = reader?.lastSeq();
  reader?.close();
  return last?.ok === true ? last.value : 0;
}
