/**
 * What the window asks on top of the calls that every console has, and what it is told without asking.
 * The desktop's main process answers; the renderer reaches it through the preload bridge only.
 */
import { z } from 'zod';
import { pageActionIds } from '../actions.ts';
import { calls, statusSchema } from './calls.ts';
import { windowDeviceCalls } from './devices.ts';
import { problemSchema } from '../errors.ts';
import { journalEventSchema, logFilterSchema } from '../events.ts';
import { reasons } from '../decision.ts';

/** An event with its place in the order of storing: `id` pages and never changes. */
export const storedEventSchema = z.object({ id: z.int(), event: journalEventSchema });
export type StoredEvent = z.infer<typeof storedEventSchema>;

/** One setting of either file, as the Settings page shows it. Values are texts as `set` takes them. */
export const formSettingSchema = z.object({
  key: z.string(),
  file: z.enum(['application.properties', 'mem-configuration.json']),
  /** Null: absent or commented out. */
  saved: z.string().nullable(),
  /** Null when no gateway runs, or absent there. */
  inForce: z.string().nullable(),
});
export type FormSetting = z.infer<typeof formSettingSchema>;

export const hostCheckSchema = z.object({
  name: z.enum(['resolve', 'connect', 'certificate', 'challenges', 'methods']),
  state: z.enum(['fine', 'warns', 'failed', 'skipped']),
  text: z.string(),
});
export type HostCheck = z.infer<typeof hostCheckSchema>;

/** One slice of time of the charts; `at` is its beginning, epoch milliseconds. */
export const bucketSchema = z.object({ at: z.number(), requests: z.int(), blocked: z.int() });

/** What the figures of the Overview count: in test mode no device is blocked, and what would be is what one looks for. */
export const countedVerdicts = ['blocked', 'would-block'] as const;
export type CountedVerdict = (typeof countedVerdicts)[number];

/** `blocked`, in the slices too, and the tops are of the verdict that was asked for. */
export const overviewSchema = z.object({
  buckets: z.array(bucketSchema),
  requests: z.object({ ews: z.int(), eas: z.int() }),
  blocked: z.object({ requests: z.int(), clients: z.int() }),
  /**
   * Milliseconds; null without requests. `added` is the gateway's own share; `exchange` leaves out what is meant to
   * last (src-shared/lasting.ts).
   */
  latency: z.object({
    addedP50: z.number().nullable(),
    addedP95: z.number().nullable(),
    exchangeP95: z.number().nullable(),
  }),
  upstreamErrors: z.int(),
  topReasons: z.array(z.object({ reason: z.enum(reasons), count: z.int() })),
  topClients: z.array(
    z.object({ user: z.string().nullable(), deviceId: z.string().nullable(), count: z.int() }),
  ),
});
export type Overview = z.infer<typeof overviewSchema>;

export const overviewMinutes = [15, 60, 1440] as const;

/** What the window is, and in front of what: shown from the first frame on. */
export const windowFactsSchema = z.object({
  version: z.string(),
  electron: z.string(),
  home: z.string(),
  /** The sample world with a throw-away home: marked on every page. */
  lab: z.boolean(),
  /** Runs on an Electron that is never shipped: red banner. */
  developmentRuntime: z.boolean(),
  firstRun: z.boolean(),
});
export type WindowFacts = z.infer<typeof windowFactsSchema>;

/** A time in which no gateway ran on this home, between two in which one did. */
export const outageSchema = z.object({
  from: z.string(),
  /** Null: it lasts. */
  to: z.string().nullable(),
  /** How the gateway ended by itself; null: it was asked to, or nobody saw it. */
  why: z.string().nullable(),
  /** False: nobody saw the end, it ran until `from` at least. */
  seen: z.boolean(),
});
export type Outage = z.infer<typeof outageSchema>;

const nothing = z.object({});

