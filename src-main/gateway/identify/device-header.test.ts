import { describe, expect, it } from 'vitest';
import type { DeviceHeaderForm } from '../../../src-shared/settings/ens-values.ts';
import { readDeviceHeader } from './device-header.ts';

const read = (value: string, form: DeviceHeaderForm, key: string | null = null) => {
  const named = readDeviceHeader(value, { form, key });
  return named.ok ? named.ids : named.text;
};
const malformed = 'The device header is malformed.';

describe('ids of a device header', () => {
  it.each<[DeviceHeaderForm, string | null, string, readonly string[]]>([
    ['comma', null, 'A, b ,A', ['A', 'b']],
    ['comma', null, '"A","b"', ['A', 'b']],
    ['semicolon', null, 'A;b', ['A', 'b']],
    ['pipe', null, 'A | b', ['A', 'b']],
    ['space', null, 'A\tb  c', ['A', 'b', 'c']],
    ['comma', 'id', 'id=A, ID = "b"', ['A', 'b']],
    ['comma', 'id', 'id=A;os=x==, os=y; id=b', ['A', 'b']],
    ['pipe', 'device.id', 'device.id=A|device.id=b', ['A', 'b']],
    ['semicolon', 'id', 'id=A; id=b', ['A', 'b']],
    ['json', null, ' ["A", "b"] ', ['A', 'b']],
    ['json', 'id', '[{"id":"A","os":{}},{"x":1,"id":"b"}]', ['A', 'b']],
  ])('%s %s: %s', (form, key, value, ids) => {
    expect(read(value, form, key)).toEqual(ids);
  });

  it.each<[DeviceHeaderForm, string | null, string]>([
    ...(['comma', 'semicolon', 'pipe', 'space', 'json'] as const).map(
      (form): [DeviceHeaderForm, null, string] => [form, null, ''],
    ),
    ['comma', null, 'A;b'],
    ['comma', null, 'A|b'],
    ['comma', null, 'A b'],
    ['comma', null, '"A'],
    ['comma', null, '"A","b""'],
    ['comma', null, '["A","b"]'],
    ['semicolon', null, 'A,b'],
    ['semicolon', null, 'A;;b'],
    ['semicolon', 'id', 'id=A;os=iOS'],
    ['space', null, 'A,b'],
    ['comma', 'id', 'A'],
    ['comma', 'id', 'id=A, b'],
    ['comma', 'id', 'id=A;id=b'],
    ['pipe', 'id', 'id=A, id=b'],
    ['space', 'id', 'id=A, id=b'],
    ['comma', 'id', 'id=A;;os=x'],
    ['comma', 'id', 'id=A;os'],
    ['comma', 'id', 'xid=A'],
    ['comma', 'id', 'id='],
    ['comma', 'id', '=A'],
    ['comma', null, 'A=allowed'],
    ['comma', 'id', 'id=A=allowed'],
    ['json', null, '["A=allowed"]'],
    ['json', null, '[]'],
    ['json', null, '["A",]'],
    ['json', null, '"A"'],
    ['json', null, '{"0":"A"}'],
    ['json', null, '["A",1]'],
    ['json', null, '["A",null]'],
    ['json', null, '[{"id":"A"}]'],
    ['json', null, '["g\\u00f6\\u00f6d"]'],
    ['json', null, '["A\\n"]'],
    ['json', null, '["A,b"]'],
    ['json', 'id', '["A"]'],
    ['json', 'id', '[{"ID":"A"}]'],
    ['json', 'id', '[{"id":1}]'],
    ['json', 'id', '[{"id":["A"]}]'],
    ['json', 'constructor', '[{}]'],
    ['json', null, `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ])('%s %s refuses %j', (form, key, value) => {
    expect(read(value, form, key)).toBe(malformed);
  });

  it('of 1000 devices, and no more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `d${at}`);
    expect(read(many(1000).join(' '), 'space')).toHaveLength(1000);
    expect(read(JSON.stringify(many(1001)), 'json')).toBe(
      'The device header names too many devices.',
    );
    expect(read('x'.repeat(256), 'pipe')).toHaveLength(1);
    expect(read('x'.repeat(257), 'pipe')).toBe(malformed);
  });
});
