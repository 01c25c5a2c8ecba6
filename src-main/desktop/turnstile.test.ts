import { expect, test } from 'vitest';
import { MOST_OF_ONE, turnstile } from './turnstile.ts';

test('so many of one name at a time, and another name has its own', () => {
  const { enter, leave } = turnstile();
  const entered = Array.from({ length: MOST_OF_ONE + 2 }, () => enter('events'));
  expect(entered.filter(Boolean)).toHaveLength(MOST_OF_ONE);
  expect(enter('status')).toBe(true);
  leave('events');
  expect([enter('events'), enter('events')]).toEqual([true, false]);
});

test('what asks a person does so once', () => {
  const { enter, leave } = turnstile({ exportLog: 1 });
  expect([enter('exportLog'), enter('exportLog')]).toEqual([true, false]);
  leave('exportLog');
  expect(enter('exportLog')).toBe(true);
});
