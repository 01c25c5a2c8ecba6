/** Stands in for `journal/journal.ts` in a gateway that is timed without one: it numbers decisions and keeps none. */
import type { Journal } from '../../src-main/journal/journal.ts';

export async function openJournal(): Promise<Journal> {
  let next = 1;
  return {
    nextSeq: () => {
      next += 1;
      return next;
    },
    record: () => undefined,
    health: () => ({ state: 'ok', problem: null, waiting: 0, dropped: 0 }),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
