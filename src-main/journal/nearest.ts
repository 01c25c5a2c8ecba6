/** The decision of a past instant, found by the index of its user or its device. */
import type { JournalEvent } from '../../src-shared/events.ts';
import type { Database } from './database.ts';
import { fold } from './row.ts';
import { parseEvent } from './stored.ts';

/** Who was decided about; nobody named is anybody. */
interface Whose {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
}

export interface NearestRequest extends Whose {
  readonly at: Date;
}

/** A row that is no event must not hide the one before it; more than a few of them are another trouble. */
const TRIES = 20;

/** Which was the last event before the instant: decided at one time, several may be stored in any order. */
const endSql = `SELECT max(seq) AS seq FROM
  (SELECT seq FROM events WHERE at <= ? ORDER BY at DESC LIMIT 1000)`;

/**
 * In the order of decisions, from the last one before the instant on. Only where the clock was set back are the events of
 * the hour that came twice found by their order instead of their time.
 */
export function nearest(database: Database, request: NearestRequest): JournalEvent | null {
  const { user, device } = request;
  const at = request.at.getTime();
  const end = Number(database.prepare(endSql).get(at)?.['seq'] ?? 0);
  const names = [device, user].filter((each) => each !== undefined).map(fold);
  const rows = database.prepare(nearestSql(request)).all(...names, end, at);
  return rows.map((row) => parseEvent(row['event'])).find((event) => event !== null) ?? null;
}

/** The plus: one user may have a hundred times as many events as one device; and instants are no index here. */
export function nearestSql({ user, device }: Whose): string {
  const ofUser =
    user === undefined ? '' : device === undefined ? 'e.user = ? AND' : '+e.user = ? AND';
  const from =
    device === undefined
      ? `events e WHERE ${ofUser} e.seq <= ?`
      : `event_devices d CROSS JOIN events e ON e.seq = d.seq
         WHERE d.device = ? AND ${ofUser} d.seq <= ?`;
  const order = device === undefined ? 'e.seq' : 'd.seq';
  return `SELECT e.event FROM ${from} AND +e.at <= ? ORDER BY ${order} DESC LIMIT ${TRIES}`;
}
