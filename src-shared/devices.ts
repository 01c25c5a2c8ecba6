/** The shape of `devices.json` (interface, "devices.json") and of an override. */
import { z } from 'zod';
import './plain-issues.ts';

export const enrollments = ['enrolled', 'unenrolled', 'wipePending', 'wiped', 'removed'] as const;
export type Enrollment = (typeof enrollments)[number];

/** An instant with offset, RFC 3339, as in `2026-03-01T10:00:00Z`. */
export const instantSchema = z.iso.datetime({ offset: true });

const id = z.string().trim().min(1).max(256);
const userName = z.string().trim().min(1).max(512);
const text = z.string().max(256);

export const deviceSchema = z
  .object({
    deviceId: id,
    ids: z.object({ udid: id.optional(), serial: id.optional(), uem: id.optional() }).optional(),
    user: userName.optional(),
    users: z.array(userName).min(1).max(16).optional(),
    managed: z.boolean(),
    compromised: z.boolean().nullable(),
    encrypted: z.boolean().nullable(),
    lastSeen: instantSchema.nullish(),
    platform: text.nullish(),
    model: text.nullish(),
    osVersion: text.nullish(),
    /** Whether an ActiveSync profile of device management manages its mail. */
    activeSyncProfile: z.boolean().nullish(),
    enrollment: z.enum(enrollments),
    override: z.enum(['allow', 'block']).nullish(),
  })
  .refine((device) => (device.user === undefined) !== (device.users === undefined), {
    message: 'name the owner in exactly one of "user" and "users"',
  });
/** One record of `devices.json`. */
export type DeviceInput = z.infer<typeof deviceSchema>;

const overrideActions = ['allow', 'block'] as const;
export type OverrideAction = (typeof overrideActions)[number];

/** One decision of an administrator about one device, kept in `state/overrides.json`. */
export const overrideSchema = z.object({
  device: id,
  /** Null: for whoever uses the device. */
  user: userName.nullable(),
  action: z.enum(overrideActions),
  /** When it was made: an allow counts only against a wipe that came before it. */
  at: instantSchema,
  /** When it ends by itself, null = never. */
  until: instantSchema.nullable(),
  note: z.string().max(500).nullable(),
  /** Account of the operating system that made it. */
  by: z.string().max(256),
});
export type Override = z.infer<typeof overrideSchema>;

/** What an administrator says of an override. One schema for both: what is taken must be readable from the file. */
export const overrideRequestSchema = overrideSchema.omit({ at: true, by: true });

/** Whose override goes. */
export const unsetSchema = overrideSchema.pick({ device: true, user: true }).extend({
  /**
   * Undoes: only the override of exactly this user goes, and what it had replaced stands again, as it was. With its
   * own instant: an allow from before a wipe must not pardon it because somebody blocked and undid.
   */
  instead: overrideSchema.nullable().optional(),
  /**
   * With `instead`: when the override that is undone was made. Another one that took its place meanwhile is somebody's
   * later decision, and stands. A caller of an older version does not say.
   */
  made: instantSchema.optional(),
});
export type Unset = z.infer<typeof unsetSchema>;

export const overridesFileSchema = z.object({
  schemaVersion: z.literal(1),
  overrides: z.array(overrideSchema),
});
