/** What is asked about devices: the directory row by row, one device, and those that were discovered. */
import { z } from 'zod';
import { adminActionSchema } from '../admin-actions.ts';
import { deviceActivitySchema, ensStorySchema } from '../ens-story.ts';
import { askedRequestSchema, explanationSchema, reasons, verdicts } from '../decision.ts';
import { enrollments, instantSchema, overrideSchema } from '../devices.ts';

/** Rows of one answer: who shows them, or writes them to a file, asks for the next ones. */
export const MOST_ROWS = 500;

/** Devices that are decided for one answer where a verdict is looked for: the rest is said to be left. */
export const MOST_JUDGED = 100_000;

/** What device management says of a device, and what the gate would say now. */
export const deviceRowSchema = z.object({
  /** The ActiveSync id as the feed writes it. */
  id: z.string(),
  ids: z.object({
    udid: z.string().optional(),
    serial: z.string().optional(),
    uem: z.string().optional(),
  }),
  users: z.array(z.string()),
  managed: z.boolean(),
  compromised: z.boolean().nullable(),
  encrypted: z.boolean().nullable(),
  activeSyncProfile: z.boolean().nullable(),
  lastSeen: z.string().nullable(),
  platform: z.string().nullable(),
  model: z.string().nullable(),
  osVersion: z.string().nullable(),
  enrollment: z.enum(enrollments),
  /** When this gateway first saw that state. */
  enrollmentSince: z.string(),
  /** The latest wipe that this gateway saw. */
  wipedAt: z.string().nullable(),
  /** What the feed itself says, not an administrator of the gateway. */
  feedOverride: z.enum(['allow', 'block']).nullable(),
  /** Those in force now, newest first. */
  overrides: z.array(overrideSchema).max(20),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
});
export type DeviceRow = z.infer<typeof deviceRowSchema>;

export const deviceSorts = ['device', 'user', 'platform', 'state', 'lastSeen'] as const;
export type DeviceSort = (typeof deviceSorts)[number];

/** Where an answer ended. Devices that come and go meanwhile neither repeat nor hide others. */
const deviceCursorSchema = z.object({
  key: z.union([z.string().max(1024), z.number()]),
  id: z.string().max(512),
});

export const deviceQuerySchema = z.object({
  /** Each word must be in a user or an id. */
  text: z.string().max(256).optional(),
  enrollment: z.enum(enrollments).optional(),
  platform: z.string().max(256).optional(),
  /** `blocked`: or would be, in test mode. */
  verdict: z.enum(['passes', 'blocked']).optional(),
  sort: z.object({ by: z.enum(deviceSorts), direction: z.enum(['ascending', 'descending']) }),
  limit: z.int().min(1).max(MOST_ROWS),
  after: deviceCursorSchema.optional(),
});
export type DeviceQuery = z.infer<typeof deviceQuerySchema>;

export const deviceListSchema = z.object({
  rows: z.array(deviceRowSchema).max(MOST_ROWS),
  /** Null: there are no more. */
  next: deviceCursorSchema.nullable(),
  /** How many fit. */
  found: z.int(),
  /** How many there are altogether. */
  of: z.int(),
  /** Where a verdict was looked for and the devices were too many: how many were decided. */
  judged: z.int().nullable(),
  /** Those that devices have, the most frequent first. */
  platforms: z.array(z.string()).max(20),
  /** Of the data; null: no directory was ever read. */
  loadedAt: z.string().nullable(),
});
export type DeviceList = z.infer<typeof deviceListSchema>;

export const oneDeviceSchema = z.object({ row: deviceRowSchema, explanation: explanationSchema });
export type OneDevice = z.infer<typeof oneDeviceSchema>;

/** A device that knocked, with its last request: what of it counts in a decision. */
export const knockedSchema = z.object({
  device: z.string().max(1024),
  user: z.string().max(1024).nullable(),
  request: askedRequestSchema.nullable(),
  userAgent: z.string().max(1024).nullable(),
  deviceType: z.string().max(1024).nullable(),
});
export type Knocked = z.infer<typeof knockedSchema>;

/** How it stands now; null where only the directory would know, and does not. */
export const standingSchema = z.object({
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
  enrollment: z.enum(enrollments).nullable(),
  managed: z.boolean().nullable(),
  platform: z.string().nullable(),
  model: z.string().nullable(),
  osVersion: z.string().nullable(),
});
export type Standing = z.infer<typeof standingSchema>;

const deviceId = z.string().min(1).max(512);

/** Calls of every console. */
export const deviceCalls = {
  devices: { params: deviceQuerySchema, result: deviceListSchema },
  /** `device` null: the directory does not know it. */
  device: {
    params: z.object({ id: deviceId }),
    result: z.object({ device: oneDeviceSchema.nullable() }),
  },
  /** What administrators did, the newest first. */
  adminActions: {
    params: z.object({ limit: z.int().min(1).max(MOST_ROWS), since: instantSchema.optional() }),
    result: z.array(adminActionSchema).max(MOST_ROWS),
  },
  /** Of devices that the journal names, in their order. */
  standings: {
    params: z.object({ devices: z.array(knockedSchema).max(MOST_ROWS) }),
    result: z.array(standingSchema).max(MOST_ROWS),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

/** Calls of the window alone. */
export const windowDeviceCalls = {
  deviceActivity: { params: z.object({ id: deviceId }), result: deviceActivitySchema },
  /** `names`: under which the requests were looked for. `now` null: nobody could say. */
  ensStory: {
    params: z.object({ user: z.string().trim().min(1).max(512) }),
    result: z.object({
      names: z.array(z.string()),
      story: ensStorySchema,
      now: explanationSchema.nullable(),
    }),
  },
  /** Each device that knocked. False when the choice of a file was cancelled. */
  exportDevices: {
    params: z.object({ format: z.enum(['csv', 'json']) }),
    result: z.object({ saved: z.boolean() }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;
