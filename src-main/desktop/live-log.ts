/** The live log of the window: asked of the journal while it is wanted, pushed in batches. */
import type { LogFilter } from '../../src-shared/events.ts';
import type { WindowEvent } from '../../src-shared/contract/window.ts';
import type { JournalQuestions } from '../journal/reader-thread.ts';

export const BATCH_ROWS = 250;
export const BATCH_MS = 150;

export interface LiveLog {
  /** Null ends it. Another filter begins anew, at the end of the log; `turn` goes out with its batches. */
  readonly follow: (filter: LogFilter | null, turn: number) => void;
}

interface Following {
  readonly count: number;
  readonly filter: LogFilter;
  readonly turn: number;
}

/** `looked`: somebody can see the window. Until then nothing is asked and nothing pushed, and nothing is left out. */
export function liveLog(
  journal: JournalQuestions,
  push: (batch: WindowEvent<'log'>) => void,
  looked: () => boolean,
): LiveLog {
  // Its own count: pages come and go, and each counts from its beginning.
  let current = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = async (mine: Following, id: number | null): Promise<void> => {
    const next = id !== null && !looked() ? id : await passOn(mine, id);
    if (mine.count !== current) return;
    timer = setTimeout(() => void look(mine, next), BATCH_MS);
  };
  const passOn = async ({ count, filter, turn }: Following, id: number | null) => {
    const found = await journal.ask('after', { id, filter, limit: BATCH_ROWS });
    if (count !== current || !found.ok) return id;
    if (found.value.events.length > 0) push({ turn, events: [...found.value.events] });
    return found.value.lastId;
  };
  return {
    follow: (filter, turn) => {
      current += 1;
      clearTimeout(timer);
      if (filter !== null) void look({ count: current, filter, turn }, null);
    },
  };
}
