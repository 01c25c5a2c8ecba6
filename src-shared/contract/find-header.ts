/** Find the device header: the search among requests of ENS, and the trial of what it found (ADR 31). */
import { z } from 'zod';
import { reasons } from '../decision.ts';
import { deviceHeaderForms, entryKey } from '../settings/ens-values.ts';
import { headerName } from '../settings/mem-values.ts';

/** Headers that are told at once; more would be no find. */
export const MOST_HEADERS = 64;

const count = z.int().nonnegative();
export const headerSyntaxSchema = z.object({ form: z.enum(deviceHeaderForms), key: entryKey });

/** Which ids of devices its values are. */
export const idKinds = ['eas', 'udid', 'serial', 'uem'] as const;
export type IdKind = (typeof idKinds)[number];

export const foundHeaderSchema = z.object({
  name: z.string().max(128),
  /** The one that reads most of its values. */
  syntax: headerSyntaxSchema,
  /** That had this header, and of them those whose value the syntax reads wholly. */
  requests: count,
  understood: count,
  /** Ids in them; of these, known to the directory; of these, of the user whose request it was. */
  ids: count,
  known: count,
  ofUser: count,
  kinds: z.array(z.enum(idKinds)),
  /** A device that is known, masked. No other part of a value is told. */
  example: z.string().max(16),
});
export type FoundHeader = z.infer<typeof foundHeaderSchema>;

/** Requests as they would be decided if the header were set: none was. */
export const headerTrialSchema = z.object({
  name: z.string().max(128),
  syntax: headerSyntaxSchema,
  requests: count,
  /** Without the header. */
  without: count,
  understood: count,
  /** Of those with the header that would be answered 400: why. */
  refused: z.array(z.object({ text: z.string(), count })).max(8),
  allowed: count,
  blocked: count,
  /** That would be decided otherwise than they were. */
  otherwise: count,
  reasons: z.array(z.object({ reason: z.enum(reasons), count })).max(reasons.length),
});
export type HeaderTrial = z.infer<typeof headerTrialSchema>;

export const headerSearchSchema = z.object({
  /** `over`: its time is up, and what it found is kept until the next one. */
  state: z.enum(['off', 'searching', 'trying', 'over']),
  /** RFC 3339; null while it is off. */
  endsAt: z.string().nullable(),
  /** Of ENS, since it began. */
  requests: count,
  /** The likeliest first. */
  found: z.array(foundHeaderSchema).max(MOST_HEADERS),
  trial: headerTrialSchema.nullable(),
});
export type HeaderSearch = z.infer<typeof headerSearchSchema>;

const tried = z.object({ name: headerName.unwrap(), syntax: headerSyntaxSchema });

export const headerQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('state') }),
  z.object({ ask: z.literal('search') }),
  tried.extend({ ask: z.literal('try') }),
  z.object({ ask: z.literal('stop') }),
]);
export type HeaderQuestion = z.infer<typeof headerQuestionSchema>;

export const findHeaderCalls = {
  /** Of the running gateway. Each answers with the state that follows. */
  findHeader: { params: headerQuestionSchema, result: headerSearchSchema },
} as const;
