/** Which of a device's overrides count for a user, and against what. */
import type { Override } from '../../src-shared/devices.ts';
import { normaliseUser } from './normalise.ts';
import { secondsSince } from './request.ts';
import type { Request } from './request.ts';
import type { Facts } from './trace.ts';

/** Whom an override may concern. */
export interface Who {
  readonly person: string | null;
  /** The name as sent, normalised. */
  readonly canonical: string;
  /** Persons it may be in truth: itself, or who looks alike (`users.ts`). */
  readonly suspects: readonly string[];
}

/** Overrides of a device in force now that concern `who`, newest first. */
export function overridesFor(deviceId: string, who: Who, request: Request): readonly Override[] {
  return request.directory
    .overridesOf(deviceId, request.now)
    .filter((each) => concerns(each, who, request));
}

/** An allow needs certainty about whom it means; a block needs only doubt. */
function concerns(
  override: Override,
  who: Who,
  { directory, policies: { domains } }: Request,
): boolean {
  if (override.user === null) return true;
  const match = directory.resolveUser(override.user, domains);
  const strict = override.action === 'allow';
  switch (match.kind) {
    case 'person':
      return match.person === who.person || (!strict && who.suspects.includes(match.person));
    case 'ambiguous':
      return !strict && match.persons.some((person) => who.suspects.includes(person));
    case 'unknown':
      return normaliseUser(override.user, domains) === who.canonical;
    case 'unreadable':
      return false;
  }
}

/**
 * Whether an allow was made after `event` (epoch milliseconds). One from the future was not: a clock
 * that once stood wrong must not pardon every wipe to come.
 */
export function madeAfter(override: Override, event: number, now: Date): boolean {
  const at = Date.parse(override.at);
  return override.action === 'allow' && at > event && at <= now.getTime();
}

/** What a trace says of an override. Its note stays out: it is the administrators' own. */
export function overrideFacts({ action, user, at, until, by }: Override): Facts {
  return { override: { action, user, at, until, by } };
}

export function overrideAge(override: Override, now: Date): number | null {
  return secondsSince(Date.parse(override.at), now);
}
