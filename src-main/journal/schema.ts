/** The tables of `events.db` and the steps that lead to them. */
import { DatabaseError, type Database } from './database.ts';

/**
 * `id` is the order of storing, `seq` the order of decisions. Text columns are folded (row.ts): SQLite's own
 * NOCASE knows ASCII only. `device` is the first blocked device: with `user` it names a blocked client.
 * Ids begin at the microsecond of the file's making, so that who follows by id goes on when a damaged or
 * deleted file was replaced.
 */
const first = (now: number) => `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    seq INTEGER NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    user TEXT,
    device TEXT,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    status INTEGER,
    operation TEXT,
    protocol TEXT NOT NULL,
    client TEXT NOT NULL,
    identity TEXT NOT NULL,
    search TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_at ON events (at);
  CREATE INDEX events_user ON events (user, seq);
  CREATE INDEX events_verdict ON events (verdict);
  CREATE INDEX events_blocked ON events (at) WHERE verdict = 'blocked';
  CREATE TABLE event_devices (
    seq INTEGER NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (seq, device)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_devices_device ON event_devices (device, seq);
  INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ${now * 1000});
`;

/**
 * What a mailbox was asked for over EWS, from now on: by `mailbox` where somebody acts for it, else by the user. An older
 * journal is not read through for it. A row more than there should be does no harm: the event itself is looked at.
 */
const second = () => `
  CREATE TABLE mailbox_events (
    mailbox TEXT NOT NULL,
    operation TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (mailbox, operation, seq)
  ) STRICT, WITHOUT ROWID;
`;

/** Step n leads from user_version n to n + 1. Never change one that was released: add another. */
const steps: readonly ((now: number) => string)[] = [first, second];

export const schemaVersion = steps.length;

/** 0: a file that was made and never filled. */
export function versionOf(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Throws DatabaseError: `other` when the file was written by a newer Sallyport, which is then left alone. */
export function migrate(database: Database, now: number): void {
  refuseNewer(versionOf(database));
  if (versionOf(database) === schemaVersion) return;
  database.transaction('immediate', () => {
    for (const step of steps.slice(versionOf(database))) database.exec(step(now));
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

export function refuseNewer(version: number): void {
  if (version <= schemaVersion) return;
  const message = `was written by a newer Sallyport (version ${version} of its tables, known: ${schemaVersion})`;
  throw new DatabaseError('other', null, message);
}
