/** Instants in the local zone. `zone` is there for tests; without it the machine's own counts. */

export const timeForms = ['clock', 'seconds', 'log', 'dateTime', 'date'] as const;
/**
 * `clock` 08:14, `seconds` 08:14:07, `log` 08:14:07.318: each with the day before it when that is
 * not today. `dateTime` always has the day.
 */
export type TimeForm = (typeof timeForms)[number];

const options: Readonly<Record<Exclude<TimeForm, 'date'>, Intl.DateTimeFormatOptions>> = {
  clock: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  log: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
  dateTime: { hour: '2-digit', minute: '2-digit' },
};

const cache = new Map<string, Intl.DateTimeFormat>();

// A formatter costs a hundred times what it formats, and a list formats thousands.
function formatter(name: string, zone: string | undefined, wanted: Intl.DateTimeFormatOptions) {
  const id = `${name} ${zone ?? ''}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...wanted,
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  cache.set(id, made);
  return made;
}

const dayOf = (at: Date, zone: string | undefined) =>
  formatter('day', zone, { year: 'numeric', month: 'short', day: 'numeric' }).format(at);

const shortDayOf = (at: Date, zone: string | undefined) =>
  formatter('short day', zone, { month: 'short', day: 'numeric' }).format(at);

const yearOf = (at: Date, zone: string | undefined) =>
  formatter('year', zone, { year: 'numeric' }).format(at);

export function formatTime(at: Date, form: TimeForm, now: Date, zone?: string): string {
  if (Number.isNaN(at.getTime())) return '';
  if (form === 'date') return dayOf(at, zone);
  const time = formatter(form, zone, options[form]).format(at);
  const day = dayOf(at, zone);
  if (form !== 'dateTime' && day === dayOf(now, zone)) return time;
  return `${yearOf(at, zone) === yearOf(now, zone) ? shortDayOf(at, zone) : day} ${time}`;
}

/** For hovering: `Sunday 22 November 2026, 10:02:41.318 UTC+1 (2026-11-22T09:02:41.318Z)`. */
export function formatFullInstant(at: Date, zone?: string): string {
  if (Number.isNaN(at.getTime())) return '';
  const full = formatter('full', zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'shortOffset',
  }).format(at);
  return `${full} (${at.toISOString()})`;
}
