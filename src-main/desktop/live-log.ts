/** The live log of the window: asked of the journal while it is wanted, pushed in batches. */
import type { LogFilter } from '../../src-shared/events.ts';
import type { WindowEvent } from '../../src-shared/contract/window.ts';
import type { JournalQuestions } from '../journal/reader-thread.ts';

export const BATCH_ROWS = 250;
export const BATCH_MS = 150;

/** Looks in a row that may fail before it is said: a file that is busy for a moment is no failure. */
export const PATIENCE = 10;

export interface LiveLog {
  /** Null ends it. Another filter begins anew, at the end of the log; `turn` goes out with its batches. */
  readonly follow: (filter: LogFilter | null, turn: number) => void;
}

interface Following {
  readonly count: number;
  readonly filter: LogFilter;
  readonly turn: number;
}

/** How far it has read, and how many looks failed since. `id` null: not even where the log ends is known. */
interface Place {
  readonly id: number | null;
  readonly failed: number;
}
const BEGINNING: Place = { id: null, failed: 0 };

/** `looked`: somebody can see the window. Until then nothing is asked and nothing pushed, and nothing is left out. */
export function liveLog(
  journal: JournalQuestions,
  push: (batch: WindowEvent<'log'>) => void,
  looked: () => boolean,
): LiveLog {
  // Its own count: pages come and go, and each counts from its beginning.
  let current = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = async (mine: Following, from: Place): Promise<void> => {
    const next = from.id !== null && !looked() ? from : await passOn(mine, from);
    if (mine.count !== current) return;
    timer = setTimeout(() => void look(mine, next), BATCH_MS);
  };
  const passOn = async ({ count, filter, turn }: Following, from: Place): Promise<Place> => {
    const found = await journal.ask('after', { id: from.id, filter, limit: BATCH_ROWS });
    if (count !== current) return from;
    if (!found.ok) {
      const failed = from.failed + 1;
      if (failed === PATIENCE) push({ turn, events: [], failure: found.problems.slice(0, 20) });
      return { ...from, failed };
    }
    const events = [...found.value.events];
    // Also without a row: who was told that it cannot be read waits to be told that it can.
    if (events.length > 0 || from.failed >= PATIENCE) push({ turn, events });
    return { id: found.value.lastId, failed: 0 };
  };
  return {
    follow: (filter, turn) => {
      current += 1;
      clearTimeout(timer);
      if (filter !== null) void look({ count: current, filter, turn }, BEGINNING);
    },
  };
}
