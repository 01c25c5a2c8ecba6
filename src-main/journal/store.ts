/** The open file as its one writer has it. */
import { columns, devicesOf, mailboxOf, valuesOf } from './row.ts';
import { DatabaseError, openDatabase, type Database, type Statement } from './database.ts';
import { databasePath, identityOf, prepareFiles } from './files.ts';
import { migrate } from './schema.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

/** Another process may check or copy the file; longer than this and health says so. */
const BUSY_TIMEOUT_MS = 2000;

export interface Store {
  /** The highest seq in the file, 0 when it is empty. */
  readonly lastSeq: number;
  /** Stores all of them or, when it throws, none. Returns how many no file would take. */
  readonly write: (events: readonly string[]) => number;
  /** True when the file was deleted or replaced: what was written since may be in nobody's file. */
  readonly moved: () => boolean;
  readonly close: () => void;
}

/** Makes what is missing. Throws DatabaseError or an error of node:fs. */
export function openStore(folder: string, now: Date): Store {
  prepareFiles(folder);
  const database = openDatabase(databasePath(folder), 'write', BUSY_TIMEOUT_MS);
  try {
    return storeOn(database, folder, now);
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeOn(database: Database, folder: string, now: Date): Store {
  database.exec('PRAGMA journal_mode = WAL');
  // NORMAL: a killed process loses nothing, a lost power supply the last moments, and no commit waits for the disk.
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec(`PRAGMA journal_size_limit = ${16 * 1024 * 1024}`);
  migrate(database, now.getTime());
  const lastSeq = Number(
    database.prepare('SELECT max(seq) AS seq FROM events').get()?.['seq'] ?? 0,
  );
  const insert = inserter(database);
  const identity = identityOf(folder);
  return {
    lastSeq,
    write: (events) =>
      database.transaction('immediate', () => events.filter((json) => !insert(json)).length),
    moved: () => identityOf(folder) !== identity,
    close: database.close,
  };
}

/** Later values win; `id` stays, so that whoever follows does not see the event again. */
const upsert = `INSERT INTO events (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
  ON CONFLICT (seq) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;

function inserter(database: Database): (json: string) => boolean {
  const event = database.prepare(upsert);
  const forget = database.prepare('DELETE FROM event_devices WHERE seq = ?');
  const device = database.prepare('INSERT INTO event_devices (seq, device) VALUES (?, ?)');
  const mailbox = database.prepare(
    'INSERT OR IGNORE INTO mailbox_events (mailbox, operation, seq) VALUES (?, ?, ?)',
  );
  return (json) => insertOne({ event, forget, device, mailbox }, json);
}

interface Inserts {
  readonly event: Statement;
  readonly forget: Statement;
  readonly device: Statement;
  readonly mailbox: Statement;
}

/** False for an event that is not one: it must not keep the others from being stored. */
function insertOne(inserts: Inserts, json: string): boolean {
  const row = rowOf(json);
  if (row === null) return false;
  try {
    inserts.event.run(...row.values);
    inserts.forget.run(row.seq);
    for (const device of row.devices) inserts.device.run(row.seq, device);
    if (row.mailbox !== null) inserts.mailbox.run(...row.mailbox, row.seq);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.kind === 'value') return false;
    throw error;
  }
}

interface EventRow {
  readonly seq: number;
  readonly values: readonly unknown[];
  readonly devices: readonly string[];
  readonly mailbox: readonly [string, string] | null;
}

function rowOf(json: string): EventRow | null {
  try {
    const event = JSON.parse(json) as JournalEvent;
    return {
      ...{ seq: event.seq, values: valuesOf(event, json), devices: devicesOf(event) },
      mailbox: mailboxOf(event),
    };
  } catch {
    return null;
  }
}
