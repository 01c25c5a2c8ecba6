/** How the devices come from device management, and the call that fetches them now. */
import { z } from 'zod';
import { problemSchema } from '../errors.ts';

/** `bulk`: all devices are being read; `delta`: what changed. */
export const uemStates = ['waiting', 'bulk', 'delta'] as const;

export const uemStatusSchema = z.object({
  state: z.enum(uemStates),
  /** When all devices were last read, and when what changed; null: not since the gateway process began. */
  lastBulkAt: z.string().nullable(),
  lastDeltaAt: z.string().nullable(),
  /** How many readings of all devices have ended, well or not. */
  bulks: z.int(),
  /** The next attempt of either. */
  nextAt: z.string().nullable(),
  /** Of the last bulk: ActiveSync ids; devices that have none, which mail can never know; ids that several devices name. */
  devices: z.int().nullable(),
  withoutEasId: z.int().nullable(),
  sharedEasIds: z.int().nullable(),
  /** Why it does not go well; null: it does. */
  problem: problemSchema.nullable(),
});
export type UemStatus = z.infer<typeof uemStatusSchema>;

export const uemCalls = {
  /** All devices are read now; the answer does not wait for them. */
  syncNow: { params: z.object({}), result: uemStatusSchema },
} as const;
