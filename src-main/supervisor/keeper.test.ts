import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import { createKeeper } from './keeper.ts';

const died = problem('GATEWAY_ENDED', 'it ended');

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

function world(result: () => Result<unknown> = () => success(undefined)) {
  let starts = 0;
  const keeper = createKeeper({
    start: async () => {
      starts += 1;
      return result();
    },
    now: () => Date.now(),
    onChange: () => undefined,
    random: () => 0.5,
  });
  return { keeper, starts: () => starts };
}

test('a gateway that ended is started again after a random part of the bound', async () => {
  const { keeper, starts } = world();
  keeper.failed([died], true);
  expect(keeper.failure()).toEqual({ problems: [died], retryAt: 1_000_250 });
  await vi.advanceTimersByTimeAsync(249);
  expect(starts()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(starts()).toBe(1);
  expect(keeper.failure()).toBeNull();
});

test('three within five minutes are the end of trying; an administrator begins anew', async () => {
  const { keeper, starts } = world();
  for (const expected of [1, 2]) {
    keeper.failed([died], true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(starts()).toBe(expected);
  }
  keeper.failed([died], true);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(starts()).toBe(2);
  expect(keeper.failure()).toEqual({ problems: [died], retryAt: null });
  keeper.settled();
  expect(keeper.failure()).toBeNull();
});

test('what happened longer ago is forgotten', async () => {
  const { keeper, starts } = world();
  for (const expected of [1, 2, 3, 4]) {
    keeper.failed([died], true);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(starts()).toBe(expected);
  }
});

test('a try that fails after an administrator took over begins nothing anew', async () => {
  let answer: (result: Result<unknown>) => void = () => undefined;
  let starts = 0;
  const keeper = createKeeper({
    start: () => {
      starts += 1;
      return new Promise((resolve) => (answer = resolve));
    },
    ...{ now: () => Date.now(), onChange: () => undefined, random: () => 0.5 },
  });
  keeper.failed([died], true);
  await vi.advanceTimersByTimeAsync(250);
  expect(starts).toBe(1);
  keeper.settled();
  answer(failure(problem('PORT_IN_USE', 'taken')));
  await vi.advanceTimersByTimeAsync(600_000);
  expect([starts, keeper.failure()]).toEqual([1, null]);
});

test('a start that fails is tried again, too, and settings that are wrong are not', async () => {
  const { keeper, starts } = world(() => failure(problem('PORT_IN_USE', 'taken')));
  keeper.failed([died], true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(starts()).toBe(2);
  expect(keeper.failure()).toMatchObject({ problems: [{ code: 'PORT_IN_USE' }], retryAt: null });
  const other = world();
  other.keeper.failed([problem('BOOLEAN', 'no boolean')], false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(other.starts()).toBe(0);
});
