import { expect, it } from 'vitest';
import { done, failed } from './failures.ts';
import type { Outcome } from './failures.ts';
import { usableUntil } from './lifetimes.ts';
import type { Granted } from './replies.ts';
import { createTickets } from './tickets.ts';
import type { Lasting } from './tickets.ts';

const lasting =
  (value: string, until = 100) =>
  async (): Promise<Outcome<Lasting<string>>> =>
    done({ value, until });
const broken = async (): Promise<Outcome<Lasting<string>>> =>
  failed('USER_UNKNOWN', { step: 'impersonate', realm: 'EX.TEST' }, 'no');

it('keeps until the end, and fetches anew then', async () => {
  let now = 0;
  const tickets = createTickets<string>(10, () => now);
  expect(await tickets.get('a', lasting('one'))).toEqual(done('one'));
  now = 99;
  expect(await tickets.get('a', lasting('two'))).toEqual(done('one'));
  now = 100;
  expect(await tickets.get('a', lasting('three', 200))).toEqual(done('three'));
});

it('fetches once for all who ask at the same time', async () => {
  const tickets = createTickets<string>(10, () => 0);
  let fetched = 0;
  const fetch = async () => {
    fetched++;
    return lasting('one')();
  };
  const all = await Promise.all(Array.from({ length: 100 }, () => tickets.get('a', fetch)));
  expect(fetched).toBe(1);
  expect(all).toEqual(Array.from({ length: 100 }, () => done('one')));
});

it('keeps no failure, and none that throws', async () => {
  const tickets = createTickets<string>(10, () => 0);
  expect(await tickets.get('a', broken)).toMatchObject({ ok: false });
  await expect(tickets.get('a', () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(await tickets.get('a', lasting('one'))).toEqual(done('one'));
});

it('lets go of what was used longest ago', async () => {
  const tickets = createTickets<string>(2, () => 0);
  for (const key of ['a', 'b', 'a', 'c']) await tickets.get(key, lasting(key));
  expect(tickets.size()).toBe(2);
  expect(await tickets.get('a', lasting('new'))).toEqual(done('a'));
  expect(await tickets.get('b', lasting('new'))).toEqual(done('new'));
});

it('what is fetched while all is cleared serves those who wait, and nobody after', async () => {
  const tickets = createTickets<string>(10, () => 0);
  let release: (outcome: Outcome<Lasting<string>>) => void = () => undefined;
  const waiting = tickets.get('a', () => new Promise((resolve) => (release = resolve)));
  await Promise.resolve();
  tickets.clear();
  const next = tickets.get('a', lasting('new'));
  release(done({ value: 'old', until: 100 }));
  expect(await waiting).toEqual(done('old'));
  expect(await next).toEqual(done('new'));
  expect(await tickets.get('a', lasting('newer'))).toEqual(done('new'));
});

it('forgets the one that is named, and not one that was fetched since', async () => {
  const tickets = createTickets<string>(10, () => 0);
  await tickets.get('a', lasting('old'));
  tickets.forget('a', 'old');
  await tickets.get('a', lasting('new'));
  tickets.forget('a', 'old');
  expect(await tickets.get('a', lasting('newer'))).toEqual(done('new'));
});

it.each([
  ['ten hours, capped', 600, 60, 60],
  ['half an hour, less five minutes', 30, 60, 25],
  ['six minutes: half of them', 6, 60, 3],
  ['a cap below', 600, 15, 15],
])('a ticket for %s', (_what, granted, cap, used) => {
  const times = { authTime: 0, startTime: 0, endTime: granted * 60_000 };
  expect(usableUntil({ times } as Granted, 0, cap * 60_000)).toBe(used * 60_000);
});
