/** How the entries of the policies' lists fit. */
import { describe, expect, test } from 'vitest';
import { isUsed, listJudge, patternOf, platformPattern } from './patterns.ts';

describe('a pattern', () => {
  test.each([
    ['Boxer', 'boxer', true],
    ['Boxer', 'Boxer 2', false],
    ['Boxer*', 'Boxer', true],
    ['*Boxer', 'a Boxer', true],
    ['*Boxer*', 'Boxer', true],
    ['*Boxer*', 'a Boxer 2', true],
    ['*Boxer*', 'Boxe', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['*a*a*', 'a', false],
    ['*a*a*', 'aa', true],
    ['**', '', true],
    ['*', 'anything', true],
    [' Boxer ', '\tboxer\t', true],
    ['caf\u00e9', 'CAFE\u0301', true],
    ['Boxer.', 'Boxer2', false],
  ])('%j of %j: %s', (pattern, text, fits) => {
    expect(patternOf(pattern)(text)).toBe(fits);
  });
});

describe('a pattern with its platform', () => {
  test.each([
    ['iOS: 17.*', 'ios', '17.5', true],
    ['iOS: 17.*', 'Android', '17.5', false],
    ['iOS: 17.*', 'iOS', '16.5', false],
    ['*: *', 'iOS', '', true],
    ['17.5', 'iOS', '17.5', false],
  ])('%j on %j of %j: %s', (entry, platform, text, fits) => {
    expect(platformPattern(entry)({ platform, text })).toBe(fits);
  });
});

test.each([
  [null, [], null, false],
  [[], [], 'allowed', true],
  [['a'], [], null, true],
  [['b'], [], 'allowed', true],
  [null, ['b'], null, true],
  [['a'], ['a'], 'blocked', true],
] as const)('allowed %j and blocked %j: %s', (allowed, blocked, listed, used) => {
  const lists = { allowed, blocked };
  expect(listJudge(lists, patternOf)('a')).toBe(listed);
  expect(isUsed(lists)).toBe(used);
});
