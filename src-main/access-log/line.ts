/** One line of the access log. Who asked stands in the journal; here only where a setting says so. */
import type { FinishedRequest } from '../gateway/types.ts';
import { clip } from '../../src-shared/clip.ts';
import type { JournalEvent } from '../../src-shared/events.ts';

const MOST_PATH = 256;

export function lineOf(event: JournalEvent, request: FinishedRequest, users: boolean): string {
  const { requestId, at, client, status, answeredBy, bytesIn, bytesOut, verdict, reason } = event;
  const line = {
    at,
    requestId,
    client,
    method: clip(request.method, 32),
    route: request.route,
    path: pathOf(request.target),
    status,
    answeredBy,
    bytesIn,
    bytesOut,
    hopsMs: event.hopsMs,
    verdict,
    reason,
    ...(users ? { user: event.user } : {}),
  };
  return `${JSON.stringify(line)}\n`;
}

/** Null for what is no path: `http://user:password@host/` would carry a secret into the log. */
function pathOf(target: string): string | null {
  if (!target.startsWith('/')) return null;
  const mark = target.indexOf('?');
  return clip(mark < 0 ? target : target.slice(0, mark), MOST_PATH);
}
