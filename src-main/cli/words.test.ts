/** The small languages of the command line: times, filters, tables, problems, exit codes. */
import { describe, expect, test } from 'vitest';
import {
  problem,
  remedies,
  warning,
  type ErrorCode,
  type Result,
} from '../../src-shared/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { parseLogFilter } from './log-filter.ts';
import { createOutput, problemText } from './output.ts';
import { table } from './table.ts';
import { ageText, localTime, parseDuration, parseInstant } from './times.ts';

const now = new Date('2026-03-01T12:00:00Z');
const problemsOf = (result: Result<unknown>) => (result.ok ? [] : result.problems);

describe('times', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
  ])('%s is a duration', (text, expected) => expect(parseDuration(text)).toBe(expected));

  test.each(['', 'h', '1', '1 h', '-1h', '1y', '1.5h', '9999999d'])('%j is no duration', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );

  test('an instant is absolute, local, or counted from now', () => {
    expect(parseInstant('2h', now, -1)).toBe('2026-03-01T10:00:00.000Z');
    expect(parseInstant('8h', now, 1)).toBe('2026-03-01T20:00:00.000Z');
    expect(parseInstant('2026-03-01T10:00:00+02:00', now, 1)).toBe('2026-03-01T08:00:00.000Z');
    const local = new Date(2026, 2, 1, 10, 30).toISOString();
    expect(parseInstant('2026-03-01 10:30', now, 1)).toBe(local);
    expect(parseInstant('2026-03-01', now, 1)).toBe(new Date(2026, 2, 1).toISOString());
    for (const wrong of [
      'yesterday',
      '2026-13-01',
      '2026-02-30T10:00:00Z',
      '2026-02-30',
      '2026-02-30 10:00',
      '1',
      '',
    ]) {
      expect(parseInstant(wrong, now, 1)).toBeNull();
    }
  });

  test('are shown in the local zone, ages in the unit that fits', () => {
    expect(localTime(new Date(2026, 2, 1, 9, 5, 7).toISOString())).toBe('2026-03-01 09:05:07');
    expect(localTime('nonsense')).toBe('nonsense');
    expect([5, 600, 7200, 864_000].map(ageText)).toEqual(['5 s', '10 min', '2.0 h', '10 days']);
  });
});

describe('the filter of log', () => {
  test('words with a colon are parts, the others one text', () => {
    const parsed = parseLogFilter(
      [
        ...['user:alice', 'reason:DEVICE_WIPED', 'verdict:blocked', 'status:403', 'op:Sync'],
        ...['protocol:eas', 'client:10.0.0.1', 'identity:proven', 'last:1h', 'some', 'text'],
        ...['device:A:B', 'until:2026-03-01T11:00:00Z', 'text:Outlook: x'],
      ],
      now,
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        ...{ user: 'alice', reason: 'DEVICE_WIPED', verdict: 'blocked', status: 403 },
        ...{ operation: 'Sync', protocol: 'eas', client: '10.0.0.1', identity: 'proven' },
        ...{ since: '2026-03-01T11:00:00.000Z', until: '2026-03-01T11:00:00.000Z' },
        ...{ device: 'A:B', text: 'some text Outlook: x' },
      },
    });
  });

  test('what is wrong is named with what is allowed', () => {
    const [found] = problemsOf(parseLogFilter(['since:later'], now));
    expect(found?.message).toBe(
      '"since:later" is no since; allowed: 2026-03-01, "2026-03-01 10:00" (local time), ' +
        '2026-03-01T10:00:00Z, or 90s, 30m, 24h, 7d, 2w ago',
    );
    const [verdict] = problemsOf(parseLogFilter(['verdict:maybe'], now));
    expect(verdict?.message).toBe(
      'verdict: is "maybe"; allowed: "allowed", "blocked", "would-block"',
    );
  });

  test.each(['colour:red', 'status:4xx', 'verdict:maybe', 'since:later', 'user:'])(
    '%s is refused',
    (word) =>
      expect(parseLogFilter([word], now)).toMatchObject({
        ok: false,
        problems: [{ code: 'USAGE' }],
      }),
  );
});

describe('output', () => {
  test('a table is aligned; what came from a request is clipped and harmless', () => {
    const text = table(
      ['user', 'n'],
      [
        ['al\u001b[2Jice', 1],
        [null, 20],
        ['x'.repeat(99), 3],
      ],
    );
    const lines = text.split('\n');
    expect(text).not.toContain('\u001b');
    expect(lines[1]).toContain('al\\u001b[2Jice');
    expect(lines[2]).toMatch(/^- +20$/);
    expect(new Set(lines.map((line) => line.search(/(n|\d+)$/))).size).toBe(1);
    expect(lines[3]?.length).toBeLessThan(70);
  });

  test('a problem for a person has code, place and remedy; warnings are marked', () => {
    const place = { file: '/h/a.properties', line: 3, key: 'k' };
    expect(problemText(problem('BOOLEAN', 'm', place))).toBe(
      'BOOLEAN: m (/h/a.properties:3 k) -> Write true or false, with nothing after it.',
    );
    expect(problemText(warning('KEY_UNKNOWN', 'm\nn', { key: 'k' }))).toMatch(
      /^warning KEY_UNKNOWN: m\\u000an \(k\) -> /,
    );
  });

  test('with --json everything is a JSON line on standard output', () => {
    const said = { out: '', err: '' };
    const streams = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
    };
    const json = createOutput(streams, true);
    json.text('for people');
    json.object({ a: 1 });
    expect(json.failed([problem('NOT_RUNNING', 'm'), warning('BOM', 'w')])).toBe(5);
    expect(said.err).toBe('');
    const lines = said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ a: 1 }, { code: 'NOT_RUNNING' }, { code: 'BOM' }]);
    createOutput(streams, false).failed([problem('NOT_RUNNING', 'm')]);
    expect(said.err).toContain('NOT_RUNNING: m -> ');
  });
});

describe('exit codes', () => {
  test.each<[ErrorCode, number]>([
    ['USAGE', 2],
    ['BOOLEAN', 3],
    ['HOME_MISSING', 3],
    ['PORT_IN_USE', 4],
    ['HOME_IN_USE', 4],
    ['NOT_RUNNING', 5],
    ['CONFIG_STALE', 6],
    ['INTERNAL', 1],
  ])('%s: %i', (code, expected) => expect(exitCodeOf([problem(code, 'm')])).toBe(expected));

  test('the first error decides, a bug before all, warnings never', () => {
    expect(exitCodeOf([])).toBe(0);
    expect(exitCodeOf([warning('BOM', 'm')])).toBe(0);
    expect(exitCodeOf([warning('BOM', 'm'), problem('PORT_IN_USE', 'm')])).toBe(4);
    expect(exitCodeOf([problem('BOOLEAN', 'm'), problem('INTERNAL', 'm')])).toBe(1);
  });

  test('every code of the table of errors has one', () => {
    for (const code of Object.keys(remedies) as ErrorCode[]) {
      expect(exitCodeOf([problem(code, 'm')])).toBeGreaterThan(0);
    }
  });
});
