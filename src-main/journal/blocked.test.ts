import { afterAll, expect, test } from 'vitest';
import { openReader } from './reader.ts';
import { openStore } from './store.ts';
import { eventFor } from './testing-event.ts';
import { cleanUp, temporaryFolder } from './testing.ts';
import { MOST_CLAIMED } from '../../src-shared/events.ts';
import type { BlockedClient, JournalEvent } from '../../src-shared/events.ts';

afterAll(cleanUp);

function blockedOf(
  events: readonly JournalEvent[],
  since = 0,
  limit = 100,
): readonly BlockedClient[] {
  const folder = temporaryFolder();
  openStore(folder, new Date()).write(events.map((event) => JSON.stringify(event)));
  const result = openReader(folder)!.blockedSince(new Date(since), limit);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(result.value.skipped).toBe(0);
  return result.value.items;
}

const blocked = (seq: number, changes: Partial<JournalEvent> = {}) =>
  eventFor(seq, {
    verdict: 'blocked',
    reason: 'DEVICE_COMPROMISED',
    devices: [{ id: 'PHONE1', verdict: 'blocked' }],
    ...changes,
  });
const names = (clients: readonly BlockedClient[]) =>
  clients.map((c) => [c.user, c.deviceId, c.count]);

test('one row for user and device, with count, span and the reason and identity of the newest', () => {
  const clients = blockedOf([
    blocked(1, { identity: 'claimed' }),
    blocked(2, { user: 'ALICE@contoso.test', devices: [{ id: 'phone1', verdict: 'blocked' }] }),
    blocked(3, { reason: 'DEVICE_WIPED', deviceType: 'iPad' }),
  ]);
  expect(clients).toEqual([
    {
      key: '["alice@contoso.test","phone1"]',
      user: 'alice@contoso.test',
      deviceId: 'PHONE1',
      deviceType: 'iPad',
      reason: 'DEVICE_WIPED',
      count: 3,
      firstSeen: eventFor(1).at,
      lastSeen: eventFor(3).at,
      identity: 'proven',
      request: {
        ...{ protocol: 'eas', client: eventFor(3).client, mailbox: null },
        ...{ userAgent: eventFor(3).userAgent, deviceType: 'iPad' },
        operation: eventFor(3).operation,
      },
    },
  ]);
});

test('a client whose newest event passed is gone, in enforce and in test mode', () => {
  expect(blockedOf([blocked(1), eventFor(2)])).toEqual([]);
  expect(blockedOf([blocked(1), blocked(2, { verdict: 'would-block' })])).toEqual([]);
  expect(names(blockedOf([eventFor(1), blocked(2)]))).toHaveLength(1);
});

test('an Unsubscribe that passed all the same does not end it', () => {
  const ended = (more: object) => eventFor(2, { reason: 'ENS_UNSUBSCRIBE', ...more });
  expect(blockedOf([blocked(1), ended({})])).toHaveLength(1);
  const nameless = { devices: [] };
  expect(blockedOf([blocked(1, nameless), ended(nameless)])).toHaveLength(1);
});

test('newest is by decision: a long request that was decided before does not end the block', () => {
  expect(names(blockedOf([blocked(5), eventFor(4)]))).toEqual([
    ['alice@contoso.test', 'PHONE1', 1],
  ]);
});

test('another device or another user that passes does not end it', () => {
  const clients = blockedOf([
    blocked(1),
    eventFor(2, { devices: [{ id: 'TABLET', verdict: 'allowed' }] }),
    eventFor(3, { user: 'bob' }),
  ]);
  expect(names(clients)).toEqual([['alice@contoso.test', 'PHONE1', 1]]);
});

test('the first blocked device of an event stands for it, and one of several that passes ends it', () => {
  const ens = (seq: number, verdict: JournalEvent['verdict'], one: boolean, two: boolean) =>
    blocked(seq, {
      verdict,
      devices: [
        { id: 'ONE', verdict: one ? 'allowed' : 'blocked' },
        { id: 'TWO', verdict: two ? 'allowed' : 'blocked' },
      ],
    });
  expect(names(blockedOf([ens(1, 'blocked', false, false)]))).toEqual([
    ['alice@contoso.test', 'ONE', 1],
  ]);
  expect(blockedOf([ens(1, 'blocked', false, false), ens(2, 'allowed', false, true)])).toEqual([]);
});

test('without a device: ended by passing without one, or with the same program', () => {
  const nameless = blocked(1, { devices: [], reason: 'UNKNOWN_USER', userAgent: 'MacOutlook/16' });
  expect(names(blockedOf([nameless]))).toEqual([['alice@contoso.test', null, 1]]);
  const withPhone = eventFor(2);
  expect(names(blockedOf([nameless, withPhone]))).toHaveLength(1);
  expect(blockedOf([nameless, eventFor(2, { devices: [] })])).toEqual([]);
  expect(blockedOf([nameless, eventFor(2, { userAgent: 'MacOutlook/16' })])).toEqual([]);
});

test('nobody: a row of its own, which the first leg of a 401 dance does not end', () => {
  const nobody = blocked(1, { user: null, devices: [], reason: 'ROUTE_UNKNOWN' });
  const leg = eventFor(2, { user: null, devices: [], reason: 'NO_IDENTITY' });
  expect(names(blockedOf([nobody, leg]))).toEqual([[null, null, 1]]);
});

test('since cuts off what is older, in the count too; newest client first', () => {
  const events = [blocked(1), blocked(2), blocked(3, { user: 'bob' }), blocked(4)];
  const since = Date.parse(eventFor(2).at);
  expect(names(blockedOf(events, since))).toEqual([
    ['alice@contoso.test', 'PHONE1', 2],
    ['bob', 'PHONE1', 1],
  ]);
  expect(blockedOf(events, Date.parse(eventFor(5).at))).toEqual([]);
});

test('who is proven is not pushed out by invented clients, of whom the newest are listed', () => {
  const claimed = { identity: 'claimed' } as const;
  const clients = blockedOf(
    [
      blocked(1),
      ...Array.from({ length: MOST_CLAIMED + 50 }, (_, at) =>
        blocked(at + 2, { ...claimed, devices: [{ id: `X${at}`, verdict: 'blocked' }] }),
      ),
    ],
    0,
    MOST_CLAIMED + 10,
  );
  expect(clients).toHaveLength(MOST_CLAIMED + 1);
  expect(clients.at(0)?.deviceId).toBe(`X${MOST_CLAIMED + 49}`);
  expect(clients.at(-1)).toMatchObject({ deviceId: 'PHONE1', identity: 'proven' });
});

test('a client that was proven stays so when somebody else names it', () => {
  const [client] = blockedOf([blocked(1), blocked(2, { identity: 'claimed' })]);
  expect(client).toMatchObject({ identity: 'proven', count: 2 });
});
