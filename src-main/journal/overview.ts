/** The figures of the Overview over the last minutes: one pass of SQL each, asked in a thread. */
import type { Reason } from '../../src-shared/decision.ts';
import { reasons } from '../../src-shared/decision.ts';
import type { CountedVerdict, Overview } from '../../src-shared/contract/window.ts';
import { lastingOperations } from '../../src-shared/lasting.ts';
import type { Database, Row } from './database.ts';
import { blockedDevice } from './row.ts';
import { parseEvent } from './stored.ts';

/** Slices of a chart: 15 s, a minute, a quarter of an hour. */
const SLICES: Readonly<Record<number, number>> = { 15: 15_000, 60: 60_000, 1440: 900_000 };

/** The newest requests stand for the others in the percentiles: sorting a day would take seconds. */
const SAMPLE = 20_000;
/** More than a low window shows: a high one has the room. */
const TOP = 8;

/**
 * What a row that counts is like. A literal, because only that finds the partial index of blocked rows. The plus keeps
 * SQLite from the index of verdicts, which would read every such row of the journal for the last minutes.
 */
const COUNTS: Readonly<Record<CountedVerdict, string>> = {
  blocked: "verdict = 'blocked'",
  'would-block': "+verdict = 'would-block'",
};

export function overviewOf(
  database: Database,
  minutes: number,
  now: number,
  verdict: CountedVerdict,
): Overview {
  const counts = COUNTS[verdict];
  const slice = SLICES[minutes] ?? 60_000;
  const since = (Math.floor(now / slice) + 1) * slice - minutes * 60_000;
  const all = (sql: string, ...values: number[]): readonly Row[] =>
    database.prepare(sql).all(since, ...values);
  const totals = all(totalsSql(counts))[0];
  const latencies = all(latencySql, SAMPLE);
  const added = numbers(latencies, 'added');
  return {
    buckets: bucketsOf(all(bucketsSql(slice, counts)), since, slice, now),
    requests: { ews: count(totals, 'ews'), eas: count(totals, 'eas') },
    blocked: {
      requests: count(totals, 'blocked'),
      clients: count(all(clientsSql(counts))[0], 'clients'),
    },
    latency: {
      addedP50: percentile(added, 0.5),
      addedP95: percentile(added, 0.95),
      exchangeP95: percentile(numbers(latencies, 'exchange'), 0.95),
    },
    upstreamErrors: count(totals, 'errors'),
    topReasons: all(topReasonsSql(counts), TOP).flatMap((row) => {
      const reason = String(row['reason']).toUpperCase();
      return isReason(reason) ? [{ reason, count: count(row, 'count') }] : [];
    }),
    topClients: all(topClientsSql(counts), TOP).map((row) => {
      // As they were named, not as they are folded.
      const event = parseEvent(row['event']);
      return {
        user: event?.user ?? null,
        deviceId: event === null ? null : blockedDevice(event),
        count: count(row, 'count'),
      };
    }),
  };
}

const totalsSql = (counts: string): string => `SELECT
    count(*) FILTER (WHERE protocol = 'ews') AS ews,
    count(*) FILTER (WHERE protocol = 'eas') AS eas,
    count(*) FILTER (WHERE ${counts}) AS blocked,
    count(*) FILTER (WHERE reason LIKE 'upstream@_%' ESCAPE '@' OR status IN (502, 504)) AS errors
  FROM events WHERE at >= ?`;

const clientsSql = (counts: string): string => `SELECT count(*) AS clients FROM (
    SELECT DISTINCT user, device FROM events
     WHERE at >= ? AND ${counts} AND (user IS NOT NULL OR device IS NOT NULL))`;

/** Written into the text, because a bound number is a real: each instant would be a slice of its own. */
const bucketsSql = (
  slice: number,
  counts: string,
): string => `SELECT at / ${slice} * ${slice} AS slice,
    count(*) AS requests, count(*) FILTER (WHERE ${counts}) AS blocked
  FROM events WHERE at >= ? GROUP BY slice`;

/** As the column has them: folded. */
const lasting = lastingOperations.map((each) => `'${each.toLowerCase()}'`).join(', ');

/**
 * `added` is the gateway's own share: until the decision, and until a connection to Exchange was ready. What Exchange
 * holds until something happens says nothing of how fast it answers.
 */
const latencySql = `SELECT
    json_extract(event, '$.hopsMs.decide') + coalesce(json_extract(event, '$.hopsMs.connect'), 0) AS added,
    iif(operation IN (${lasting}), NULL, json_extract(event, '$.hopsMs.exchange')) AS exchange
  FROM events WHERE at >= ? ORDER BY at DESC LIMIT ?`;

const topReasonsSql = (counts: string): string => `SELECT reason, count(*) AS count FROM events
  WHERE at >= ? AND ${counts} GROUP BY reason ORDER BY count DESC, reason LIMIT ?`;

const topClientsSql = (counts: string): string => `SELECT b.count, e.event FROM (
    SELECT count(*) AS count, max(seq) AS newest FROM events
     WHERE at >= ? AND ${counts} AND (user IS NOT NULL OR device IS NOT NULL)
     GROUP BY user, device ORDER BY count DESC, newest DESC LIMIT ?) b
  JOIN events e ON e.seq = b.newest ORDER BY b.count DESC, b.newest DESC`;

/** Every slice, also those without a request: a chart must show the silence. */
function bucketsOf(
  rows: readonly Row[],
  since: number,
  slice: number,
  now: number,
): Overview['buckets'] {
  const found = new Map(rows.map((row) => [Number(row['slice']), row]));
  const starts = Array.from(
    { length: Math.ceil((now + 1 - since) / slice) },
    (_, at) => since + at * slice,
  );
  return starts.map((at) => ({
    at,
    requests: count(found.get(at), 'requests'),
    blocked: count(found.get(at), 'blocked'),
  }));
}

export const emptyOverview: Overview = {
  buckets: [],
  requests: { ews: 0, eas: 0 },
  blocked: { requests: 0, clients: 0 },
  latency: { addedP50: null, addedP95: null, exchangeP95: null },
  upstreamErrors: 0,
  topReasons: [],
  topClients: [],
};

function count(row: Row | undefined, name: string): number {
  return Number(row?.[name] ?? 0);
}

/** Sorted. */
function numbers(rows: readonly Row[], name: string): number[] {
  return rows
    .map((row) => row[name])
    .filter((value): value is number => typeof value === 'number')
    .sort((one, other) => one - other);
}

/** Nearest rank. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function isReason(text: string): text is Reason {
  return (reasons as readonly string[]).includes(text);
}
