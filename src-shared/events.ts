/** The event of the journal (interface, `log`) and what is derived from it. */
import { z } from 'zod';
import './plain-issues.ts';
import type { AskedRequest } from './decision.ts';
import { askedRequestSchema, proofs, protocols, reasons, verdicts } from './decision.ts';

/** Milliseconds per hop; null where the request never got that far. */
const hopsSchema = z.object({
  /** From the last byte of the request's head to the decision. */
  decide: z.number().nullable(),
  /** From the decision to a connection to Exchange that is ready to send. */
  connect: z.number().nullable(),
  /** From the request sent to the head of Exchange's answer. */
  exchange: z.number().nullable(),
  /** From the decision to the end of the answer. */
  total: z.number().nullable(),
});

export const answeredBys = ['gateway', 'exchange', 'none'] as const;
/** Who wrote the status that the client saw; `none`: the client went away first or was cut. */
export type AnsweredBy = (typeof answeredBys)[number];

export const authentications = [
  'none',
  'basic',
  'bearer',
  'negotiate',
  'ntlm',
  'certificate',
  'other',
] as const;
export type Authentication = (typeof authentications)[number];

export const journalEventSchema = z.object({
  /** Given at the decision; goes on across restarts. */
  seq: z.int().nonnegative(),
  /** Instant of the decision, RFC 3339 in UTC with milliseconds. */
  at: z.string(),
  requestId: z.string(),
  protocol: z.enum([...protocols, 'other']),
  /** EWS operation (`FindItem`) or ActiveSync command (`Sync`), null when unknown. */
  operation: z.string().nullable(),
  user: z.string().nullable(),
  mailbox: z.string().nullable(),
  identity: z.enum(proofs),
  devices: z.array(z.object({ id: z.string(), verdict: z.enum(['allowed', 'blocked']) })),
  deviceType: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Address of the peer, without port. */
  client: z.string(),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
  /** HTTP status the client got, null while an answer has not begun. */
  status: z.int().nullable(),
  answeredBy: z.enum(answeredBys),
  authentication: z.enum(authentications),
  hopsMs: hopsSchema,
  /** Body bytes from the client. */
  bytesIn: z.number(),
  /** Body bytes to the client. */
  bytesOut: z.number(),
  /** A further fact worth a line (`NO_METHOD_LEFT`, `DEVICE_HEADER_UNTRUSTED`, how a stream ended), else null. */
  remark: z.string().nullable(),
});
export type JournalEvent = z.infer<typeof journalEventSchema>;

/** What to ask about a request that was made. */
export function askedRequest(event: JournalEvent): AskedRequest | null {
  const { protocol, client, mailbox, userAgent, deviceType, operation } = event;
  if (protocol === 'other') return null;
  return { protocol, client, mailbox, userAgent, deviceType, operation };
}

/**
 * Clients that only claim to be somebody are listed to this number, the newest: whoever invents names and devices must not
 * fill the list.
 */
export const MOST_CLAIMED = 200;

/** One client that was blocked (interface, `blocked`). */
export const blockedClientSchema = z.object({
  /** Stable key of the row: user and device. */
  key: z.string(),
  user: z.string().nullable(),
  deviceId: z.string().nullable(),
  deviceType: z.string().nullable(),
  reason: z.enum(reasons),
  count: z.int(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** `proven`: one of the blocked requests was. */
  identity: z.enum(proofs),
  /** The newest request that was blocked, to ask about; null where it was neither EWS nor ActiveSync. */
  request: askedRequestSchema.nullable(),
});
export type BlockedClient = z.infer<typeof blockedClientSchema>;

/** What `log` and the block log can be narrowed by. All given parts must hold; text compares without case. */
export const logFilterSchema = z.object({
  user: z.string().optional(),
  device: z.string().optional(),
  reason: z.string().optional(),
  verdict: z.enum(verdicts).optional(),
  status: z.int().optional(),
  operation: z.string().optional(),
  protocol: z.string().optional(),
  client: z.string().optional(),
  identity: z.enum(proofs).optional(),
  /** Earliest and latest instant, RFC 3339. */
  since: z.string().optional(),
  until: z.string().optional(),
  /** Substring of user, device, user agent, reason, operation or request id. */
  text: z.string().optional(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

/** How the journal fares; mail flows whatever it says. */
export const journalHealthSchema = z.object({
  state: z.enum(['ok', 'failing']),
  /** Why it is failing, or what was repaired (a damaged file set aside); null when there is nothing to say. */
  problem: z.string().nullable(),
  /** Events waiting to be written. */
  waiting: z.int(),
  /** Events given up because too many were waiting. */
  dropped: z.int(),
});
export type JournalHealth = z.infer<typeof journalHealthSchema>;