export const windowCalls = {
  ...calls,
  ...windowDeviceCalls,
  facts: { params: nothing, result: windowFactsSchema },
  /** Newest first below `beforeId`, or the newest; at most 500. */
  events: {
    params: z.object({
      filter: logFilterSchema,
      limit: z.int().min(1).max(500),
      beforeId: z.int().optional(),
    }),
    result: z.array(storedEventSchema),
  },
  /** Begins or ends the live log of this window; `null` stops it at the source. */
  followLog: {
    params: z.object({
      filter: logFilterSchema.nullable(),
      /** Comes back with each batch: one that was under way when the filter changed is told by it. */
      turn: z.int().min(0),
    }),
    result: nothing,
  },
  /** When no gateway ran, oldest first: the newest 200. */
  outages: { params: nothing, result: z.array(outageSchema).max(200) },
  overview: {
    params: z.object({
      minutes: z.union([z.literal(15), z.literal(60), z.literal(1440)]),
      verdict: z.enum(countedVerdicts),
    }),
    result: overviewSchema,
  },
  settings: {
    params: nothing,
    result: z.object({ settings: z.array(formSettingSchema), problems: z.array(problemSchema) }),
  },
  testHost: {
    params: z.object({ hostAndPort: z.string().max(512) }),
    result: z.array(hostCheckSchema),
  },
  start: { params: nothing, result: nothing },
  /** Opens the sample world in a window of its own, or brings it to the front. Answers when it is there. */
  explore: { params: nothing, result: nothing },
  /** The first port from `from` on that a listener could have; without it the first above the saved one. */
  freePort: {
    params: z.object({
      host: z.string().max(253).optional(),
      from: z.int().min(1).max(65535).optional(),
    }),
    result: z.object({ port: z.int() }),
  },
  /** What stands in a file that could be the device directory. `devices` is null when it cannot be read. */
  deviceFile: {
    params: z.object({ name: z.string().max(1024) }),
    result: z.object({
      path: z.string(),
      devices: z.int().nullable(),
      problems: z.array(problemSchema),
    }),
  },
  /** The newest version of the settings that a gateway would start with; null: there is none. */
  soundVersion: { params: nothing, result: z.object({ version: z.int().nullable() }) },
  /** Streams to a file that the administrator chose; false when the choice was cancelled. */
  exportLog: {
    params: z.object({ filter: logFilterSchema, format: z.enum(['csv', 'json']) }),
    result: z.object({ saved: z.boolean() }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

export type WindowCallName = keyof typeof windowCalls;
export type WindowParams<Name extends WindowCallName> = z.infer<
  (typeof windowCalls)[Name]['params']
>;
export type WindowAnswer<Name extends WindowCallName> = z.infer<
  (typeof windowCalls)[Name]['result']
>;

/** The gateway as the window shows it: with a status while it runs, else why it does not. */
export const gatewayViewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running'), status: statusSchema }),
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('stopped') }),
  z.object({
    kind: z.literal('failed'),
    problems: z.array(problemSchema),
    /** When it will be tried again, epoch milliseconds; null: not by itself. */
    retryAt: z.number().nullable(),
  }),
]);
export type GatewayView = z.infer<typeof gatewayViewSchema>;

export const windowEvents = {
  /** On every change, and at least every two seconds while the window looks. */
  gateway: gatewayViewSchema,
  /** At most 250 rows or every 150 ms; oldest first. */
  log: z.object({
    turn: z.int().min(0),
    events: z.array(storedEventSchema).max(250),
    /** The journal cannot be read for now: why. The next batch without it says that it can again. */
    failure: z.array(problemSchema).min(1).max(20).optional(),
  }),
  /** Chosen in the menu or the tray: the page obeys as if its own button had been pressed. */
  action: z.enum(pageActionIds),
} as const satisfies Record<string, z.ZodType>;

export type WindowEventName = keyof typeof windowEvents;
export type WindowEvent<Name extends WindowEventName> = z.infer<(typeof windowEvents)[Name]>;

/** How a call ends on the bridge: errors cross as values, because Electron loses their detail. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly z.infer<typeof problemSchema>[] };

/** The only thing that the preload script puts into the window. */
export interface Bridge {
  readonly call: <Name extends WindowCallName>(
    name: Name,
    params: WindowParams<Name>,
  ) => Promise<Reply<WindowAnswer<Name>>>;
  /** Returns how to stop listening. */
  readonly on: <Name extends WindowEventName>(
    name: Name,
    listener: (event: WindowEvent<Name>) => void,
  ) => () => void;
}
