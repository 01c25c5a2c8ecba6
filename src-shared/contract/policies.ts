/** The calls of the Policies page: what other policies would change for whom. */
import { z } from 'zod';
import { reasons } from '../decision.ts';

/** Keys and values as `set` takes them; those that are no policies are passed over. */
export const draftSchema = z.record(
  z.string().min(1).max(256),
  z
    .string()
    .max(256 * 1024)
    .nullable(),
);

const text = z.string().max(1024);

export const impactChangeSchema = z.object({
  change: z.enum(['blocked', 'allowed']),
  /** Null: a client that names none. */
  deviceId: text.nullable(),
  users: z.array(text),
  reasonBefore: z.enum(reasons),
  reasonAfter: z.enum(reasons),
});
export type ImpactChange = z.infer<typeof impactChangeSchema>;

export const impactSchema = z.object({
  /** Devices of the directory that did not leave, and clients that it does not know. */
  devices: z.int(),
  newlyBlocked: z.int(),
  newlyAllowed: z.int(),
  /** After the change; in test mode those that would be. */
  blocked: z.int(),
  /** Who loses mail first; at most 500 of each kind. */
  of: z.array(impactChangeSchema),
  /** By step of the decision: devices that it stops after the change. One may be stopped by several. */
  blockedBy: z.record(z.string(), z.int()),
  /** Test mode before and after: counted as if it were enforced, since nobody loses or gets mail. */
  asIfEnforced: z.boolean(),
  /** Clients of the last seven days that were looked at. */
  clients: z.int(),
  /** So many that change hands at once look like a mistake (ADR 28). */
  tooMany: z.boolean(),
});
export type ImpactReport = z.infer<typeof impactSchema>;

export const policiesCalls = {
  /** What is in force (without a gateway, what is saved) against what is saved with the changes laid over it. */
  impact: {
    params: z.object({
      changes: draftSchema,
      /** Of two questions of one asker the newer one counts: the older ends with IMPACT_OUTDATED. */
      asker: z.string().min(1).max(64),
    }),
    result: impactSchema,
  },
} as const;
