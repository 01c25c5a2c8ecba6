/**
 * THE list of calls between window, command line and gateway process, each with its schema.
 * A carrier (local socket now, MessagePort with the window) checks both directions against it.
 */
import { z } from 'zod';
import {
  certificatesSchema,
  fingerprintSchema,
  shownChainSchema,
  trustFileSchema,
} from '../certificates.ts';
import { deviceCalls } from './devices.ts';
import { heldCalls, heldSchema } from './held.ts';
import { instantSchema, overrideRequestSchema, overrideSchema, unsetSchema } from '../devices.ts';
import { checkIdSchema, checkResultSchema, checkSchema, spnSchema, upnSchema } from '../doctor.ts';
import { problemSchema } from '../errors.ts';
import { blockedClientSchema, journalHealthSchema } from '../events.ts';
import { trialStepSchema } from '../kerberos.ts';
import { findHeaderCalls } from './find-header.ts';
import { policiesCalls } from './policies.ts';
import { whyCalls } from './why.ts';
import {
  heldSecretSchema,
  secretEffects,
  secretNameSchema,
  secretValueSchema,
} from '../secrets.ts';
import { complianceModes } from '../settings/in-force.ts';
import { uemCalls, uemStatusSchema } from './uem.ts';

/** A setting whose saved value differs from the one in force. Values are shown as the file has them. */
export const pendingChangeSchema = z.object({
  key: z.string(),
  inForce: z.string().nullable(),
  saved: z.string().nullable(),
});
export type PendingChange = z.infer<typeof pendingChangeSchema>;

export const serviceStates = [
  'stopped',
  'starting',
  'running',
  'restarting',
  'draining',
  'failed',
] as const;

/** What a restart has cost so far: it goes on until the last request of the older generations is over. */
export const restartTollSchema = z.object({
  /** Requests of older generations, streams left out, that the restart kept from their full answer. */
  failed: z.int(),
  /** Streams and long polls that were cut: their clients connect again. */
  cutStreams: z.int(),
  /** Ordinary requests of older generations that are still under way. */
  finishing: z.int(),
});

export const lastRestartSchema = restartTollSchema.extend({
  at: z.string(),
  generation: z.int(),
  durationMs: z.number(),
});
export type LastRestart = z.infer<typeof lastRestartSchema>;

export const upstreamSchema = z.object({
  /** `https://host:port` */
  host: z.string(),
  state: z.enum(['reachable', 'unreachable', 'probing']),
  since: z.string().nullable(),
  /** When the next request may try; requests before it are answered 503. */
  retryAt: z.string().nullable(),
});

/** A device that Exchange sent to another server (ActiveSync's 451). */
export const movedDeviceSchema = z.object({
  user: z.string(),
  device: z.string(),
  host: z.string(),
  since: z.string(),
  until: z.string(),
});
export type MovedDevice = z.infer<typeof movedDeviceSchema>;

export const statusSchema = z.object({
  state: z.enum(serviceStates),
  pid: z.int(),
  home: z.string(),
  url: z.string().nullable(),
  generation: z.int(),
  /** When the generation in force began. */
  since: z.string(),
  mode: z.enum(complianceModes),
  settings: z.object({
    ewsProxy: z.boolean(),
    removeUnsupportedAuth: z.boolean(),
    ewsHost: z.string().nullable(),
  }),
  pending: z.array(pendingChangeSchema),
  directory: z.object({
    devices: z.int(),
    /** Age of the data in seconds, null when nothing was ever loaded. */
    ageSeconds: z.number().nullable(),
    /** Nobody is blocked, although the settings say so: there never was a list of devices. */
    coldStart: z.boolean().optional(),
    problems: z.array(problemSchema),
  }),
  /** What waits for a person because it would newly block many. */
  held: z.array(heldSchema).optional(),
  /** Absent: the devices come from a file. */
  uem: uemStatusSchema.optional(),
  journal: journalHealthSchema,
  traffic: z.object({
    /** Requests being answered now, streams left out. */
    requests: z.int(),
    streams: z.int(),
    connections: z.int(),
  }),
  /** Null: none since the gateway process began. A gateway of an older version sends none. */
  lastRestart: lastRestartSchema.nullable().default(null),
  /** Where health and metrics are answered; absent: nowhere. */
  adminUrl: z.string().optional(),
  /** Pushes of device management; absent: off, and none since the gateway process began. */
  push: z
    .object({
      /** Null: off, or it cannot listen. */
      url: z.string().nullable(),
      lastAt: z.string().nullable(),
      accepted: z.int(),
      refused: z.int(),
    })
    .optional(),
  /** Clients (user or address) whose 401 lost its last usable method: `NO_METHOD_LEFT`. */
  noMethodLeft: z.array(
    z.object({ client: z.string(), user: z.string().nullable(), at: z.string() }),
  ),
  /** Servers of Exchange, and whether they take connections. A gateway of an older version names none. */
  upstreams: z.array(upstreamSchema).default([]),
  warnings: z.array(problemSchema),
});
export type Status = z.infer<typeof statusSchema>;

export const checkReportSchema = z.object({ ok: z.boolean(), errors: z.array(problemSchema) });
export type CheckReport = z.infer<typeof checkReportSchema>;

export const versionSchema = z.object({
  version: z.int().positive(),
  at: z.string(),
  by: z.string(),
  /** `outside`: an edit that did not go through Sallyport, found later. */
  from: z.enum(['init', 'command line', 'window', 'rollback', 'outside']),
  /** Files that differ from the version before. */
  files: z.array(z.string()),
  summary: z.string(),
});
export type Version = z.infer<typeof versionSchema>;

