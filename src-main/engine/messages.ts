/** What the desktop's main process and its gateway process say to each other, each message with its schema. */
import { z } from 'zod';
import { revocationListSchema } from '../../src-shared/certificates.ts';
import { movedDeviceSchema, upstreamSchema } from '../../src-shared/contract/calls.ts';
import { headerQuestionSchema, headerSearchSchema } from '../../src-shared/contract/find-header.ts';
import { impactSchema } from '../../src-shared/contract/policies.ts';
import { uemStatusSchema } from '../../src-shared/contract/uem.ts';
import { askedRequestSchema, explanationSchema } from '../../src-shared/decision.ts';
import { overrideSchema, unsetSchema } from '../../src-shared/devices.ts';
import { heldCalls } from '../../src-shared/contract/held.ts';
import { problemSchema, type Result } from '../../src-shared/errors.ts';
import { blockedClientSchema, journalHealthSchema } from '../../src-shared/events.ts';
import { complianceModes } from '../../src-shared/settings/in-force.ts';
import { deviceMessages } from './device-questions.ts';
import type { Engine, EnginePlaces, EngineStatus, ImpactAsked, Whom } from './engine.ts';
import {
  complianceSettingsSchema,
  decidingSchema,
  gatewaySettingsSchema,
  kcdSecretSchema,
} from './settings-schema.ts';

const problems = z.array(problemSchema);
const nothing = z.undefined();
const path = z.string();

const places: z.ZodType<EnginePlaces> = z.object({
  ...{ journal: path, directory: path, overrides: path },
  ...{ logs: path, adminToken: path, revocationLists: path },
});
const cut = z.int();

const listening = z.object({ url: z.string(), port: z.int(), generation: z.int() });

const toll = z.object({ failed: z.int(), cutStreams: z.int(), finishing: z.int() });

const whom: z.ZodType<Whom> = z.object({
  user: z.string().optional(),
  device: z.string().optional(),
  request: askedRequestSchema.optional(),
  deciding: decidingSchema.optional(),
});

const impactAsked: z.ZodType<ImpactAsked> = z.object({
  deciding: decidingSchema,
  asker: z.string(),
});

const status: z.ZodType<EngineStatus> = z.object({
  pid: z.int(),
  gateway: z.object({
    generation: z.int(),
    since: z.string(),
    url: z.string(),
    mode: z.enum(complianceModes),
    requests: z.int(),
    streams: z.int(),
    connections: z.int(),
    noMethodLeft: z.array(
      z.object({ client: z.string(), user: z.string().nullable(), at: z.string() }),
    ),
    upstreams: z.array(upstreamSchema),
    lastRestart: toll
      .extend({ at: z.string(), generation: z.int(), durationMs: z.number() })
      .nullable(),
  }),
  directory: z.object({
    devices: z.int(),
    loadedAt: z.number().nullable(),
    coldStart: z.boolean(),
    isCold: z.boolean(),
    available: z.boolean(),
    problems,
  }),
  uem: uemStatusSchema.nullable(),
  journal: journalHealthSchema,
  operations: z.object({ adminUrl: z.string().nullable(), problems }),
  push: z.object({
    ...{ url: z.string().nullable(), lastAt: z.number().nullable() },
    ...{ accepted: z.int(), refused: z.int() },
  }),
});

/** Every call of `Engine`, with what it takes and, when it went well, gives. */
export const engineCalls = {
  open: { params: gatewaySettingsSchema, value: listening },
  restart: {
    params: gatewaySettingsSchema,
    value: listening.extend({ durationMs: z.number() }).extend(toll.shape),
  },
  adopt: { params: complianceSettingsSchema, value: z.object({ cut }) },
  status: { params: nothing, value: status },
  explain: { params: whom, value: explanationSchema },
  impact: { params: impactAsked, value: impactSchema },
  held: { params: nothing, value: heldCalls.held.result },
  confirmHeld: {
    params: heldCalls.confirmHeld.params,
    value: heldCalls.confirmHeld.result,
  },
  blocked: { params: z.number(), value: z.array(blockedClientSchema) },
  override: {
    params: overrideSchema,
    value: z.object({ cut, replaced: overrideSchema.nullable() }),
  },
  unset: {
    params: unsetSchema,
    value: z.object({ removed: z.int(), cut }),
  },
  ...deviceMessages,
  redirects: { params: nothing, value: z.array(movedDeviceSchema) },
  clearRedirects: { params: nothing, value: z.object({ removed: z.int() }) },
  findHeader: { params: headerQuestionSchema, value: headerSearchSchema },
  revocationLists: { params: nothing, value: z.array(revocationListSchema) },
  renewSecret: { params: kcdSecretSchema, value: z.object({ renewed: z.literal(true) }) },
  syncNow: { params: nothing, value: uemStatusSchema },
  drain: { params: nothing, value: nothing },
  close: { params: nothing, value: nothing },
} as const satisfies Record<keyof Engine, { params: z.ZodType; value: z.ZodType }>;

export type EngineCall = keyof typeof engineCalls;
export type EngineParams<Name extends EngineCall> = z.infer<(typeof engineCalls)[Name]['params']>;
export type EngineValue<Name extends EngineCall> = z.infer<(typeof engineCalls)[Name]['value']>;

const names = Object.keys(engineCalls) as [EngineCall, ...EngineCall[]];

/** The first message: where the home's files are. Settings, with their secrets, come with `open`. */
export const toEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('begin'),
    places,
  }),
  z.object({ kind: z.literal('ask'), id: z.int(), call: z.enum(names), params: z.unknown() }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

export const fromEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    id: z.int(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown(), warnings: problems }),
      z.object({ ok: z.literal(false), problems }),
    ]),
  }),
  /** A bug: the call rejected. */
  z.object({ kind: z.literal('threw'), id: z.int(), text: z.string() }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    fields: z.record(z.string(), z.unknown()),
    message: z.string(),
  }),
  /** The event loop of the gateway turns. */
  z.object({ kind: z.literal('beat') }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;

export const BEAT_MS = 1000;

/** One end of the line between the two processes. Messages are copied (structured clone). */
export interface EnginePort {
  readonly post: (message: unknown) => void;
  readonly onMessage: (handler: (message: unknown) => void) => void;
  /** The other side went away. */
  readonly onClose: (handler: () => void) => void;
}

/** The `Result` of a value that the schema knows; a value that it does not know is a bug. */
export function checkedResult<Name extends EngineCall>(
  name: Name,
  result: Extract<FromEngine, { kind: 'answer' }>['result'],
): Result<EngineValue<Name>> {
  if (!result.ok) return result;
  const value = engineCalls[name].value.parse(result.value) as EngineValue<Name>;
  return { ok: true, value, warnings: result.warnings };
}
