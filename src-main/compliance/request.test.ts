import { expect, test } from 'vitest';
import { buildDirectory } from './build.ts';
import { directoryAge, secondsSince, shownInstant } from './request.ts';
import { eas, now, policies } from './testing.ts';

test.each([
  [1499, 1],
  [1500, 2],
  [1_000_000_000, 1_000_000],
  [-5000, 0],
  [Number.NaN, null],
  [Number.NEGATIVE_INFINITY, null],
])('%d ms ago is %s seconds', (ms, seconds) => {
  expect(secondsSince(now.getTime() - ms, now)).toBe(seconds);
});

test.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [8.64e15, '+275760-09-13T00:00:00.000Z'],
  [8.64e15 + 1, null],
  [Number.POSITIVE_INFINITY, null],
])('the instant %d is shown as %s', (instant, shown) => {
  expect(shownInstant(instant)).toBe(shown);
});

test('without data there is no age', () => {
  const parts = { records: [], overrides: [], available: false };
  const age = (loadedAt: number | null) => {
    const directory = buildDirectory({ ...parts, loadedAt });
    return directoryAge({ identity: eas(null, 'a'), directory, policies: policies(), now });
  };
  expect([age(null), age(now.getTime() - 7000)]).toEqual([null, 7]);
});
