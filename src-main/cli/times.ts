/** Points in time as an administrator writes and reads them. */
import { instantSchema } from '../../src-shared/devices.ts';

const SECOND = 1000;
const units: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
};

/** `90s`, `30m`, `24h`, `7d`, `2w` in milliseconds; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const found = /^(\d{1,6})([smhdw])$/.exec(text);
  const unit = units[found?.[2] ?? ''];
  return found === null || unit === undefined ? null : Number(found[1]) * unit;
}

/** `2026-03-01`, `2026-03-01 10:00`, `2026-03-01T10:00:00`: local time, as no zone is named. */
const local = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?$/;

/**
 * An instant from RFC 3339, from a local date or time, or from a duration counted from `now`
 * (`direction` -1: ago, 1: from now on). Returned as RFC 3339 in UTC; null when it is no time.
 */
export function parseInstant(text: string, now: Date, direction: -1 | 1): string | null {
  const duration = parseDuration(text);
  if (duration !== null) return isoOrNull(now.getTime() + direction * duration);
  if (instantSchema.safeParse(text).success) return isoOrNull(Date.parse(text));
  if (!local.test(text)) return null;
  // A bare date would be read as UTC by Date.parse (ECMA-262, 21.4.1.32).
  const epoch = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  // Date.parse takes 30 February for 2 March.
  return new Date(epoch).getDate() === Number(text.slice(8, 10)) ? isoOrNull(epoch) : null;
}

/** What `parseInstant` takes, to follow "allowed: " in a message. */
export function timeForms(direction: -1 | 1): string {
  const counted = direction === -1 ? 'ago' : 'from now';
  return `2026-03-01, "2026-03-01 10:00" (local time), 2026-03-01T10:00:00Z, or 90s, 30m, 24h, 7d, 2w ${counted}`;
}

function isoOrNull(epochMs: number): string | null {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** `2026-03-01 10:00:00` in the local zone. */
export function localTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `42 s`, `5 min`, `3.2 h`, `12 days`. */
export function ageText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
