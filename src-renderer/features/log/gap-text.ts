import type { Outage } from '../../../src-shared/contract/window.ts';
import { text } from '../../text/text.ts';
import { formatTime } from '../../ui/format/time.ts';

export const timeOf = (at: string) => formatTime(new Date(at), 'seconds', new Date());

/** One sentence about a time in which no gateway ran. */
export function gapText({ from, to, why, seen }: Outage): string {
  const { gap } = text.log;
  const span = to === null ? gap.since(timeOf(from)) : gap.between(timeOf(from), timeOf(to));
  if (!seen) return `${gap.notRunning(span)} ${gap.unseen}`;
  return why === null ? gap.stopped(span) : `${gap.notRunning(span)} ${why}`;
}
