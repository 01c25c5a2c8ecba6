/** What the process of the load is told to do, and what it answers. */
import { z } from 'zod';

const common = {
  port: z.int(),
  /** File of the authority. */
  authority: z.string().nullable(),
  /** Root of the process tree whose processor time and memory count; null: nobody's. */
  watch: z.int().nullable(),
};

export const jobSchema = z.discriminatedUnion('kind', [
  /** As many as it can bear: each connection asks anew when it was answered. */
  z.object({
    ...common,
    kind: z.literal('closed'),
    connections: z.int(),
    /** At least so long, and so many unless that takes ten times as long. */
    warmMs: z.number(),
    warmRequests: z.int(),
    ms: z.number(),
    fresh: z.boolean(),
  }),
  /** At a rate, whether answers come or not. */
  z.object({
    ...common,
    kind: z.literal('paced'),
    connections: z.int(),
    rate: z.number(),
    ms: z.number(),
    fresh: z.boolean(),
  }),
  /** 64 MiB up and 64 MiB down, one after the other. */
  z.object({ ...common, kind: z.literal('bulk'), times: z.int() }),
  /** Subscriptions that hang, `few` of them and then `many`. */
  z.object({
    ...common,
    kind: z.literal('hanging'),
    few: z.int(),
    many: z.int(),
    settleMs: z.number(),
    rate: z.number(),
    ms: z.number(),
  }),
]);
export type Job = z.infer<typeof jobSchema>;
export type JobOf<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;

export interface Closed {
  readonly requests: number;
  readonly ms: number;
  readonly cpuMs: number;
  readonly failures: number;
}

/** Milliseconds from when a request was due. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface Paced extends Closed {
  readonly latency: Latency;
}

export interface Bulk {
  readonly up: BulkWay;
  readonly down: BulkWay;
  /** The same as theirs, of the first transfer of each way. */
  readonly firstExtraMib: number;
}

export interface BulkWay {
  readonly mibPerSecond: number;
  readonly cpuMsPerMib: number;
  /** Most of what was resident on top of what was before. */
  readonly extraMib: number;
}

export interface Hanging {
  readonly few: number;
  readonly many: number;
  /** Of the tree, with that many subscriptions. */
  readonly bytesFew: number;
  readonly bytesMany: number;
  readonly before: Latency;
  readonly beside: Latency;
  readonly failures: number;
}

export interface ResultOf {
  readonly closed: Closed;
  readonly paced: Paced;
  readonly bulk: Bulk;
  readonly hanging: Hanging;
}
