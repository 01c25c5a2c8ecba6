/** facts: uem 3.4: three digits of a second and no zone. */
export function stamp(at: Date): string {
  return at.toISOString().slice(0, 23);
}

export const NEVER = '0001-01-01T00:00:00.000';

const DATE = /^(?:(\d{4})[-/](\d\d)[-/](\d\d)|(\d\d)[-/](\d\d)[-/](\d{4}))/;
const TIME = /^[ T](\d\d)[:-](\d\d)[:-](\d\d)(?:\.(\d{1,7}))?(Z)?$/;

/** A date as a query may write it (facts: uem 3.1), read as UTC; null: not one of those forms. */
export function readDate(text: string): Date | null {
  const date = DATE.exec(text);
  if (date === null) return null;
  const [year, month, day] =
    date[1] === undefined ? [date[6], date[4], date[5]] : [date[1], date[2], date[3]];
  const rest = text.slice(date[0].length);
  const time = TIME.exec(rest);
  if (rest !== '' && time === null) return null;
  const [hours, minutes, seconds] = time === null ? ['00', '00', '00'] : time.slice(1, 4);
  const milliseconds = (time?.[4] ?? '').padEnd(3, '0').slice(0, 3);
  const at = new Date(
    `${String(year)}-${String(month)}-${String(day)}T${String(hours)}:${String(minutes)}:${String(seconds)}.${milliseconds}Z`,
  );
  return Number.isNaN(at.getTime()) ? null : at;
}
