/** One question to the gate, with everything its answer may rest on. */
import type { Identity } from '../../src-shared/decision.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import type { Directory } from './directory.ts';

export interface Request {
  readonly identity: Identity;
  readonly directory: Directory;
  readonly policies: Policies;
  readonly now: Date;
}

/** Age of the directory's data in whole seconds; a feed from the future counts as new. */
export function directoryAge(request: Request): number | null {
  const { loadedAt } = request.directory;
  return loadedAt === null ? null : secondsSince(loadedAt, request.now);
}

export function secondsSince(instant: number, now: Date): number | null {
  const seconds = Math.round((now.getTime() - instant) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** RFC 3339 for a trace; null for what no calendar has (`toISOString` would throw). */
export function shownInstant(instant: number): string | null {
  return Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : null;
}

/**
 * The devices that the request names and that are believed: ActiveSync's own id, or what ENS says.
 * From any other EWS client the device header is removed and counts for nothing.
 * Each id once, under the spelling in which it came first.
 */
export function namedDevices(request: Request): readonly string[] {
  const { protocol, fromEns, deviceIds } = request.identity;
  return protocol === 'eas' || fromEns ? [...new Set(deviceIds)] : [];
}
