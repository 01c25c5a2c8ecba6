import { text } from '../../text/text.ts';
import { formatMilliseconds } from './number.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The two largest units that matter: `45 s`, `26 min`, `9 h 12 min`, `3 d 4 h`, `212 d`. */
export function formatDuration(seconds: number): string {
  const { days, hours, minutes, seconds: secondsUnit } = text.units;
  const total = Math.max(0, seconds);
  if (total < 1) return formatMilliseconds(total * 1000);
  if (total < minute) return `${String(Math.floor(total))} ${secondsUnit}`;
  if (total < hour) return `${String(Math.floor(total / minute))} ${minutes}`;
  if (total < day) return two(total, hour, hours, minute, minutes);
  if (total < 14 * day) return two(total, day, days, hour, hours);
  return `${String(Math.floor(total / day))} ${days}`;
}

function two(total: number, large: number, largeUnit: string, small: number, smallUnit: string) {
  const first = Math.floor(total / large);
  const second = Math.floor((total - first * large) / small);
  const head = `${String(first)} ${largeUnit}`;
  return second === 0 ? head : `${head} ${String(second)} ${smallUnit}`;
}

/** `26 min ago`; what is younger than five seconds, or ahead of this clock, is `just now`. */
export function formatAgo(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  return seconds < 5 ? text.common.justNow : text.common.ago(formatDuration(seconds));
}
