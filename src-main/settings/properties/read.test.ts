import { describe, expect, test } from 'vitest';
import { readProperties } from './read.ts';

const file = '/home/config/application.properties';
const base = [
  'enable.boxer.ens.ews.proxy=TRUE',
  'remove.unsupported.auth.for.ews=true',
  '#ews.email.server.host.and.port=https://example.com:443',
];
const read = (...lines: readonly string[]) => readProperties(`${lines.join('\n')}\n`, file);
const with_ = (...lines: readonly string[]) => read(...base, ...lines);

test("the vendor's file as it ships has nothing to report", () => {
  const reading = with_();
  expect(reading.problems).toEqual([]);
  expect(reading.valueOf('enable.boxer.ens.ews.proxy')).toBe('TRUE');
  expect(reading.valueOf('ews.email.server.host.and.port')).toBeNull();
  expect(reading.valueOf('restart.drain.seconds')).toBe('30');
  expect(reading.lineOf('remove.unsupported.auth.for.ews')).toBe(2);
});

describe('errors name file, line, key and remedy', () => {
  test('a boolean with a trailing blank', () => {
    expect(with_('enable.boxer.ens.ews.proxy=true ').problems).toEqual([
      {
        code: 'KEY_DUPLICATE',
        message: 'enable.boxer.ens.ews.proxy stands on lines 1, 4; line 4 counts.',
        remedy: 'Keep one of the lines: the last one counts.',
        file,
        line: 4,
        key: 'enable.boxer.ens.ews.proxy',
        severity: 'warning',
      },
      {
        code: 'BOOLEAN',
        message: 'enable.boxer.ens.ews.proxy is "true ", neither true nor false.',
        remedy: 'Write true or false, with nothing after it.',
        file,
        line: 4,
        key: 'enable.boxer.ens.ews.proxy',
        severity: 'error',
      },
    ]);
  });

  test('an address with a path', () => {
    expect(with_('ews.email.server.host.and.port=https://u:pw@h:1/EWS').problems).toEqual([
      {
        code: 'HOST_AND_PORT',
        message:
          'ews.email.server.host.and.port names a user: a host and a port are all that is allowed.',
        remedy:
          'Write it as https://host:443 with scheme and port and nothing after it; IPv6 in brackets.',
        file,
        line: 4,
        key: 'ews.email.server.host.and.port',
        severity: 'error',
      },
    ]);
  });

  test.each([
    ['enable.boxer.ens.ews.proxy=yes', 'BOOLEAN', 'error'],
    ['enable.boxer.ens.ews.proxy=', 'BOOLEAN', 'error'],
    ['enable.boxer.ens.ews.proxy=1', 'BOOLEAN', 'error'],
    ['restart.drain.seconds=601', 'NUMBER', 'error'],
    ['restart.drain.seconds=-1', 'NUMBER', 'error'],
    ['restart.grace.seconds=1e3', 'NUMBER', 'error'],
    ['ews.email.server.host.and.port=', 'HOST_AND_PORT', 'error'],
    ['x=\\u12', 'SCHEMA', 'error'],
    ['remove.unsupported.auth=true', 'KEY_NO_EFFECT', 'warning'],
    ['some.vendor.key=1', 'KEY_UNKNOWN', 'warning'],
  ])('%s: %s', (line, code, severity) => {
    const found = with_(line).problems.filter((each) => each.code !== 'KEY_DUPLICATE');
    expect(found).toEqual([expect.objectContaining({ code, severity, file, line: 4 })]);
  });

  test('a misspelt key says what is meant', () => {
    expect(with_('restart.drain.second=5').problems[0]?.remedy).toBe(
      'Did you mean restart.drain.seconds? As it is, the line has no effect.',
    );
  });
});

describe('a file of an older version', () => {
  test('misses keys with a warning, and the old defaults count', () => {
    const reading = read('other=1');
    const old = reading.problems.filter(({ code }) => code === 'KEY_OLD_FILE');
    expect(old.map(({ message, severity }) => [severity, message])).toEqual([
      ['warning', 'enable.boxer.ens.ews.proxy is not set, so false counts.'],
      [
        'warning',
        "remove.unsupported.auth.for.ews is not set, so false counts. The vendor's files have the key since version 2.9.0.1.",
      ],
      [
        'warning',
        "ews.email.server.host.and.port is not set, so no value counts. The vendor's files have the key since version 2.12.",
      ],
    ]);
    expect(reading.valueOf('remove.unsupported.auth.for.ews')).toBe('false');
  });
});

describe('byte order marks', () => {
  const mark = '\u00ef\u00bb\u00bf';

  test('one before a key hides it: an error, and the key is not called missing as well', () => {
    const reading = readProperties(mark + base.join('\n'), file);
    expect(reading.problems).toEqual([
      {
        code: 'BOM',
        message:
          'The file begins with a byte order mark, which hides the key enable.boxer.ens.ews.proxy.',
        remedy: 'Remove the byte order mark at the start of the file: it hides the first key.',
        file,
        line: 1,
        key: 'enable.boxer.ens.ews.proxy',
        severity: 'error',
      },
    ]);
  });

  test('one before a comment hides nothing: a warning', () => {
    const { problems } = readProperties(`${mark}# c\n${base.join('\n')}`, file);
    expect(problems).toEqual([expect.objectContaining({ code: 'BOM', severity: 'warning' })]);
  });

  test('UTF-16 is named as such', () => {
    const text = Buffer.from('\ufeffenable.boxer.ens.ews.proxy=true', 'utf16le').toString('latin1');
    const { problems } = readProperties(text, file);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({ code: 'BOM', line: 1 }),
    ]);
  });
});

test('a log by mistake in place of the file: counted, and quickly', () => {
  const text = 'a line of a log with many words and a time 12:30\n'.repeat(20_000);
  const { problems } = readProperties(text, file);
  const unknown = problems.filter(({ code }) => code === 'KEY_UNKNOWN');
  expect(unknown).toHaveLength(101);
  expect(unknown.at(-1)?.message).toBe('19900 further unknown keys are not listed.');
  expect(problems.find(({ code }) => code === 'KEY_DUPLICATE')?.message).toBe(
    'a stands on 20000 lines; line 20000 counts.',
  );
});
