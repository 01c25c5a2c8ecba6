import { formatAgo } from './format/duration.ts';
import { formatFullInstant, formatTime } from './format/time.ts';
import type { TimeForm } from './format/time.ts';

interface TimeTextProps {
  /** RFC 3339. */
  readonly at: string;
  readonly form?: TimeForm | 'ago';
  /** The clock to compare with; a page that shows ages passes its own ticking one. */
  readonly now?: Date;
}

/** An instant in the local zone; the full one on hover. */
export function TimeText({ at, form = 'clock', now = new Date() }: TimeTextProps) {
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return at;
  return (
    <time dateTime={at} title={formatFullInstant(instant)}>
      {form === 'ago' ? formatAgo(instant, now) : formatTime(instant, form, now)}
    </time>
  );
}
