/** Who asked lately: the newest request of each user with each device, for questions about many at once. */
import type { JournalEvent } from '../../src-shared/events.ts';
import { fold } from './row.ts';
import { parseEvent, type Found } from './stored.ts';
import type { Database } from './database.ts';

export type RecentClient = Pick<
  JournalEvent,
  'user' | 'mailbox' | 'deviceType' | 'userAgent' | 'client'
> & {
  readonly protocol: 'ews' | 'eas';
  /** One of the newest request: named by it, or one of those that stand for its user. Null: none. */
  readonly deviceId: string | null;
  /** Exchange accepted it at least once in that time, or its certificate was verified. */
  readonly signedIn: boolean;
};

/** Nobody's requests are no client: the first leg of every 401 dance is one. */
const sql = `
  WITH latest AS MATERIALIZED (
    SELECT d.device AS device, max(e.seq) AS newest, sum(e.identity = 'proven') AS proven
      FROM events e LEFT JOIN event_devices d ON d.seq = e.seq
     WHERE e.at >= ? AND e.user IS NOT NULL AND e.protocol IN ('ews', 'eas')
     GROUP BY e.user, e.protocol, d.device
  )
  SELECT l.device, l.proven, e.event FROM latest l JOIN events e ON e.seq = l.newest
   ORDER BY l.newest DESC LIMIT ?`;

/** Newest first. */
export function recentClients(
  database: Database,
  since: number,
  limit: number,
): Found<RecentClient> {
  const rows = database.prepare(sql).all(since, limit);
  const found = rows.map((row): RecentClient | null => {
    const event = parseEvent(row['event']);
    if (event === null || event.protocol === 'other') return null;
    const { protocol, user, mailbox, deviceType, userAgent, client } = event;
    const named = event.devices.find(({ id }) => fold(id) === row['device']);
    return {
      ...{ protocol, user, mailbox, deviceType, userAgent, client },
      deviceId: named?.id ?? null,
      signedIn: Number(row['proven']) > 0,
    };
  });
  const items = found.filter((each) => each !== null);
  return { items, skipped: found.length - items.length };
}
