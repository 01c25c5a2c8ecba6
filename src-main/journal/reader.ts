/** The journal as the command line and the console read it, in any process, while the gateway writes or is down. */
import { statSync } from 'node:fs';
import { failure, success, type Result } from '../../src-shared/errors.ts';
import { blockedClients } from './blocked.ts';
import { codeOf, databasePath } from './files.ts';
import { emptyOverview, overviewOf } from './overview.ts';
import { conditionOf, problemsOf } from './query.ts';
import { recentClients, type RecentClient } from './recent-clients.ts';
import { seenDevices } from './seen.ts';
import { parseEvent, storedEvents, type Found, type StoredEvent } from './stored.ts';
import { readingConnection, type Connection } from './connection.ts';
import type { CountedVerdict, Overview } from '../../src-shared/contract/window.ts';
import type { BlockedClient, JournalEvent, LogFilter } from '../../src-shared/events.ts';
import type { Database, Row } from './database.ts';

export interface PageRequest {
  readonly limit: number;
  /** Only events stored before, or after, this id; with `afterId` the nearest to it. */
  readonly beforeId?: number | undefined;
  readonly afterId?: number | undefined;
}

export interface Following extends Found<StoredEvent> {
  /** Ask for what comes after this next time; events that the filter leaves out are behind it too. */
  readonly lastId: number;
}

export interface NearestRequest {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly at: Date;
}

/** Every call answers at once or, when the file is damaged or out of reach, with `JOURNAL_FAILING`. */
export interface Reader {
  /** Newest first, by order of storing. */
  readonly page: (filter: LogFilter, request: PageRequest) => Result<Found<StoredEvent>>;
  /** Oldest first: what was stored after `id`. Goes on in the new file when the old one was replaced. */
  readonly after: (id: number, filter: LogFilter, limit: number) => Result<Following>;
  /** Newest first; `count`, `firstSeen` and `lastSeen` are of the time since then. */
  readonly blockedSince: (since: Date, limit: number) => Result<Found<BlockedClient>>;
  /** The newest request of each user with each device since then, newest first. */
  readonly clientsSince: (since: Date, limit: number) => Result<Found<RecentClient>>;
  /** The newest event of that user and device at or before the instant, null when there is none. */
  readonly nearest: (request: NearestRequest) => Result<JournalEvent | null>;
  /** Ids of devices named since then; null where the log does not reach back so far. */
  readonly seenSince: (since: Date) => Result<readonly string[] | null>;
  /** 0 while nothing is stored. */
  readonly lastSeq: () => Result<number>;
  /** Of the last minutes before `now`. Takes up to a second over a long log: ask in a thread. */
  readonly overview: (minutes: number, now: Date, verdict: CountedVerdict) => Result<Overview>;
  readonly close: () => void;
}

/** Null when there is no journal yet. A file that cannot be read makes a reader whose calls say why. */
export function openReader(folder: string): Reader | null {
  if (isMissing(databasePath(folder))) return null;
  const connection = readingConnection(folder);
  return {
    page: (filter, request) => page(connection, filter, request),
    after: (id, filter, limit) => after(connection, id, filter, limit),
    blockedSince: (since, limit) =>
      orElse(
        connection.read((database) => blockedClients(database, since.getTime(), whole(limit))),
        nothing,
      ),
    clientsSince: (since, limit) =>
      orElse(
        connection.read((database) => recentClients(database, since.getTime(), whole(limit))),
        nothing,
      ),
    nearest: (request) => connection.read((database) => nearest(database, request)),
    seenSince: (since) =>
      orElse(connection.read((database) => seenDevices(database, since.getTime())), null),
    lastSeq: () => orElse(connection.read(lastSeq), 0),
    overview: (minutes, now, verdict) =>
      orElse(
        connection.read((database) => overviewOf(database, minutes, now.getTime(), verdict)),
        emptyOverview,
      ),
    close: connection.close,
  };
}

function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
  }
}

const nothing = { items: [], skipped: 0 };

function orElse<Value>(result: Result<Value | null>, empty: Value): Result<Value> {
  return result.ok ? success(result.value ?? empty) : result;
}

function page(
  connection: Connection,
  filter: LogFilter,
  request: PageRequest,
): Result<Found<StoredEvent>> {
  const problems = problemsOf(filter);
  if (problems.length > 0) return failure(...problems);
  const before = request.beforeId ?? Number.MAX_SAFE_INTEGER;
  const ascending = request.afterId !== undefined;
  const found = connection.read((database) => {
    const order = ascending ? 'ASC' : 'DESC';
    const rows = select(database, filter, [request.afterId ?? 0, before], order, request.limit);
    return storedEvents(ascending ? [...rows].reverse() : rows);
  });
  return orElse(found, nothing);
}

function after(
  connection: Connection,
  id: number,
  filter: LogFilter,
  limit: number,
): Result<Following> {
  const problems = problemsOf(filter);
  if (problems.length > 0) return failure(...problems);
  const found = connection.read((database) =>
    // One snapshot: an event stored between the two queries would fall behind lastId unseen.
    database.transaction('deferred', () => {
      const rows = select(database, filter, [id, Number.MAX_SAFE_INTEGER], 'ASC', limit);
      const full = rows.length >= whole(limit);
      const end = full ? rows.at(-1) : database.prepare('SELECT max(id) AS id FROM events').get();
      return { ...storedEvents(rows), lastId: Math.max(id, Number(end?.['id'] ?? 0)) };
    }),
  );
  return orElse(found, { ...nothing, lastId: id });
}

/** Rows with `afterId < id < beforeId` that the filter lets through. */
function select(
  database: Database,
  filter: LogFilter,
  [afterId, beforeId]: readonly [number, number],
  order: 'ASC' | 'DESC',
  limit: number,
): readonly Row[] {
  const condition = conditionOf(filter);
  const sql = `SELECT e.id, e.event FROM events e
    WHERE e.id > ? AND e.id < ? AND ${condition.sql} ORDER BY e.id ${order} LIMIT ?`;
  return database.prepare(sql).all(afterId, beforeId, ...condition.values, whole(limit));
}

/** A row that is no event must not hide the one before it; more than a few of them are another trouble. */
const NEAREST_TRIES = 20;

function nearest(database: Database, request: NearestRequest): JournalEvent | null {
  const condition = conditionOf({
    ...(request.user === undefined ? {} : { user: request.user }),
    ...(request.device === undefined ? {} : { device: request.device }),
  });
  const sql = `SELECT e.event FROM events e WHERE e.at <= ? AND ${condition.sql}
    ORDER BY e.at DESC, e.seq DESC LIMIT ${NEAREST_TRIES}`;
  const rows = database.prepare(sql).all(request.at.getTime(), ...condition.values);
  return rows.map((row) => parseEvent(row['event'])).find((event) => event !== null) ?? null;
}

function lastSeq(database: Database): number {
  return Number(database.prepare('SELECT max(seq) AS seq FROM events').get()?.['seq'] ?? 0);
}

/** SQLite takes a negative limit for none. */
function whole(limit: number): number {
  return Math.max(0, Math.floor(limit));
}
