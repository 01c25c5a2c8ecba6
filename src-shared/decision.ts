/**
 * The words of a decision: what a request proves, what the gate says, and why.
 *
 * `decide` itself lives in `src-main/compliance`; the window, the command line and the journal
 * only read what is described here.
 */
import { z } from 'zod';

export const protocols = ['ews', 'eas'] as const;
/** EWS (Exchange Web Services) or EAS (Exchange ActiveSync). */
export type Protocol = (typeof protocols)[number];

/** The stable reason codes of the interface, in the order of its list, then our own additions. */
export const reasons = [
  'DEVICE_WIPED',
  'DEVICE_UNENROLLED',
  'DEVICE_REMOVED',
  'DEVICE_NOT_MANAGED',
  'DEVICE_COMPROMISED',
  'DEVICE_NOT_ENCRYPTED',
  'DEVICE_OUT_OF_CONTACT',
  'DEVICE_MODEL',
  'DEVICE_OS',
  'DEVICE_NO_PROFILE',
  'DEVICE_TYPE',
  'MAIL_CLIENT',
  'USER_NOT_ALLOWED',
  'UNKNOWN_DEVICE',
  'UNKNOWN_USER',
  'OVERRIDE_BLOCK',
  'OVERRIDE_ALLOW',
  'ALL_DEVICES_BLOCKED',
  'DEVICE_NOT_OF_USER',
  'USER_MISMATCH',
  'DEVICE_HEADER_UNTRUSTED',
  'ROUTE_UNKNOWN',
  'EWS_PROXY_OFF',
  'REQUEST_MALFORMED',
  'AUTHENTICATION_UNSUPPORTED',
  'NO_METHOD_LEFT',
  'SOAP_UNREADABLE',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TLS',
  'UPSTREAM_TIMEOUT',
  'COMPLIANT',
  'COMPLIANCE_OFF',
  // Ours: docs/interface-additions.md
  'USER_AMBIGUOUS',
  'NO_IDENTITY',
  'ENS_ONLY',
  'DIRECTORY_UNAVAILABLE',
  'REQUEST_LOOP',
  'REDIRECT_REFUSED',
  'CLIENT_CERTIFICATE',
  'KERBEROS_REFUSED',
  'KERBEROS_FAILED',
  'ENS_OPERATION',
  'ENS_USER_AGENT',
  'ENS_WEBHOOK',
  'ENS_UNSUBSCRIBE',
] as const;
export type Reason = (typeof reasons)[number];

export const verdicts = ['allowed', 'blocked', 'would-block'] as const;
/** `would-block`: the mode is `test`, so the request passed although a rule blocks it. */
export type Verdict = (typeof verdicts)[number];

export const proofs = ['proven', 'claimed'] as const;
/** `proven`: Exchange accepted this credential lately from this address, or a certificate was verified. */
export type Proof = (typeof proofs)[number];

/** What a request says about who asks and with which devices. Names are as sent, not yet normalised. */
export interface Identity {
  readonly protocol: Protocol;
  /** Authenticated user as the client named it (`alice@contoso.test`, `CONTOSO\alice`, `alice`), null when nobody. */
  readonly user: string | null;
  /** Effective mailbox of `ExchangeImpersonation`, null when it is the user's own. */
  readonly mailbox: string | null;
  /** ActiveSync's `User=` parameter: never identity, only compared. */
  readonly claimedUser: string | null;
  /** Device ids the request names: one for ActiveSync, one or more for ENS, none for other EWS clients. */
  readonly deviceIds: readonly string[];
  /** True for a peer in `compliance.ens.sources`, with a certificate of `compliance.ens.certificates` where some are named. */
  readonly fromEns: boolean;
  readonly deviceType: string | null;
  readonly userAgent: string | null;
  /** Somebody signs in whose name only Exchange can read (a Kerberos ticket): nobody that the directory knows. */
  readonly hidden?: boolean;
  /** The operation of EWS; null: nobody looked at the body, or not yet. Undefined: this is a question and no request. */
  readonly operation?: string | null | undefined;
  /**
   * The host to which a push subscription has Exchange send notifications; null: an address that cannot be read. The rest of that
   * address is a secret (facts: seg 1.3) and is kept nowhere.
   */
  readonly webhookHost?: string | null | undefined;
}

/**
 * What counts in a decision besides user and device: a question about a request that was made is answered for that
 * request, and not for another one that the same device could make.
 */
export const askedRequestSchema = z.object({
  protocol: z.enum(protocols),
  /** Address of the peer, without port. */
  client: z.string(),
  /** The mailbox that was acted for, null when it was the user's own. */
  mailbox: z.string().nullable(),
  /** What the client said of itself; absent: that is not known. */
  userAgent: z.string().nullable().optional(),
  deviceType: z.string().nullable().optional(),
  /** Of EWS; absent: none is asked about, and no rule about operations counts. */
  operation: z.string().nullable().optional(),
});
export type AskedRequest = z.infer<typeof askedRequestSchema>;

/** One step of the order of decision (src-main/compliance/decide.ts), in the order in which it was taken. */
export const traceStepSchema = z.object({
  step: z.string(),
  outcome: z.enum(['pass', 'block', 'allow', 'skip', 'unknown']),
  data: z.record(z.string(), z.unknown()),
  /** Age of the data that this step rests on, in seconds; null where it has none. */
  ageSeconds: z.number().nullable(),
});
export type TraceStep = z.infer<typeof traceStepSchema>;

export const deviceVerdictSchema = z.object({
  id: z.string(),
  verdict: z.enum(['allowed', 'blocked']),
  reason: z.enum(reasons),
});
export type DeviceVerdict = z.infer<typeof deviceVerdictSchema>;

export const decisionSchema = z.object({
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
  /** The step that decided: the last step of the trace. */
  decidedBy: z.string(),
  /** Each device that was named, or that stands for a user who named none, with its own verdict. */
  devices: z.array(deviceVerdictSchema),
  trace: z.array(traceStepSchema),
});
export type Decision = z.infer<typeof decisionSchema>;

/** What is stored, with an instant after a decision of the past, and counts in one of now. */
export const changeSinceSchema = z.object({
  at: z.string(),
  kind: z.enum(['state', 'wipe', 'override', 'action', 'settings']),
  what: z.string(),
});
export type ChangeSince = z.infer<typeof changeSinceSchema>;

/** Beside a decision that the journal keeps: which one it is, and what differs from now. */
export const pastSchema = z.object({
  at: z.string(),
  requestId: z.string(),
  /** The same request decided now; null: nobody could say. */
  now: z
    .object({ verdict: z.enum(verdicts), reason: z.enum(reasons), text: z.string() })
    .nullable(),
  /** Newest first. What left no instant behind is not among them. */
  changes: z.array(changeSinceSchema).max(100),
});
export type Past = z.infer<typeof pastSchema>;

/** The answer of `why` (interface: `{verdict, reason, text, decidedBy, trace}`). */
export const explanationSchema = z.object({
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
  text: z.string(),
  decidedBy: z.string(),
  trace: z.array(traceStepSchema),
  /** Of a decision of the past: the journal keeps it and its reason, not each step. */
  past: pastSchema.optional(),
});
export type Explanation = z.infer<typeof explanationSchema>;
