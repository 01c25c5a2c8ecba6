import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enrollments } from '../../src-shared/devices.ts';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { packingList } from './devices.ts';
import { parseFeed } from './feed-file.ts';
import { knownIn } from './testing.ts';
import { finish } from './work.ts';

const parse = (text: string) => parseFeed(Buffer.from(text), 'devices.CSV');
const told = async (text: string): Promise<number | readonly string[]> => {
  const result = await parse(text);
  if (result.ok) return result.value.length;
  return result.problems.map(({ code, line, message }) => `${code}:${line ?? '-'} ${message}`);
};
const names = 'deviceId,users,managed,compromised,encrypted,enrollment';
const row = 'a,alice@x.test,true,false,true,enrolled';
const lines = (...all: readonly string[]): string => all.map((each) => `${each}\r\n`).join('');

describe('a CSV feed', () => {
  test('is read by the names of its columns, in any order and case', async () => {
    const text = lines(
      'Enrollment;DEVICEID;Users;managed;compromised;encrypted;lastSeen;uem;Colour;activeSyncProfile',
      'wipePending;ApplA1;"alice@x.test | X\\alice";YES;0;;2026-01-02T03:04:05Z;4711;red;no',
    );
    const read = await parse(`\ufeff${text}`);
    expect(read.ok && knownIn(read.value)).toMatchObject([
      {
        ...{ deviceId: 'ApplA1', ids: { uem: '4711' }, users: ['alice@x.test', 'X\\alice'] },
        ...{ managed: true, compromised: false, encrypted: null, activeSyncProfile: false },
        ...{ lastSeen: '2026-01-02T03:04:05.000Z', enrollment: 'wipePending' },
      },
    ]);
  });

  test.each([
    ['nobody, by the line of names alone', lines(names), 0],
    ['lines that are empty', lines('', names, '', row, ' '), 1],
    ['line ends of any kind', `${names}\n${row}\r`, 1],
    ['separators and quotes in quotes', lines(names, `"a,""b""",${row.slice(2)}`), 1],
    ['an owner in one column', lines(names.replace('users', 'user'), row), 1],
  ])('may hold %s', async (_what, text, count) => {
    expect(await told(text)).toBe(count);
  });

  test.each([
    ['empty', '', 'CSV_SYNTAX:1 devices.CSV: the file is empty'],
    ['JSON', '[]\n', 'CSV_SYNTAX:1 devices.CSV: the first line does not name the column deviceId'],
    [
      'without a column that would otherwise count as not reported',
      lines(names.replace('compromised', 'compromized'), row),
      'CSV_SYNTAX:1 devices.CSV: the first line does not name the column compromised',
    ],
    [
      'without an owner',
      lines(names.replace('users', 'owner'), row),
      'CSV_SYNTAX:1 devices.CSV: name the owner in exactly one of',
    ],
    [
      'with two kinds of owner',
      lines(`${names},user`, `${row},x`),
      'CSV_SYNTAX:1 devices.CSV: name the owner in exactly one of',
    ],
    [
      'with a column twice',
      lines(`${names},DeviceID`, `${row},b`),
      'CSV_SYNTAX:1 devices.CSV: the column deviceId occurs twice',
    ],
    ['with a field too few', lines(names, row, 'b,c'), 'CSV_SYNTAX:3 record 2 has 2 fields'],
    ['with a field too many', lines(names, `${row},x`), 'CSV_SYNTAX:2 record 1 has 7 fields'],
    [
      'half-written',
      lines(names, row).slice(0, -4),
      'CSV_SYNTAX:2 devices.CSV: line 2, character 38: the last line does not end',
    ],
    [
      'half-written within quotes',
      lines(names, `a,"alice@x.test`).slice(0, -2),
      'CSV_SYNTAX:2 devices.CSV: line 2, character 3: this quote is not closed',
    ],
    [
      'quoted in the middle',
      lines(names, `a"b",${row.slice(2)}`),
      'CSV_SYNTAX:2 devices.CSV: line 2, character 2: a quote within a field',
    ],
    [
      'continued behind a quote, counted in lines of the file',
      lines(names, '"a\r\nb"c'),
      'CSV_SYNTAX:3 devices.CSV: line 3, character 3: something follows',
    ],
    [
      'one long field by an open quote',
      lines(names, `"${'x'.repeat(70_000)}`, row, '"'),
      'CSV_SYNTAX:2 devices.CSV: line 2, character 1: a record of more than 65536 characters',
    ],
    [
      'with another word for true',
      lines(names, row.replace('true', 'ja')),
      'SCHEMA:2 record 1: column 3 (managed): must be true or false',
    ],
    [
      'silent about what is required',
      lines(names, row.replace('true,', ',')),
      'SCHEMA:2 record 1: column 3 (managed): is missing',
    ],
    [
      'with an instant without offset',
      lines(`${names},lastSeen`, `${row},2026-01-02`),
      'SCHEMA:2 record 1: column 7 (lastSeen)',
    ],
    [
      'with an owner without a name',
      lines(names, row.replace('alice@x.test', 'alice||bob')),
      'SCHEMA:2 record 1: column 2 (users)',
    ],
    ['with an id twice', lines(names, row, '', row), 'DEVICE_DUPLICATE:4 records 1 and 2'],
    ['with a forbidden name', lines(names, row.replace('a,', '"\u0007",')), 'SCHEMA:2 record 1'],
  ])('must not be %s', async (_what, text, start) => {
    const found = await told(text);
    expect(typeof found === 'number' ? 'accepted' : found[0]).toContain(start);
  });

  test('names every mistake, up to twenty', async () => {
    const found = await told(
      lines(names, ...Array.from({ length: 50 }, () => row.replace('enrolled', 'lost'))),
    );
    expect(found).toHaveLength(20);
  });
});

