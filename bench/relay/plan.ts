/** What scripts/lib/bench-relay.mjs prepared, and what was asked for. */
import { z } from 'zod';

const native = z.object({
  command: z.string(),
  libraries: z.string().nullable(),
  version: z.string(),
});

export const workloadNames = ['a', 'b', 'c', 'd', 'e'] as const;
export type WorkloadName = (typeof workloadNames)[number];

export const planSchema = z.object({
  /** The Node that runs everything but this process. */
  node: z.object({ path: z.string(), version: z.string() }),
  /** Folder of upstream.cjs and load.cjs. */
  tools: z.string(),
  /** Folder into which a result is written for each workload. */
  results: z.string(),
  /** Folder of the peers in JavaScript, and their versions by package. */
  peers: z.object({ folder: z.string(), versions: z.record(z.string(), z.string()) }),
  nginx: native.nullable(),
  haproxy: native.nullable(),
  /** headless.cjs with the journal and with one that keeps nothing. */
  product: z.object({ journal: z.string(), silent: z.string(), revision: z.string() }),
  workloads: z.array(z.enum(workloadNames)),
  rounds: z.int().positive(),
  /** Ids, or what comes before their dash; null: all. */
  only: z.array(z.string()).nullable(),
  quick: z.boolean(),
  /** Of hanging subscriptions. */
  few: z.int().positive(),
  many: z.int().positive(),
  /** Added to the names of the results. */
  suffix: z.string(),
});
export type Plan = z.infer<typeof planSchema>;
