/** What the journal knows of a mailbox's notifications, and the one sentence that it comes down to. */
import { z } from 'zod';
import type { Explanation } from './decision.ts';
import { proofs, reasons, verdicts } from './decision.ts';
import { answeredBys } from './events.ts';

/** A request of the journal, as far as a story needs it. */
export const momentSchema = z.object({
  at: z.string(),
  requestId: z.string(),
  operation: z.string().nullable(),
  user: z.string().nullable(),
  client: z.string(),
  identity: z.enum(proofs),
  verdict: z.enum(verdicts),
  reason: z.enum(reasons),
  status: z.int().nullable(),
  answeredBy: z.enum(answeredBys),
});
export type Moment = z.infer<typeof momentSchema>;

/** EWS operations with which ENS gets what is new (facts: ews, "Notifications"), folded as the journal has them. */
export const fetchOperations = [
  'getevents',
  'getstreamingevents',
  'syncfolderitems',
  'syncfolderhierarchy',
  'getitem',
  'finditem',
] as const;

export const ensStorySchema = z.object({
  subscribe: momentSchema.nullable(),
  fetch: momentSchema.nullable(),
  unsubscribe: momentSchema.nullable(),
  newest: momentSchema.nullable(),
  /** Since when such requests end as the newest did: passed, or blocked. */
  verdictSince: z.string().nullable(),
  /** The journal was read no further back: it is so for longer, perhaps. */
  sinceAtLeast: z.boolean(),
  /** Answers of Exchange with 503 or 429 among the newest requests. */
  throttled: z.object({ count: z.int(), of: z.int(), last: z.string().nullable() }),
});
export type EnsStory = z.infer<typeof ensStorySchema>;

/** The requests that lead to a device's last contact. */
export const deviceActivitySchema = z.object({
  last: momentSchema.nullable(),
  lastPassed: momentSchema.nullable(),
  /** The newest requests of the device do not reach back to one that passed. */
  cut: z.boolean(),
});
export type DeviceActivity = z.infer<typeof deviceActivitySchema>;

export const storyKinds = [
  'blocked',
  'silent',
  'notSubscribed',
  'unsubscribed',
  'subscribeFailed',
  'throttled',
  'nothingFetched',
  'fetchFailed',
  'works',
] as const;
/** Why there are no notifications, or that nothing speaks against them. */
export type StoryKind = (typeof storyKinds)[number];

/** Throttling is the answer when it is lately, and no exception. */
const MANY_THROTTLED = 0.1;

/** @param now the verdict about the mailbox in this moment; null where nobody could say */
export function kindOfStory(story: EnsStory, now: Pick<Explanation, 'verdict'> | null): StoryKind {
  const { subscribe, fetch, unsubscribe, newest, throttled } = story;
  if (now?.verdict === 'blocked') return 'blocked';
  if (newest === null) return 'silent';
  if (unsubscribe !== null && isNewer(unsubscribe, subscribe)) return 'unsubscribed';
  if (throttled.count > 0 && throttled.count >= throttled.of * MANY_THROTTLED) return 'throttled';
  if (subscribe === null) return 'notSubscribed';
  if (failed(subscribe)) return 'subscribeFailed';
  if (fetch === null || !isNewer(fetch, subscribe)) return 'nothingFetched';
  return failed(fetch) ? 'fetchFailed' : 'works';
}

function isNewer(one: Moment, other: Moment | null): boolean {
  return other === null || Date.parse(one.at) > Date.parse(other.at);
}

/** Not yet answered is not failed: a stream lasts half an hour. */
function failed({ status, verdict }: Moment): boolean {
  return verdict === 'blocked' || (status !== null && status >= 400);
}
