import { expect, it } from 'vitest';
import { ownText, ownTextOf } from './own-text.ts';

it('is the same text, in any alphabet', () => {
  for (const text of [
    '',
    'alice@contoso.test',
    'grün\u0000ÿ',
    'Łukasz',
    '日本',
    '😀',
    '\ud800 alone',
  ]) {
    expect(ownText(text)).toBe(text);
    expect(ownTextOf(text)).toBe(text);
  }
  expect(ownTextOf(null)).toBeNull();
});
