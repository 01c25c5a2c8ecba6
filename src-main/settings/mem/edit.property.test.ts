/** An edit changes one value and no other byte, whatever the file looks like. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memCatalogue } from '../../../src-shared/settings/catalogue.ts';
import type { SettingType } from '../../../src-shared/settings/entry.ts';
import { memText } from '../../../src-shared/settings/mem-text.ts';
import { changeMem } from './change.ts';

const changed = (text: string, change: [string, string | null]): string => {
  const result = changeMem(Buffer.from(text), [change], '/home/config/mem-configuration.json');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

/** Any JSON that the catalogue's groups leave room for: unknown keys, odd layouts, parts missing. */
const strange = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
type Plain = Exclude<SettingType['kind'], 'choice' | 'integer'>;
const values: Readonly<Record<Plain, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  host: fc.constantFrom('127.0.0.1', '::', 'gw.contoso.test'),
  hostAndPort: fc.constantFrom('https://mail.example:443', 'http://[2001:db8::1]:80'),
  path: fc.constantFrom('devices.json', 'null', 'ä/"b".json', '5'),
  headerName: fc.constantFrom(null, 'X-Devices', 'null', 'true'),
  tls: fc.constantFrom(null, { pfx: 'tls/a.pfx' }, { certificate: 'a', key: 'b' }),
  cidrs: fc.array(fc.constantFrom('10.0.0.0/8', '2001:db8::/48'), { maxLength: 3 }),
  urlPaths: fc.subarray(['/autodiscover/autodiscover.xml', '/a/']),
  userNames: fc.array(fc.constantFrom('svc', 'Ünal', 'a\\b', '"'), { maxLength: 3 }),
  servers: fc.array(fc.constantFrom('https://b.test:443', 'http://[::1]:80'), { maxLength: 3 }),
  certificateUsers: fc.subarray([`${'ab'.repeat(32)} = a@b.test`, `${'cd'.repeat(32)}/0a = "Ü"`]),
  crlUrls: fc.subarray(['http://pki.test/a.crl', 'https://[::1]:8080/b%20.crl']),
  spn: fc.constantFrom(null, 'HTTP/mail.ex.test'),
  account: fc.constantFrom(null, 'svc', 'null'),
  webAddress: fc.constantFrom(null, 'http://127.0.0.1:8080'),
  text: fc.constantFrom(null, '570'),
  domainControllers: fc.subarray(['EX.TEST dc1.ex.test', 'B.TEST dc:1088']),
  entryKey: fc.constantFrom(null, 'id', 'null'),
  thumbprints: fc.subarray(['ab'.repeat(32), 'AB:'.repeat(31) + 'CD']),
  ewsOperations: fc.subarray(['GetItem', 'Subscribe']),
  webhookHosts: fc.subarray(['ens.test', '*.push.test', '10.0.0.1']),
  patterns: fc.subarray(['Apple-*', '"Ü" *']),
  platformPatterns: fc.subarray(['iOS: 17.*', '*: "Ü"']),
  policyUsers: fc.subarray(['alice', 'group:Sales', 'a\\b']),
  userGroups: fc.subarray(['Sales: alice, CORP\\b', 'Ü: "x"']),
  domains: fc.constantFrom({}, { CONTOSO: 'contoso.test', B: 'b.test' }),
};
const editable = memCatalogue.filter((setting) => setting.editable);
const edits = fc
  .constantFrom(...editable)
  .chain((setting) =>
    fc.tuple(
      fc.constant(setting),
      setting.type.kind === 'choice'
        ? fc.constantFrom<unknown>(...Object.keys(setting.type.choices))
        : setting.type.kind === 'integer'
          ? fc.integer({ min: Math.max(1, setting.type.min), max: setting.type.max })
          : values[setting.type.kind],
    ),
  );
const files = fc
  .record({
    present: fc.subarray([...memCatalogue]),
    strange,
    inner: strange,
    indent: fc.constantFrom<string | number>('', 2, 4, '\t'),
    eol: fc.constantFrom('\n', '\r\n', '\r'),
    tail: fc.constantFrom('', '\n', '\n\n'),
  })
  .map(({ present, strange: outer, inner, indent, eol, tail }) => {
    const root: Record<string, unknown> = Object.assign(Object.create(null), outer);
    for (const group of ['listener', 'emailServer', 'compliance']) drop(root, [group]);
    for (const { key, initial: value } of present) place(root, key.split('.'), value);
    for (const group of ['listener', 'compliance']) {
      const found = root[group] as Record<string, unknown> | undefined;
      for (const [name, value] of found === undefined ? [] : Object.entries(inner)) {
        if (!Object.hasOwn(found ?? {}, name) && name !== 'ens' && name !== '__proto__')
          found![name] = value;
      }
    }
    return JSON.stringify(root, null, indent).replaceAll('\n', eol) + tail.replaceAll('\n', eol);
  });

test('property: the parsed value changes at that key alone, and a removed key leaves the rest', () => {
  fc.assert(
    fc.property(files, edits, (text, [setting, value]) => {
      const path = setting.key.split('.');
      const after = changed(text, [setting.key, memText(setting, value)]);
      const expected = JSON.parse(text) as Record<string, unknown>;
      place(expected, path, value);
      expect(JSON.parse(after)).toEqual(expected);
      expect(changed(after, [setting.key, memText(setting, value)])).toBe(after);
      const outside = commonBytes(text, after);
      // Everything before and after one place is the same bytes.
      expect(outside.before + outside.after).toBeGreaterThanOrEqual(
        text.length - longestValue(text, path) - 4,
      );
      if (setting.required) return;
      drop(expected, path);
      expect(JSON.parse(changed(after, [setting.key, null]))).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

function place(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) target[name] = value;
  else {
    if (!Object.hasOwn(target, name)) target[name] = {};
    place(target[name] as Record<string, unknown>, rest, value);
  }
}

function drop(target: Record<string, unknown>, path: readonly string[]): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) Reflect.deleteProperty(target, name);
  else drop(target[name] as Record<string, unknown>, rest);
}

function commonBytes(left: string, right: string): { before: number; after: number } {
  let before = 0;
  while (before < left.length && left[before] === right[before]) before += 1;
  let after = 0;
  const most = Math.min(left.length, right.length) - before;
  while (after < most && left.at(-1 - after) === right.at(-1 - after)) after += 1;
  return { before, after };
}

/** How many characters the value may take that the file has now, however it is laid out. */
function longestValue(text: string, path: readonly string[]): number {
  let value: unknown = JSON.parse(text);
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
  // An empty group may hold blanks, which make room for the key.
  return value === undefined ? 8 : JSON.stringify(value, null, 8).length + 32;
}
