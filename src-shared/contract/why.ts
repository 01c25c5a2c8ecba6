/** The question how somebody is decided on, now or at an instant that is over. */
import { z } from 'zod';
import { askedRequestSchema, explanationSchema } from '../decision.ts';
import { instantSchema } from '../devices.ts';
import { draftSchema } from './policies.ts';

const said = z.string().max(1024).nullable().optional();

export const whyCalls = {
  why: {
    params: z.object({
      user: z.string().max(512).optional(),
      device: z.string().max(256).optional(),
      at: instantSchema.optional(),
      /** The request that is asked about; without it, one that the device or the user could make. */
      request: askedRequestSchema
        .extend({
          client: z.string().max(64),
          mailbox: z.string().max(512).nullable(),
          ...{ userAgent: said, deviceType: said, operation: said },
        })
        .optional(),
      /** By the saved settings with these changes laid over them, instead of those in force. */
      changes: draftSchema.optional(),
    }),
    result: explanationSchema,
  },
} as const;
