import { expect, test } from 'vitest';
import { Circuit } from './circuit.ts';

function circuit() {
  let now = 0;
  const made = new Circuit('https://mail.contoso.test:443', () => now);
  return { made, wait: (seconds: number) => void (now += seconds * 1000) };
}

function fail(made: Circuit, times: number): void {
  for (let count = 0; count < times; count += 1) made.failed();
}

test('five failures in a row open it, a success between begins anew', () => {
  const { made } = circuit();
  fail(made, 4);
  made.succeeded();
  fail(made, 4);
  expect(made.admit()).toBe('pass');
  made.failed();
  expect(made.admit()).toEqual({ retryAfterSeconds: 2 });
  expect(made.status()).toEqual({
    host: 'https://mail.contoso.test:443',
    state: 'unreachable',
    since: '1970-01-01T00:00:00.000Z',
    retryAt: '1970-01-01T00:00:02.000Z',
  });
});

test('one at a time finds out; the wait grows to thirty seconds; the first success closes', () => {
  const { made, wait } = circuit();
  fail(made, 5);
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const told = made.admit();
    if (typeof told === 'string') throw new Error(`admitted in round ${round}`);
    waits.push(told.retryAfterSeconds);
    wait(told.retryAfterSeconds);
    expect(made.admit()).toBe('probe');
    expect(made.status().state).toBe('probing');
    expect(made.admit()).toEqual({ retryAfterSeconds: 2 });
    made.failed();
    // Those that were on their way count once.
    fail(made, 3);
    made.probed();
  }
  expect(waits).toEqual([2, 4, 8, 16, 30, 30]);
  wait(30);
  expect(made.admit()).toBe('probe');
  made.succeeded();
  made.probed();
  expect(made.admit()).toBe('pass');
  expect(made.status()).toMatchObject({ state: 'reachable', since: null, retryAt: null });
  fail(made, 5);
  expect(made.admit()).toEqual({ retryAfterSeconds: 2 });
});

test('a probe that found out nothing leaves it to the next request', () => {
  const { made, wait } = circuit();
  fail(made, 5);
  wait(2);
  expect(made.admit()).toBe('probe');
  made.probed();
  expect(made.admit()).toBe('probe');
});
