/** The devices that the journal names: all of them page by page, and the last contact of one. */
import type { DeviceActivity } from '../../src-shared/ens-story.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { Database } from './database.ts';
import { momentOf } from './moment.ts';
import { fold } from './row.ts';
import { parseEvent } from './stored.ts';

/** A device that knocked: its last request, and when it was seen first. */
export interface DiscoveredDevice {
  /** As the request named it. */
  readonly id: string;
  readonly firstAt: number;
  readonly last: JournalEvent;
}

export interface DiscoveredPage {
  readonly devices: readonly DiscoveredDevice[];
  /** Null: there are no more. */
  readonly next: string | null;
}

/** From one device to the next by the index: as many look-ups as devices, however long the journal. */
const discoveredSql = `
  WITH RECURSIVE named(device) AS (
    SELECT min(device) FROM event_devices WHERE device > ?
    UNION ALL
    SELECT (SELECT min(device) FROM event_devices WHERE device > named.device)
      FROM named WHERE named.device IS NOT NULL LIMIT ?
  )
  SELECT named.device, l.event,
         (SELECT at FROM events WHERE seq =
           (SELECT min(seq) FROM event_devices WHERE device = named.device)) AS first
    FROM named JOIN events l ON l.seq =
           (SELECT max(seq) FROM event_devices WHERE device = named.device)
   WHERE named.device IS NOT NULL ORDER BY named.device`;

/** @param after the device that the page before ended with, as `next` has it */
export function discoveredDevices(
  database: Database,
  after: string,
  limit: number,
): DiscoveredPage {
  const rows = database.prepare(discoveredSql).all(after, limit);
  const devices = rows.flatMap((row) => {
    const last = parseEvent(row['event']);
    const device = String(row['device']);
    const id = last?.devices.find((each) => fold(each.id) === device)?.id;
    return last === null || id === undefined ? [] : [{ id, firstAt: Number(row['first']), last }];
  });
  return { devices, next: rows.length < limit ? null : String(rows.at(-1)?.['device']) };
}

/** So far back a request that passed is looked for: a device that is wiped may knock for months. */
const LOOKED_AT = 5000;
const AT_ONCE = 250;

const newestSql = `SELECT d.seq, e.event FROM event_devices d JOIN events e ON e.seq = d.seq
  WHERE d.device = ? AND d.seq < ? ORDER BY d.seq DESC LIMIT ${AT_ONCE}`;

export function deviceActivity(database: Database, id: string): DeviceActivity {
  const device = fold(id);
  const statement = database.prepare(newestSql);
  let before = Number.MAX_SAFE_INTEGER;
  let last: JournalEvent | null = null;
  for (let looked = 0; looked < LOOKED_AT; looked += AT_ONCE) {
    const rows = statement.all(device, before);
    const events = rows.map((row) => parseEvent(row['event'])).filter((each) => each !== null);
    last ??= events[0] ?? null;
    const passed = events.find((event) => passes(event, device));
    if (passed !== undefined) {
      return { last: momentOf(last), lastPassed: momentOf(passed), cut: false };
    }
    if (rows.length < AT_ONCE) return { last: momentOf(last), lastPassed: null, cut: false };
    before = Number(rows.at(-1)?.['seq']);
  }
  return { last: momentOf(last), lastPassed: null, cut: true };
}

/** A request of several devices may pass by another one of them. */
function passes(event: JournalEvent, device: string): boolean {
  return event.devices.some((each) => fold(each.id) === device && each.verdict === 'allowed');
}