const word = fc.stringMatching(/^[!#-:<-{}~]([ -{}~ü€]{0,12}[!#-:<-{}~])?$/);
const maybe = fc.constantFrom(true, false, null);
const device: fc.Arbitrary<DeviceInput> = fc.record({
  deviceId: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/),
  users: fc.array(fc.stringMatching(/^[a-z;",']{1,8}@x\.test$/), { minLength: 1, maxLength: 3 }),
  ...{ managed: fc.boolean(), compromised: maybe, encrypted: maybe, activeSyncProfile: maybe },
  platform: fc.option(word),
  model: fc.option(fc.constantFrom('iPhone "15"', 'a;b,c', 'two\nlines', "'=1+1")),
  enrollment: fc.constantFrom(...enrollments),
});
const form = fc.record({
  separator: fc.constantFrom(',', ';'),
  newline: fc.constantFrom('\r\n', '\n'),
  mark: fc.constantFrom('', '\ufeff'),
  always: fc.boolean(),
  booleans: fc.constantFrom(['true', 'false'], ['YES', 'No'], ['1', '0']),
});
type Form = typeof form extends fc.Arbitrary<infer Value> ? Value : never;

test('what is written as CSV is read as it was', async () => {
  const list = fc.uniqueArray(device, { selector: ({ deviceId }) => deviceId.toLowerCase() });
  await fc.assert(
    fc.asyncProperty(list, form, async (devices, how) => {
      const read = await parseFeed(Buffer.from(written(devices, how)), 'd.csv');
      expect(read.ok ? knownIn(read.value) : read.problems).toEqual(
        knownIn(finish(packingList(devices))),
      );
    }),
  );
});

function written(devices: readonly DeviceInput[], how: Form): string {
  const fields = [
    ...(['deviceId', 'users', 'managed', 'compromised', 'encrypted'] as const),
    ...(['activeSyncProfile', 'platform', 'model', 'enrollment'] as const),
  ];
  const [yes, no] = how.booleans;
  const value = (of: DeviceInput[(typeof fields)[number]]): string => {
    if (of === null || of === undefined) return '';
    if (typeof of === 'boolean') return of ? yes : no;
    return typeof of === 'string' ? of : of.join('|');
  };
  const field = (text: string): string =>
    how.always || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const rows = devices.map((each) => fields.map((name) => field(value(each[name]))));
  return `${how.mark}${[fields, ...rows].map((each) => each.join(how.separator) + how.newline).join('')}`;
}
