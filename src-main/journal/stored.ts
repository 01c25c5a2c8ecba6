/** Rows as they come from the file. They are checked: another program, or another version, may have written them. */
import { journalEventSchema, type JournalEvent } from '../../src-shared/events.ts';
import type { Row } from './database.ts';

/** What was found, and how many rows were passed over because they are no events. */
export interface Found<Item> {
  readonly items: readonly Item[];
  readonly skipped: number;
}

export interface StoredEvent {
  /** The order of storing: the cursor of paging and following. */
  readonly id: number;
  readonly event: JournalEvent;
}

export function parseEvent(json: unknown): JournalEvent | null {
  if (typeof json !== 'string') return null;
  try {
    const parsed = journalEventSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Of rows with `id` and `event`. */
export function storedEvents(rows: readonly Row[]): Found<StoredEvent> {
  const parsed = rows.map((row) => ({ id: Number(row['id']), event: parseEvent(row['event']) }));
  const items = parsed.filter((each): each is StoredEvent => each.event !== null);
  return { items, skipped: rows.length - items.length };
}
