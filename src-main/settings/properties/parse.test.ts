import { describe, expect, test } from 'vitest';
import { effectiveValues, parseProperties } from './parse.ts';

/** Text of a file, and what java.util.Properties makes of it (confirmed by java-agreement.test.ts). */
const cases: readonly (readonly [string, string, Record<string, string>])[] = [
  ['sign', 'a=1\nb:2\nc 3\nd = 4 \n', { a: '1', b: '2', c: '3', d: '4 ' }],
  ['two signs', 'a==1\nb=:2\nc : = 3', { a: '=1', b: ':2', c: '= 3' }],
  ['key alone', 'a\nb=\nc ', { a: '', b: '', c: '' }],
  ['comments', '#a=1\n !b=2\n\t#c\n', {}],
  ['a comment does not continue', '#a\\\nb=1', { b: '1' }],
  ['continuation', 'a=1\\\n   2\\\r\n\t3\nb=4', { a: '123', b: '4' }],
  ['continuation in the key', 'a\\\n  b = 1', { ab: '1' }],
  ['a hash in a continuation', 'a=1\\\n#2', { a: '1#2' }],
  ['even backslashes do not continue', 'a=1\\\\\nb=2', { a: '1\\', b: '2' }],
  ['backslash at the end of the file', 'a=1\\', { a: '1' }],
  ['an empty continuation ends', 'a=1\\\n\nb=2', { a: '1', b: '2' }],
  ['backslash alone, then a comment', '\\\n#c\na=1', { a: '1' }],
  ['escapes', 'a\\ b=\\t\\n\\r\\f\\q\\u00e9\\=', { 'a b': '\t\n\r\fqé=' }],
  ['line ends', 'a=1\rb=2\r\nc=3\n', { a: '1', b: '2', c: '3' }],
  ['the last one counts', 'a=1\na=2', { a: '2' }],
  ['form feed is a blank', '\f a\f=\f1', { a: '1' }],
  ['Latin-1 bytes', 'a=\u00e9\u00ff', { a: 'éÿ' }],
];

test.each(cases)('%s', (_name, text, expected) => {
  expect(Object.fromEntries(effectiveValues(parseProperties(text)))).toEqual(expected);
});

describe('line numbers', () => {
  test('are those of the physical line on which the key begins', () => {
    const text = '# one\r\n\r\na=1\\\r\n  2\r\nb=3\rc=4\n\\\nd=5\n';
    const lines = parseProperties(text).entries.map(({ key, line }) => [key, line]);
    expect(lines).toEqual([
      ['a', 3],
      ['b', 5],
      ['c', 6],
      ['d', 8],
    ]);
  });
});

test('a malformed \\u is named by its line, and the other lines are read', () => {
  const parsed = parseProperties('a=1\nb=\\u12\nc=3\n');
  expect(parsed.malformed).toEqual([2]);
  expect([...effectiveValues(parsed).keys()]).toEqual(['a', 'c']);
});
