/** What is taken of each workload, in the order of the columns. */
import type { WorkloadName } from './plan.ts';

export interface Measure {
  readonly key: string;
  readonly title: string;
}

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  readonly tls: boolean;
  /** The first is the one of which ratios are given and which is drawn. */
  readonly measures: readonly Measure[];
  /** Ratios of others than the first. */
  readonly alsoCompared?: readonly string[];
  readonly what: string;
}

const small: readonly Measure[] = [
  { key: 'cpuUs', title: 'CPU per request, µs' },
  { key: 'perSecond', title: 'requests/s' },
  { key: 'halfCpuUs', title: 'CPU per request at half load, µs' },
  { key: 'p50', title: 'added at half load, p50, µs' },
  { key: 'p99', title: 'added at half load, p99, µs' },
];

export const workloads: readonly Workload[] = [
  {
    name: 'a',
    title: 'EWS requests, plain',
    tls: false,
    measures: small,
    what: 'POST of 2 KB (FindItem, Basic) answered with 4 KB, on 32 kept connections, plain on both sides.',
  },
  {
    name: 'b',
    title: 'EWS requests, TLS on both sides',
    tls: true,
    measures: small,
    what: 'The same POST on 32 kept connections, TLS 1.3 on both sides (P-256; the certificate of the upstream is verified).',
  },
  {
    name: 'c',
    title: 'A new TLS connection for each request',
    tls: true,
    measures: small,
    what: 'The same POST on a TLS connection of its own (full handshake, 16 at a time); connections to the upstream (TLS) are kept.',
  },
  {
    name: 'd',
    title: '64 MiB up and down',
    tls: false,
    measures: [
      { key: 'downMib', title: 'down, MiB/s' },
      { key: 'upMib', title: 'up, MiB/s' },
      { key: 'downCpu', title: 'down, CPU per MiB, ms' },
      { key: 'upCpu', title: 'up, CPU per MiB, ms' },
      { key: 'downExtra', title: 'down, extra memory, MiB' },
      { key: 'upExtra', title: 'up, extra memory, MiB' },
      { key: 'firstExtra', title: 'the first time, extra memory, MiB' },
    ],
    alsoCompared: ['upMib'],
    what: '64 MiB in one answer (GetItem) and in one request (CreateItem), one after the other on one connection, plain. Extra memory: the most that was resident meanwhile on top of what was before, after one transfer of each way. What these first ones took, with everything that a process takes once, is told apart.',
  },
  {
    name: 'e',
    title: 'Hanging subscriptions',
    tls: false,
    measures: [
      { key: 'bytes', title: 'resident per subscription, KB' },
      { key: 'before', title: 'other requests without them, p99, ms' },
      { key: 'beside', title: 'other requests beside them, p99, ms' },
    ],
    what: 'GetStreamingEvents kept open with a heartbeat every 5 s, each at its own time, plain.',
  },
];

export type Figures = Readonly<Record<string, number>>;

export interface Round {
  /** Ids, in the order in which they were timed. */
  readonly order: readonly string[];
  readonly figures: Readonly<Record<string, Figures>>;
}

/** Each in another place each time: what a neighbour or the heat of a machine does meets all of them. */
export function rotated<T>(all: readonly T[], round: number): readonly T[] {
  const by = all.length === 0 ? 0 : round % all.length;
  return [...all.slice(by), ...all.slice(0, by)];
}
