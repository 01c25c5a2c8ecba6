/** Instants as UEM writes them, and as its filters read them (facts: uem 3.1, 3.4). */

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/;
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})$/;

/** Epoch milliseconds; null for "never" (year 1), and for what is no instant. Without a zone: UTC. */
export function readInstant(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const found = iso.exec(text.trim());
  const instant = found === null ? readAmerican(text.trim()) : readIso(found);
  return instant === null || Number.isNaN(instant) || instant < Date.UTC(1970, 0, 1)
    ? null
    : instant;
}

function readIso(found: RegExpExecArray): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00', part = '', zone] = found;
  const zoned = zone === undefined ? 'Z' : zone.replace(/^(.\d{2})(\d{2})$/, '$1:$2');
  const milliseconds = part.padEnd(3, '0').slice(0, 3);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${zoned}`);
}

function readAmerican(text: string): number | null {
  const found = american.exec(text);
  if (found === null) return null;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map(Number);
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day
    ? instant.getTime()
    : null;
}

/** For a filter: the form that the API's own answers have, without a zone. */
export function filterInstant(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '');
}
