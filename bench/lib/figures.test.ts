import { expect, test } from 'vitest';
import { median, quantile, spread } from './figures.ts';

test('a median of an even number lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('a quantile is one of the values, whatever their order', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([7], 0.99)).toBe(7);
});

test('a spread leaves out rounds that failed, and says the ends', () => {
  expect(spread([3, Number.NaN, 1, 2])).toBe('2.00 (1.00 to 3.00)');
  expect(spread([Number.NaN])).toBe('–');
});
