/**
 * What the gateway counts, in the text format of Prometheus. No user, device, mailbox or address is a label:
 * metrics go to places where who reads mail is nobody's business, and each value of a label is a series of its own.
 */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { tellNumbers, type Numbers } from './numbers.ts';
import type { FinishedRequest } from '../gateway/types.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

export interface Metrics {
  readonly finished: (event: JournalEvent, request: FinishedRequest) => void;
  readonly render: () => Promise<{ readonly type: string; readonly text: string }>;
}

const labelNames = ['protocol', 'verdict', 'reason', 'status'] as const;
const decideBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 2];
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
/** Streams last up to 31 minutes, long polls up to an hour. */
const lastingBuckets = [1, 10, 60, 300, 600, 900, 1800, 3600];

export function createMetrics(numbers: () => Numbers): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let now = numbers();
  tellNumbers(registry, () => now);
  const requests = requestCounter(registry);
  const bytes = byteCounters(registry);
  const histogram = (name: string, help: string, buckets: readonly number[]): Histogram =>
    new Histogram({ name, help, buckets: [...buckets], registers });
  const decide = histogram(
    'sallyport_decide_seconds',
    'From the head of a request to the decision.',
    decideBuckets,
  );
  const exchange = histogram(
    'sallyport_exchange_seconds',
    'From the request sent to the head of the answer of Exchange; streams and long polls are left out.',
    requestBuckets,
  );
  const total = histogram(
    'sallyport_request_seconds',
    'From the head of a request to the end of its answer; streams and long polls are left out.',
    requestBuckets,
  );
  const lasting = histogram(
    'sallyport_stream_seconds',
    'How long streams and long polls lasted.',
    lastingBuckets,
  );
  return {
    finished: (event, request) => {
      const { hopsMs } = event;
      requests.add(event, request.stored);
      bytes.add(event);
      observe(decide, hopsMs.decide);
      if (!request.lasting) observe(exchange, hopsMs.exchange);
      observe(request.lasting ? lasting : total, hopsMs.total);
    },
    render: async () => {
      // Once for all of them: counting open requests is not free.
      now = numbers();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function observe(histogram: Histogram, milliseconds: number | null): void {
  if (milliseconds !== null) histogram.observe(milliseconds / 1000);
}

/** One entry of a map per request; names of labels are put together when somebody asks. */
function requestCounter(registry: Registry) {
  let counts = new Map<string, number>();
  let unstored = 0;
  new Counter({
    name: 'sallyport_requests_total',
    help: 'Finished requests, those included that the journal only counts.',
    labelNames,
    registers: [registry],
    collect() {
      for (const [key, count] of counts) {
        const [protocol = '', verdict = '', reason = '', status = ''] = key.split(' ');
        this.inc({ protocol, verdict, reason, status }, count);
      }
      counts = new Map();
    },
  });
  new Counter({
    name: 'sallyport_unstored_refusals_total',
    help: 'Refusals before routing that the journal did not store one by one.',
    registers: [registry],
    collect() {
      this.inc(unstored);
      unstored = 0;
    },
  });
  return {
    add: ({ protocol, verdict, reason, status }: JournalEvent, stored: boolean): void => {
      if (!stored) unstored += 1;
      const key = `${protocol} ${verdict} ${reason} ${statusClass(status)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
  };
}

/** `none`: the client went away before an answer began. */
function statusClass(status: number | null): string {
  return status === null ? 'none' : `${String(Math.floor(status / 100))}xx`;
}

function byteCounters(registry: Registry) {
  let received = 0;
  let sent = 0;
  new Counter({
    name: 'sallyport_received_bytes_total',
    help: 'Bytes of request bodies.',
    registers: [registry],
    collect() {
      this.inc(received);
      received = 0;
    },
  });
  new Counter({
    name: 'sallyport_sent_bytes_total',
    help: 'Bytes of answer bodies.',
    registers: [registry],
    collect() {
      this.inc(sent);
      sent = 0;
    },
  });
  return {
    add: ({ bytesIn, bytesOut }: JournalEvent): void => {
      received += bytesIn;
      sent += bytesOut;
    },
  };
}
