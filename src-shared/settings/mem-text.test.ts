import { describe, expect, test } from 'vitest';
import type { MemSetting } from './entry.ts';
import { memCatalogue } from './catalogue.ts';
import { memSettings } from './mem-catalogue.ts';
import { faultsOf, faultText } from './mem-faults.ts';
import { memText, memValue } from './mem-text.ts';

const setting = (key: keyof typeof memSettings): MemSetting => memSettings[key];

test('every default round trips', () => {
  for (const each of memCatalogue) {
    expect(memValue(each, memText(each, each.initial)), each.key).toEqual({
      ok: true,
      value: each.initial,
    });
  }
});

test.each([
  ['listener.host', '127.0.0.1', '127.0.0.1'],
  ['listener.host', 'null', 'null'],
  ['listener.port', 8443, '8443'],
  ['listener.port', '8443', '"8443"'],
  ['listener.tls', null, 'null'],
  ['listener.tls', { pfx: 'a' }, '{"pfx":"a"}'],
  ['compliance.directoryFile', '"a"', '"a"'],
  ['compliance.ens.deviceHeader', null, 'null'],
  ['compliance.ens.deviceHeader', 'X-Device', 'X-Device'],
  ['compliance.ens.deviceHeader', 'null', '"null"'],
  ['compliance.ens.sources', ['10.0.0.0/8'], '["10.0.0.0/8"]'],
  ['compliance.ens.sources', 'x', '"x"'],
  ['compliance.requireDevice', 'true', '"true"'],
] as const)('%s %j is written %s, and read back', (key, value, text) => {
  expect(memText(setting(key), value)).toBe(text);
  expect(memValue(setting(key), text)).toEqual({ ok: true, value });
});

test('a key that no setting has: a text plain, everything else JSON', () => {
  expect([memText(undefined, 'x'), memText(undefined, [1])]).toEqual(['x', '[1]']);
});

describe('what is wrong, in a sentence', () => {
  test.each([
    ['compliance.ens.sources', ['10.0.0.0/8', 'x'], '[1] is "x", which is not allowed'],
    ['compliance.domains', { 'A\\B': 'a.test' }, ' is no name that a NetBIOS domain may have'],
    ['compliance.domains', { A: 'a.test', a: 'b.test' }, ' names a domain twice'],
    ['compliance.ens.deviceHeader', 'Cookie', ' names a header that HTTP'],
    ['listener.tls', { certificate: 'a' }, ' is {"certificate":"a"}, which is not allowed'],
    ['emailServer.hostAndPort', 'https://u:hunter2@a.test', ' names a user'],
  ] as const)('%s %j', (key, value, words) => {
    const [fault] = faultsOf(setting(key), value);
    const sentence = fault === undefined ? '' : faultText(setting(key), fault);
    expect(sentence).toContain(words);
    expect(sentence).not.toContain('hunter2');
    expect(sentence).toMatch(/\.$/);
  });

  test('nothing, when it is allowed', () => {
    expect(faultsOf(setting('listener.port'), 443)).toEqual([]);
  });
});
