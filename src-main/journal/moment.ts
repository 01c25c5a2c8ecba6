/** An event as stories tell it. */
import type { Moment } from '../../src-shared/ens-story.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

export function momentOf(event: JournalEvent): Moment;
export function momentOf(event: JournalEvent | null): Moment | null;
export function momentOf(event: JournalEvent | null): Moment | null {
  if (event === null) return null;
  const { at, requestId, operation, user, client, identity, verdict, reason } = event;
  const { status, answeredBy } = event;
  return { at, requestId, operation, user, client, identity, verdict, reason, status, answeredBy };
}
