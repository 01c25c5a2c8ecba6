import { expect, test } from 'vitest';
import { MOST_A_MINUTE, sparingLog } from './sparing-log.ts';

test('a message said without end fills no log, and its number is told', () => {
  const lines: [Record<string, unknown>, string][] = [];
  const keep = (fields: Record<string, unknown>, message: string) =>
    void lines.push([fields, message]);
  let now = 0;
  const log = sparingLog({ info: keep, warn: keep, error: keep }, () => now);
  for (let at = 0; at < 1000; at += 1) log.warn({ at }, 'refused');
  expect(lines).toHaveLength(MOST_A_MINUTE);
  log.error({}, 'another');
  expect(lines.at(-1)).toEqual([{}, 'another']);

  now = 60_000;
  log.warn({ at: 1000 }, 'refused');
  expect(lines.slice(-2)).toEqual([
    [{ left: 1000 - MOST_A_MINUTE }, 'left out, of: refused'],
    [{ at: 1000 }, 'refused'],
  ]);
});
