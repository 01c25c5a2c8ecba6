/** What administrators did on a home, as it is kept and shown. */
import { z } from 'zod';

export const adminActionSchema = z.object({
  at: z.string(),
  /** Account of the operating system. */
  by: z.string(),
  from: z.enum(['command line', 'window']),
  /** The call of the contract. */
  call: z.string().max(64),
  /** In words, clipped; no secret and no value of a setting. */
  what: z.string().max(1000),
  /** The device that it is about. */
  device: z.string().max(512).nullable(),
});
export type AdminAction = z.infer<typeof adminActionSchema>;
