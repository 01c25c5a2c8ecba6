/** The blocked clients: who is blocked now, how often since when, and why. */
import { askedRequest, MOST_CLAIMED } from '../../src-shared/events.ts';
import type { BlockedClient, JournalEvent } from '../../src-shared/events.ts';
import { blockedDevice } from './row.ts';
import { parseEvent, type Found } from './stored.ts';
import type { Database, Row } from './database.ts';

/**
 * A client is a user and the first blocked device of the event, or no device. It is blocked while its newest
 * event, in the order of decisions, is: a later one of the same user that passed and names the device ends it.
 * A client that names no device is known again by passing without devices or with the same program, for the
 * devices in an event may be those that stand for the user. Nobody's requests (no user, no device) never end it:
 * the first leg of every 401 dance passes as nobody. Nor does an Unsubscribe that passed all the same (ADR 31).
 */
const sql = `
  WITH blocked AS MATERIALIZED (
    SELECT user, device, count(*) AS count, min(at) AS first, max(at) AS last, max(seq) AS newest,
           max(identity = 'proven') AS proven
      FROM events WHERE verdict = 'blocked' AND at >= ? GROUP BY user, device
  )
  SELECT b.user, b.device, b.count, b.first, b.last, b.newest, b.proven, e.event
    FROM blocked b JOIN events e ON e.seq = b.newest
   WHERE CASE
     WHEN b.device IS NOT NULL THEN NOT EXISTS (
       SELECT 1 FROM event_devices d JOIN events n ON n.seq = d.seq
        WHERE d.device = b.device AND d.seq > b.newest AND n.user IS b.user AND n.verdict <> 'blocked'
          AND n.reason <> 'ens_unsubscribe')
     WHEN b.user IS NOT NULL THEN NOT EXISTS (
       SELECT 1 FROM events n
        WHERE n.user = b.user AND n.seq > b.newest AND n.verdict <> 'blocked'
          AND n.reason <> 'ens_unsubscribe'
          AND (NOT EXISTS (SELECT 1 FROM event_devices d WHERE d.seq = n.seq)
               OR json_extract(n.event, '$.userAgent') IS json_extract(e.event, '$.userAgent')))
     ELSE TRUE END
   ORDER BY b.proven DESC, b.newest DESC LIMIT ?`;

/** Newest first. Who is proven is never pushed out by who only claims. */
export function blockedClients(
  database: Database,
  since: number,
  limit: number,
): Found<BlockedClient> {
  const rows = database.prepare(sql).all(since, limit);
  const proven = rows.filter(isProven);
  const claimed = rows.slice(proven.length, proven.length + MOST_CLAIMED);
  const found = [...proven, ...claimed]
    .sort((one, other) => Number(other['newest']) - Number(one['newest']))
    .map((row) => {
      const event = parseEvent(row['event']);
      return event === null ? null : clientOf(row, event);
    });
  const items = found.filter((client) => client !== null);
  return { items, skipped: found.length - items.length };
}

const isProven = (row: Row): boolean => Number(row['proven']) === 1;

function clientOf(row: Row, newest: JournalEvent): BlockedClient {
  return {
    // Folded, so that the key stays when a client writes its name in another way.
    key: JSON.stringify([row['user'], row['device']]),
    user: newest.user,
    deviceId: blockedDevice(newest),
    deviceType: newest.deviceType,
    reason: newest.reason,
    count: Number(row['count']),
    firstSeen: new Date(Number(row['first'])).toISOString(),
    lastSeen: new Date(Number(row['last'])).toISOString(),
    identity: isProven(row) ? 'proven' : 'claimed',
    request: askedRequest(newest),
  };
}
