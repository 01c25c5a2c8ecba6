/** Puts decisions into the log of a home as its gateway does, beside a gateway that has nothing to record. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '../../src-shared/events.ts';
import { openJournal } from '../journal/journal.ts';
import { eventSource } from './decisions.ts';

const workerFile = fileURLToPath(new URL('../../out/main/journal-worker.cjs', import.meta.url));
/** Less than the journal lets wait. */
const AT_ONCE = 2000;

export interface StoredLog {
  /** Resolves when they are in the file. `from`: of the first; they are a millisecond apart. */
  readonly add: (count: number, from?: Date) => Promise<void>;
  /** The `seq` of the last one. */
  readonly last: () => number;
  readonly close: () => Promise<void>;
}

/** `change` may number them. */
export async function storedLog(
  home: string,
  change: (event: JournalEvent) => JournalEvent = (event) => event,
  stepMs = 1,
): Promise<StoredLog> {
  const journal = await openJournal({ folder: join(home, 'journal'), workerFile });
  const events = eventSource(1);
  let last = 0;
  return {
    add: async (count, from = new Date()) => {
      for (let made = 0; made < count; made += 1) {
        last = journal.nextSeq();
        const at = new Date(from.getTime() + made * stepMs);
        journal.record(change(events.next(last, at)));
        if (made % AT_ONCE === 0) await journal.flush();
      }
      await journal.flush();
      if (journal.health().dropped > 0) throw new Error('the journal did not take every event');
    },
    last: () => last,
    close: journal.close,
  };
}
