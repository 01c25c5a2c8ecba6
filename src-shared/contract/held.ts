/** What waits for a person because it would newly block many at once (ADR 28), and the calls about it. */
import { z } from 'zod';
import { reasons } from '../decision.ts';
import { instantSchema } from '../devices.ts';

/** A list of devices, changed policies, or inactivity after the clock jumped. */
export const heldKinds = ['devices', 'policies', 'clock'] as const;
export type HeldKind = (typeof heldKinds)[number];

/** Of one device that would lose mail. */
export const heldDeviceSchema = z.object({
  deviceId: z.string().nullable(),
  users: z.array(z.string()),
  reasonBefore: z.enum(reasons),
  reasonAfter: z.enum(reasons),
});
export type HeldDevice = z.infer<typeof heldDeviceSchema>;

export const heldSchema = z.object({
  what: z.enum(heldKinds),
  since: instantSchema,
  newlyBlocked: z.int(),
  /** Of how many: the devices seen within 24 hours, or the enrolled ones. */
  counted: z.int(),
  /** Deleting it confirms, too. */
  file: z.string(),
});
export type Held = z.infer<typeof heldSchema>;

const nothing = z.object({});

export const heldCalls = {
  /** Who would lose mail; of each at most `MOST_SHOWN`. */
  held: {
    params: nothing,
    result: z.array(heldSchema.extend({ of: z.array(heldDeviceSchema) })),
  },
  /** Puts in force what waits: exactly that which the caller saw, by its `since`. */
  confirmHeld: {
    params: z.object({ what: z.enum(heldKinds), since: instantSchema }),
    result: z.object({ confirmed: z.boolean() }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

export const MOST_SHOWN = 500;
