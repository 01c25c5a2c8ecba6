/** Which devices clients named lately. */
import type { Database } from './database.ts';

/** Null where the log does not reach back so far: then it cannot say who was not there. */
export function seenDevices(database: Database, since: number): readonly string[] | null {
  const first = database.prepare('SELECT min(at) AS at FROM events').get()?.['at'] ?? null;
  if (first === null || Number(first) > since) return null;
  const sql = `SELECT DISTINCT d.device FROM events e JOIN event_devices d ON d.seq = e.seq
    WHERE e.at >= ?`;
  return database.prepare(sql).all(since).map((row) => String(row['device']));
}
