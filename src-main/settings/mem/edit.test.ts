import { describe, expect, test } from 'vitest';
import { initialMemConfiguration } from '../../../src-shared/settings/mem-schema.ts';
import { changeMem } from './change.ts';

const file = '/home/config/mem-configuration.json';
const initial = `${JSON.stringify(initialMemConfiguration(), null, 2)}\n`;
const change = (text: string, ...changes: [string, string | null][]) =>
  changeMem(Buffer.from(text), changes, file);
const changed = (text: string, ...changes: [string, string | null][]): string => {
  const result = change(text, ...changes);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const lines = (...all: string[]): string => all.join('\n');

const sources = 'compliance.ens.sources';
const two = '["10.0.0.0/8","2001:db8::/48"]';

describe('only the value changes', () => {
  test.each<[string, string, [string, string | null][], string]>([
    [
      'a number, what stands around it stays',
      '{\r\n\t"listener" :  { "port"\t:  8443 , "x": [ 1,2 ] }\r\n}',
      [['listener.port', '443']],
      '{\r\n\t"listener" :  { "port"\t:  443 , "x": [ 1,2 ] }\r\n}',
    ],
    [
      'minified',
      '{"listener":{"host":"127.0.0.1","port":8443}}',
      [
        ['listener.host', '::'],
        ['listener.balancers', '["10.0.0.0/8","10.1.0.0/16"]'],
      ],
      '{"listener":{"host":"::","port":8443,"balancers":["10.0.0.0/8","10.1.0.0/16"]}}',
    ],
    [
      'unknown keys and text beyond ASCII stay as they are written',
      '{ "é": "\\u00e9\\/", "compliance": { "mode": "test", "ünknown": 1.50e1 } }\n',
      [['compliance.mode', 'enforce']],
      '{ "é": "\\u00e9\\/", "compliance": { "mode": "enforce", "ünknown": 1.50e1 } }\n',
    ],
    [
      'a list that stood on one line stays there',
      '{\n  "compliance": { "ens": { "sources": ["10.0.0.0/8"] } }\n}\n',
      [[sources, two]],
      '{\n  "compliance": { "ens": { "sources": ["10.0.0.0/8", "2001:db8::/48"] } }\n}\n',
    ],
    [
      'a list over several lines keeps the indentation of the file',
      '{\r\n    "compliance": {\r\n        "serviceAccounts": [\r\n            "a"\r\n        ]\r\n    }\r\n}',
      [['compliance.serviceAccounts', '["b","Ünal"]']],
      '{\r\n    "compliance": {\r\n        "serviceAccounts": [\r\n            "b",\r\n            "Ünal"\r\n        ]\r\n    }\r\n}',
    ],
    [
      'an empty list',
      '{ "compliance": { "serviceAccounts": ["a"] } }',
      [['compliance.serviceAccounts', '[]']],
      '{ "compliance": { "serviceAccounts": [] } }',
    ],
    [
      'null and a header named "null" are two things',
      '{"compliance":{"ens":{"deviceHeader":null,"verdictHeader":"X-A"}}}',
      [
        ['compliance.ens.deviceHeader', '"null"'],
        ['compliance.ens.verdictHeader', 'null'],
      ],
      '{"compliance":{"ens":{"deviceHeader":"null","verdictHeader":null}}}',
    ],
  ])('%s', (_what, text, changes, expected) => {
    expect(changed(text, ...changes)).toBe(expected);
  });

  test.each(['\n', '\r\n', '\r'])('line ends %j, tabs, no line end at the end', (eol) => {
    const text = initial.trimEnd().replaceAll('  ', '\t').replaceAll('\n', eol);
    expect(changed(text, ['compliance.mode', 'enforce'])).toBe(text.replace('"test"', '"enforce"'));
    const withList = changed(text, [sources, two]);
    expect(withList).toBe(
      text.replace(
        '"sources": []',
        `"sources": [${eol}\t\t\t\t"10.0.0.0/8",${eol}\t\t\t\t"2001:db8::/48"${eol}\t\t\t]`,
      ),
    );
    expect(changed(withList, [sources, '[]'])).toBe(text);
  });

  test('the same value, written in another way, is no change', () => {
    const text = initial.replace('"sources": []', '"sources": [ "10.0.0.0/8"\n]');
    expect(changed(text, [sources, ' ["10.0.0.0/8"] '], ['listener.port', '8443'])).toBe(text);
  });
});

describe('a key that is missing', () => {
  test('stands where the catalogue has it', () => {
    const without = initial.replace('    "port": 8443,\n', '');
    expect(changed(without, ['listener.port', '8443'])).toBe(initial);
    const first = initial.replace('    "host": "127.0.0.1",\n', '');
    expect(changed(first, ['listener.host', '127.0.0.1'])).toBe(initial);
    const last = initial.replace(',\n    "ignoreSslErrorsWithExch": false', '');
    expect(changed(last, ['emailServer.ignoreSslErrorsWithExch', 'false'])).toBe(initial);
  });

  test('brings the groups that are missing, too', () => {
    const text = '{\n\t"schemaVersion": 1,\n\n\t"vendor": {}\n}';
    expect(changed(text, ['compliance.ens.onlyEnsMayUseEws', 'true'])).toBe(
      lines(
        '{',
        '\t"schemaVersion": 1,',
        '\t"compliance": {',
        '\t\t"ens": {',
        '\t\t\t"onlyEnsMayUseEws": true',
        '\t\t}',
        '\t},',
        '',
        '\t"vendor": {}',
        '}',
      ),
    );
  });

  test.each([
    ['{}', '{"listener":{"port":1}}'],
    ['{\n}', '{\n  "listener": {\n    "port": 1\n  }\n}'],
    ['{ "listener": { } }', '{ "listener": {"port": 1} }'],
    ['{ "listener": { "host": "::" } }', '{ "listener": { "host": "::", "port": 1 } }'],
    ['{ "listener": { "tls": null } }', '{ "listener": { "port": 1, "tls": null } }'],
    ['{"a":1,"listener":{"x":2}}', '{"a":1,"listener":{"x":2,"port":1}}'],
    [
      '{ "schemaVersion": 1,\n  "listener": { "host": "::", "tls": null } }',
      '{ "schemaVersion": 1,\n  "listener": { "host": "::", "port": 1, "tls": null } }',
    ],
    [
      '{ "schemaVersion": 1,\n  "compliance": {} }',
      '{ "schemaVersion": 1,\n  "listener": {\n    "port": 1\n  },\n  "compliance": {} }',
    ],
  ])('%j', (text, expected) => expect(changed(text, ['listener.port', '1'])).toBe(expected));
});

describe('removing an optional key', () => {
  test.each([
    ['{"listener":{"port":1,"tls":null}}', '{"listener":{"port":1}}'],
    ['{"listener":{ "tls": null, "port":1 }}', '{"listener":{ "port":1 }}'],
    ['{"listener":{\n "tls": null\n}}', '{"listener":{}}'],
    ['{"listener":{"port":1}}', '{"listener":{"port":1}}'],
    ['{}', '{}'],
  ])('%j', (text, expected) => expect(changed(text, ['listener.tls', null])).toBe(expected));

  test('and setting it again gives the same file', () => {
    const without = changed(initial, ['listener.balancers', null]);
    expect(without).not.toContain('balancers');
    expect(changed(without, ['listener.balancers', '[]'])).toBe(initial);
  });
});

describe('refused', () => {
  const refusal = (text: string, ...changes: [string, string | null][]) => {
    const result = change(text, ...changes);
    if (result.ok) throw new Error('was not refused');
    return result.problems.map(({ code, key, line }) => [code, key, line]);
  };

  test('every wrong change at once, with its line', () => {
    expect(
      refusal(
        initial,
        ['listener.port', 'abc'],
        ['compliance.mode', 'on'],
        ['compliance.unknownDevices', null],
        ['schemaVersion', '1'],
        ['emailServer.hostAndPort', 'https://u:hunter2@mail.example:443'],
        [sources, '["10.0.0", "10.0.0.0/8", "x"]'],
        ['compliance.domains', '{"A":"a.test","A":"b.test"}'],
        ['listener.tls', '{"pfx":""}'],
      ),
    ).toEqual([
      ['SCHEMA', 'listener.port', 5],
      ['SCHEMA', 'compliance.mode', 15],
      ['KEY_MISSING', 'compliance.unknownDevices', 16],
      ['USAGE', 'schemaVersion', 2],
      ['HOST_AND_PORT', 'emailServer.hostAndPort', 10],
      ['SCHEMA', sources, 23],
      ['SCHEMA', sources, 23],
      ['KEY_DUPLICATE', 'compliance.domains', undefined],
      ['SCHEMA', 'listener.tls', 6],
    ]);
  });

  test('no password of an address is repeated', () => {
    const result = change(initial, ['emailServer.hostAndPort', 'https://u:hunter2@mail.example']);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test.each([
    ['{"listener": 5}', 'SCHEMA', 'listener'],
    ['{"listener": null}', 'SCHEMA', 'listener'],
    ['[]', 'SCHEMA', undefined],
    ['{"a":1,\n"a":2}', 'KEY_DUPLICATE', 'a'],
    ['{"listener": {"port": 1,}}', 'JSON_SYNTAX', undefined],
    ['', 'JSON_SYNTAX', undefined],
    [`\ufeff${initial}`, 'BOM', undefined],
    [`// c\n${initial}`, 'JSON_SYNTAX', undefined],
  ])('%j: %s', (text, code, key) => {
    const [problem] = refusal(text, ['listener.port', '1']);
    expect(problem).toEqual([code, key, expect.any(Number)]);
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.from('{"é":1}', 'latin1');
    expect(changeMem(bytes, [['listener.port', '1']], file)).toMatchObject({
      ok: false,
      problems: [{ code: 'JSON_SYNTAX', remedy: 'Save it as UTF-8.' }],
    });
  });
});
