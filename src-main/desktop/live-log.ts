/** The live log of the window: asked of the journal while it is wanted, pushed in batches. */
import type { LogFilter } from '../../src-shared/events.ts';
import type { StoredEvent } from '../../src-shared/contract/window.ts';
import type { JournalQuestions } from '../journal/reader-thread.ts';

export const BATCH_ROWS = 250;
export const BATCH_MS = 150;

export interface LiveLog {
  /** Null ends it. Another filter begins anew, at the end of the log. */
  readonly follow: (filter: LogFilter | null) => void;
}

/** `looked`: somebody can see the window. Until then nothing is asked and nothing pushed, and nothing is left out. */
export function liveLog(
  journal: JournalQuestions,
  push: (events: StoredEvent[]) => void,
  looked: () => boolean,
): LiveLog {
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = async (mine: number, filter: LogFilter, id: number | null): Promise<void> => {
    const next = id !== null && !looked() ? id : await passOn(mine, filter, id);
    if (mine !== turn) return;
    timer = setTimeout(() => void look(mine, filter, next), BATCH_MS);
  };
  const passOn = async (mine: number, filter: LogFilter, id: number | null) => {
    const found = await journal.ask('after', { id, filter, limit: BATCH_ROWS });
    if (mine !== turn || !found.ok) return id;
    if (found.value.events.length > 0) push([...found.value.events]);
    return found.value.lastId;
  };
  return {
    follow: (filter) => {
      turn += 1;
      clearTimeout(timer);
      if (filter !== null) void look(turn, filter, null);
    },
  };
}
