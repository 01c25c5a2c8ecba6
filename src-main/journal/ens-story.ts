/** The newest notification requests of a mailbox, by an index of their own: a long journal is not read through. */
import { fetchOperations, type EnsStory } from '../../src-shared/ens-story.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { Database } from './database.ts';
import { momentOf } from './moment.ts';
import { fold } from './row.ts';
import { parseEvent } from './stored.ts';

/** So many of each operation and name. */
const EACH = 60;

/** Empty: blocked before anybody could read what it wanted. */
const operations = ['subscribe', 'unsubscribe', ...fetchOperations, ''] as const;

const sql = `SELECT m.seq, e.event FROM mailbox_events m JOIN events e ON e.seq = m.seq
  WHERE m.mailbox = ? AND m.operation = ? ORDER BY m.seq DESC LIMIT ${EACH}`;

export const emptyStory: EnsStory = {
  ...{ subscribe: null, fetch: null, unsubscribe: null, newest: null },
  ...{ verdictSince: null, sinceAtLeast: false },
  throttled: { count: 0, of: 0, last: null },
};

/** @param names the mailbox, and the other names that its owner signs in with */
export function ensStory(database: Database, names: readonly string[]): EnsStory {
  if (!hasIndex(database)) return emptyStory;
  const statement = database.prepare(sql);
  const found: JournalEvent[] = [];
  /** Below it some requests of an operation were not read: what is said of all ends there. */
  let horizon = 0;
  for (const name of new Set(names.map(fold))) {
    for (const operation of operations) {
      const rows = statement.all(name, operation);
      if (rows.length === EACH) horizon = Math.max(horizon, Number(rows.at(-1)?.['seq']));
      found.push(...rows.map((row) => parseEvent(row['event'])).filter((each) => each !== null));
    }
  }
  const newestFirst = found.sort((a, b) => b.seq - a.seq);
  return {
    subscribe: momentOf(newestOf(newestFirst, ['subscribe'])),
    fetch: momentOf(newestOf(newestFirst, fetchOperations)),
    unsubscribe: momentOf(newestOf(newestFirst, ['unsubscribe'])),
    newest: momentOf(newestFirst[0] ?? null),
    ...verdictRun(newestFirst, horizon),
    throttled: throttlingOf(newestFirst.filter(({ seq }) => seq >= horizon)),
  };
}

/** A journal that an older version wrote and none of this version opened yet has no such index. */
function hasIndex(database: Database): boolean {
  const found = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'mailbox_events'";
  return database.prepare(found).get() !== undefined;
}

function newestOf(events: readonly JournalEvent[], wanted: readonly string[]): JournalEvent | null {
  return events.find(({ operation }) => wanted.includes(fold(operation ?? ''))) ?? null;
}

function verdictRun(
  events: readonly JournalEvent[],
  horizon: number,
): Pick<EnsStory, 'verdictSince' | 'sinceAtLeast'> {
  const [newest] = events;
  if (newest === undefined) return { verdictSince: null, sinceAtLeast: false };
  const blocked = newest.verdict === 'blocked';
  const other = events.findIndex(({ verdict }) => (verdict === 'blocked') !== blocked);
  const run = events.slice(0, other === -1 ? undefined : other).filter(({ seq }) => seq >= horizon);
  const end = events[other];
  return {
    verdictSince: run.at(-1)?.at ?? newest.at,
    sinceAtLeast: horizon > 0 && (end === undefined || end.seq < horizon),
  };
}

function throttlingOf(events: readonly JournalEvent[]): EnsStory['throttled'] {
  const turnedAway = events.filter(
    ({ status, answeredBy }) => answeredBy === 'exchange' && (status === 503 || status === 429),
  );
  return { count: turnedAway.length, of: events.length, last: turnedAway[0]?.at ?? null };
}
