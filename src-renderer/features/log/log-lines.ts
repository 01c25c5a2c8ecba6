/** The lines of the block log: events, and between them the times in which no gateway ran. */
import type { Outage, StoredEvent } from '../../../src-shared/contract/window.ts';

export interface Gap {
  readonly gap: Outage;
}
export type LogLine = StoredEvent | Gap;

export const isGap = (line: LogLine): line is Gap => 'gap' in line;

export const lineKey = (line: LogLine): string | number =>
  isGap(line) ? `gap ${line.gap.from}` : line.id;

/**
 * Each gap before the first event that came after it began. `more`: there are older events than these, and the gaps before
 * the first row may stand among those. `since`: what ended before it is not asked for.
 */
export function withGaps(
  rows: readonly StoredEvent[],
  outages: readonly Outage[],
  more: boolean,
  since: string | null = null,
): readonly LogLine[] {
  const first = rows[0]?.event.at;
  const shown = outages.filter(({ from, to }) => {
    if (since !== null && to !== null && to < since) return false;
    // Without a row a gap may be why there is none.
    return !more || (first !== undefined && from > first);
  });
  if (shown.length === 0) return rows;
  const lines: LogLine[] = [...rows];
  let end = rows.length;
  for (const gap of [...shown].reverse()) {
    // From the end: what is looked for is most often near it.
    while (end > 0 && (rows[end - 1]?.event.at ?? '') > gap.from) end -= 1;
    lines.splice(end, 0, { gap });
  }
  return lines;
}