/** The toll is that of the moment of the swap; `status` goes on counting. */
export const restartReportSchema = z
  .object({ generation: z.int(), durationMs: z.number() })
  .extend(restartTollSchema.partial().shape);
export type RestartReport = z.infer<typeof restartReportSchema>;

export const savedReportSchema = z.object({
  /** False when the file already said so. */
  changed: z.boolean(),
  version: z.int().nullable(),
  /** Of `rollback`: the version whose files were put back. */
  restored: z.int().optional(),
  pending: z.array(pendingChangeSchema),
  warnings: z.array(problemSchema),
});
export type SavedReport = z.infer<typeof savedReportSchema>;

const key = z.string().min(1).max(256);
/** `https://host:port` */
const server = z.string().max(512);
/** A long list of service accounts fits. */
const MOST_TEXT = 256 * 1024;
const nothing = z.object({});
/** A gateway of an older version does not say. */
const effect = z.enum(secretEffects).optional();
/** What was done all the same, but is perhaps not what was meant. A gateway of an older version sends none. */
const warnings = z.array(problemSchema).default([]);

export const calls = {
  status: { params: nothing, result: statusSchema },
  restart: { params: nothing, result: restartReportSchema },
  stop: { params: nothing, result: nothing },
  check: { params: nothing, result: checkReportSchema },
  set: {
    /**
     * Keys of both files, values as the files have them: texts plain, everything else of `mem-configuration.json` as
     * JSON. Null comments a property out, and removes an optional key from JSON.
     */
    params: z.object({
      changes: z.record(key, z.string().max(MOST_TEXT).nullable()),
      /** Somebody saw whom the changes would block: they are not held. */
      confirmed: z.boolean().optional(),
    }),
    result: savedReportSchema,
  },
  history: { params: nothing, result: z.array(versionSchema) },
  rollback: {
    /** Without a version: the one before the newest. */
    params: z.object({ version: z.int().positive().optional() }),
    result: savedReportSchema,
  },
  blocked: {
    params: z.object({ since: instantSchema.optional() }),
    result: z.array(blockedClientSchema),
  },
  ...whyCalls,
  ...policiesCalls,
  override: {
    params: overrideRequestSchema,
    result: z.object({
      override: overrideSchema,
      /** What the same device and user had before. A gateway of an older version does not say. */
      replaced: overrideSchema.nullable().default(null),
      cut: z.int(),
      warnings,
    }),
  },
  unset: {
    params: unsetSchema,
    result: z.object({ removed: z.int(), cut: z.int(), warnings }),
  },
  ...deviceCalls,
  ...heldCalls,
  redirects: { params: nothing, result: z.array(movedDeviceSchema) },
  clearRedirects: { params: nothing, result: z.object({ removed: z.int() }) },
  ...findHeaderCalls,
  /** Which ones are set. What they are no call tells. */
  secrets: { params: nothing, result: z.array(heldSecretSchema) },
  setSecret: {
    /** `value`: base64 of the text in UTF-8, or of the file. */
    params: z.object({ name: secretNameSchema, value: secretValueSchema }),
    result: heldSecretSchema.extend({ effect }),
  },
  removeSecret: {
    params: z.object({ name: secretNameSchema }),
    /** `effect` where there was one. */
    result: z.object({ removed: z.boolean(), effect }),
  },
  /** By the saved settings and their files, beside what is in force. */
  certificates: { params: nothing, result: certificatesSchema },
  /** What the files of certificates hold comes into force, and nothing else that was saved. */
  renewCertificates: { params: nothing, result: restartReportSchema },
  /** A handshake; nothing is sent. */
  probeServer: { params: z.object({ hostAndPort: server }), result: shownChainSchema },
  /** Of what the server shows in this moment, the one with this fingerprint. */
  trustCertificate: {
    params: z.object({ hostAndPort: server, fingerprint: fingerprintSchema }),
    result: z.object({ file: z.string(), inForce: z.boolean(), warnings: z.array(problemSchema) }),
  },
  /** `kept`: where the file is now. */
  untrustCertificate: {
    params: z.object({ file: trustFileSchema }),
    result: z.object({ kept: z.string(), inForce: z.boolean(), warnings: z.array(problemSchema) }),
  },
  /** What the doctor looks at, in its order. */
  checks: { params: nothing, result: z.array(checkSchema) },
  /** One of them, over the saved settings. `user`: whose ticket is tried. */
  runCheck: {
    params: z.object({ id: checkIdSchema, user: upnSchema.optional() }),
    result: checkResultSchema,
  },
  ...uemCalls,
  /** Each step of a ticket in the name of a user. Without `spn`: that of the saved settings. */
  kerberosTest: {
    params: z.object({ user: upnSchema, spn: spnSchema.optional() }),
    result: z.object({ spn: z.string(), steps: z.array(trialStepSchema) }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

export type CallName = keyof typeof calls;
export type Params<Name extends CallName> = z.infer<(typeof calls)[Name]['params']>;
export type Answer<Name extends CallName> = z.infer<(typeof calls)[Name]['result']>;

/** What stands behind the contract: `src-main/console` implements it, a channel client imitates it. */
export type Console = {
  readonly [Name in CallName]: (params: Params<Name>) => Promise<Answer<Name>>;
};
