/** A log that whoever causes its lines cannot fill: of each message so many a minute, and then how many there were. */
import type { Log } from '../../src-shared/log.ts';

export const MOST_A_MINUTE = 20;
const MINUTE_MS = 60_000;

interface Count {
  readonly since: number;
  readonly lines: number;
}

export function sparingLog(log: Log, now: () => number = () => performance.now()): Log {
  const counts = new Map<string, Count>();
  const sparing =
    (level: keyof Log): Log[keyof Log] =>
    (fields, message) => {
      const at = now();
      const known = counts.get(message) ?? { since: at, lines: 0 };
      const over = at - known.since >= MINUTE_MS;
      const left = over ? Math.max(0, known.lines - MOST_A_MINUTE) : 0;
      const { since, lines } = over ? { since: at, lines: 0 } : known;
      counts.set(message, { since, lines: lines + 1 });
      if (left > 0) log[level]({ left }, `left out, of: ${message}`);
      if (lines < MOST_A_MINUTE) log[level](fields, message);
    };
  return { info: sparing('info'), warn: sparing('warn'), error: sparing('error') };
}
