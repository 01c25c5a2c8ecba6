/** What others count, and metrics only tell: asked for at each scrape. */
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is asked for at each scrape and never counted. */
export interface Numbers {
  readonly generation: number;
  readonly requests: number;
  readonly streams: number;
  readonly connections: number;
  readonly journal: {
    readonly waiting: number;
    readonly dropped: number;
    readonly failing: boolean;
  };
  readonly directory: { readonly devices: number; readonly ageSeconds: number | null };
  readonly accessLogDropped: number;
  readonly restarts: number;
  readonly push: {
    /** Epoch milliseconds; null: none was taken. */
    readonly lastAt: number | null;
    readonly accepted: Readonly<Record<string, number>>;
    readonly refused: Readonly<Record<string, number>>;
  };
  readonly refused: {
    /** Closed at once, by why. */
    readonly connections: Readonly<Record<string, number>>;
    /** Before anybody was identified, by reason; bytes that are no HTTP are no request, but stand here. */
    readonly early: Readonly<Record<string, number>>;
  };
}

type Read = (now: Numbers) => number;

const gaugeTable: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['generation', 'Number of the generation in force.', (now) => now.generation],
  ['open_requests', 'Requests being answered, streams left out.', (now) => now.requests],
  ['open_streams', 'Open streams and long polls.', (now) => now.streams],
  ['open_connections', 'Open connections of clients.', (now) => now.connections],
  ['journal_waiting', 'Events not yet in the journal.', (now) => now.journal.waiting],
  [
    'journal_failing',
    '1 while the journal cannot be written.',
    (now) => (now.journal.failing ? 1 : 0),
  ],
  ['directory_devices', 'Devices in the directory.', (now) => now.directory.devices],
  [
    'directory_age_seconds',
    'Age of the directory; NaN when none was ever loaded.',
    (now) => now.directory.ageSeconds ?? NaN,
  ],
  [
    'push_last_timestamp_seconds',
    'When the last push was taken, Unix time; NaN when none was.',
    (now) => (now.push.lastAt ?? NaN) / 1000,
  ],
];

/** Counted elsewhere; here they are only told. */
const counterTable: typeof gaugeTable = [
  ['restarts_total', 'Restarts done since the process began.', (now) => now.restarts],
  ['journal_dropped_total', 'Events that the journal gave up.', (now) => now.journal.dropped],
  ['access_log_dropped_total', 'Lines that the access log gave up.', (now) => now.accessLogDropped],
];

type ReadEach = (now: Numbers) => Readonly<Record<string, number>>;

/** The same, one series for each reason. */
const reasonTable: readonly (readonly [name: string, help: string, read: ReadEach])[] = [
  [
    'connections_turned_away_total',
    'Connections closed at once: too many of the address or in total, or plain HTTP from an address that may not speak it.',
    (now) => now.refused.connections,
  ],
  [
    'early_refusals_total',
    'Refusals before anybody was identified, those included whose bytes are no HTTP.',
    (now) => now.refused.early,
  ],
  [
    'push_accepted_total',
    'Pushes of device management that were taken, by what they said: records, notice, test.',
    (now) => now.push.accepted,
  ],
  ['push_refused_total', 'Pushes that were refused, by why.', (now) => now.push.refused],
];

export function tellNumbers(registry: Registry, numbers: () => Numbers): void {
  for (const [name, help, read] of gaugeTable) {
    new Gauge({
      name: `sallyport_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(numbers()));
      },
    });
  }
  for (const [name, help, read] of counterTable) {
    new Counter({
      name: `sallyport_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(numbers()));
      },
    });
  }
  for (const [name, help, read] of reasonTable) {
    new Counter({
      name: `sallyport_${name}`,
      help,
      labelNames: ['reason'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(read(numbers()))) this.inc({ reason }, count);
      },
    });
  }
}
