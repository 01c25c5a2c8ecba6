import { describe, expect, test } from 'vitest';
import { initialMemConfiguration } from '../../../src-shared/settings/mem-schema.ts';
import { readMemConfiguration } from './read.ts';

const file = '/home/config/mem-configuration.json';
const initial = `${JSON.stringify(initialMemConfiguration(), null, 2)}\n`;
const read = (text: string) => readMemConfiguration(Buffer.from(text), file);
const edited = (from: string, to: string) => {
  expect(initial).toContain(from);
  return read(initial.replace(from, to));
};

test('what init writes has no problem', () => {
  const reading = read(initial);
  expect(reading.problems).toEqual([]);
  expect(reading.value?.compliance.mode).toBe('test');
  expect(reading.value?.compliance.domains).toEqual({});
  expect(reading.lineOf('listener.port')).toBe(5);
});

test('CRLF and tabs are JSON, too', () => {
  const text = initial.replaceAll('\n', '\r\n').replaceAll('  ', '\t');
  expect(read(text).problems).toEqual([]);
  expect(read(text).lineOf('listener.port')).toBe(5);
});

describe('problems name file, line, key and remedy', () => {
  test('syntax', () => {
    expect(edited('"port": 8443,', '"port": 8443').problems).toEqual([
      {
        code: 'JSON_SYNTAX',
        message: 'Not JSON: comma expected (line 6, column 5).',
        remedy: 'Mend the JSON at the place named.',
        file,
        line: 6,
        severity: 'error',
      },
    ]);
  });

  test('a value of the wrong type', () => {
    expect(edited('"port": 8443', '"port": "8443"').problems).toEqual([
      {
        code: 'SCHEMA',
        message:
          'listener.port is "8443", which is not allowed; allowed: a whole number from 0 to 65535.',
        remedy: 'Correct the value; docs/settings.md lists what is allowed.',
        file,
        line: 5,
        key: 'listener.port',
        severity: 'error',
      },
    ]);
  });

  test('a missing compliance key is an error, never a default', () => {
    expect(edited('    "mode": "test",\n', '').problems).toEqual([
      {
        code: 'KEY_MISSING',
        message: 'compliance.mode is missing; allowed: enforce, test, off.',
        remedy: 'Add the key; docs/settings.md says what it means.',
        file,
        line: 14,
        key: 'compliance.mode',
        severity: 'error',
      },
    ]);
  });

  test('an unknown key is kept with a warning', () => {
    const reading = edited('"port": 8443', '"port": 8443, "porrt": 1');
    expect(reading.problems).toEqual([
      {
        code: 'KEY_UNKNOWN',
        message: 'listener.porrt is not a setting of this gateway.',
        remedy: 'Did you mean listener.port? As it is, it has no effect.',
        file,
        line: 5,
        key: 'listener.porrt',
        severity: 'warning',
      },
    ]);
    expect(reading.value?.listener).toMatchObject({ porrt: 1 });
  });

  test('a key that stands twice', () => {
    expect(edited('"mode": "test",', '"mode": "test",\n"mode": "off",').problems).toEqual([
      expect.objectContaining({
        code: 'KEY_DUPLICATE',
        message: 'compliance.mode stands on lines 15 and 16.',
        line: 16,
        severity: 'error',
      }),
    ]);
  });

  test('the bad part of a list, with its own line', () => {
    const reading = edited('"sources": []', '"sources": ["10.0.0.0/8",\n"10.0.0",\n"x"]');
    expect(reading.problems.map(({ message, line }) => [line, message.split(' ')[0]])).toEqual([
      [24, 'compliance.ens.sources[1]'],
      [25, 'compliance.ens.sources[2]'],
    ]);
  });

  test('an address, without repeating the password in it', () => {
    const { problems } = edited('https://mail.example:443', 'https://u:hunter2@mail.example:443');
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'HOST_AND_PORT',
        message: 'emailServer.hostAndPort names a user: a host and a port are all that is allowed.',
      }),
    ]);
  });

  test('a header that HTTP needs', () => {
    expect(edited('"deviceHeader": null', '"deviceHeader": "Cookie"').problems[0]?.message).toBe(
      'compliance.ens.deviceHeader names a header that HTTP or authentication needs for itself; ' +
        'allowed: the name of an HTTP header that has no other purpose, or null.',
    );
  });
});

test('every error at once', () => {
  const text = initial
    .replace('"port": 8443', '"port": -1')
    .replace('"mode": "test"', '"mode": "on"')
    .replace('    "unknownDevices": "block",\n', '')
    .replace('"ignoreSslErrorsWithExch": false', '"ignoreSslErrorsWithExch": "no"');
  expect(read(text).problems.map(({ code, key }) => [code, key])).toEqual([
    ['SCHEMA', 'listener.port'],
    ['SCHEMA', 'emailServer.ignoreSslErrorsWithExch'],
    ['SCHEMA', 'compliance.mode'],
    ['KEY_MISSING', 'compliance.unknownDevices'],
  ]);
  expect(read(text).valueOf('compliance.ewsBlockAnswer')).toBe('soapFault');
});

test('a missing group names each required key below it', () => {
  const keys = read('{}').problems.map(({ code, key }) => `${code} ${key ?? ''}`);
  expect(keys).toContain('KEY_MISSING compliance.mode');
  expect(keys).toContain('KEY_MISSING compliance.ens.sources');
  expect(keys).toContain('KEY_MISSING listener.port');
  expect(keys).not.toContain('KEY_MISSING listener.tls');
});

test.each([
  ['', 'JSON_SYNTAX'],
  ['[]', 'SCHEMA'],
  ['null', 'SCHEMA'],
  ['{"listener": 5}', 'SCHEMA'],
  [`// c\n${initial}`, 'JSON_SYNTAX'],
  [initial.replace('8443', '8443,').replace(',,', ','), undefined],
  [initial.trimEnd().replace(/\}$/, ',}'), 'JSON_SYNTAX'],
  [`\ufeff${initial}`, 'BOM'],
  [`${initial}{}`, 'JSON_SYNTAX'],
  ['['.repeat(100_000), 'JSON_SYNTAX'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, undefined],
])('%.12j', (text, code) => {
  const { problems, value } = read(text);
  if (code === undefined) expect(problems.every(({ file: named }) => named === file)).toBe(true);
  else {
    expect(problems.map((each) => each.code)).toContain(code);
    expect(value).toBeNull();
  }
});

test('bytes that are not UTF-8 are named as such', () => {
  const { problems } = readMemConfiguration(
    Buffer.from(initial.replace('test', 't\u00e9'), 'latin1'),
    file,
  );
  expect(problems).toEqual([
    expect.objectContaining({ code: 'JSON_SYNTAX', message: 'The file is not UTF-8.' }),
  ]);
});

test('__proto__ as a key does not reach any prototype', () => {
  const reading = edited('"port": 8443', '"port": 8443, "__proto__": {"port": 1}');
  expect(reading.problems).toEqual([expect.objectContaining({ code: 'KEY_UNKNOWN' })]);
  expect(reading.valueOf('listener.port')).toBe(8443);
});
