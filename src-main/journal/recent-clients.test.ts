import { afterAll, expect, test } from 'vitest';
import type { JournalEvent } from '../../src-shared/events.ts';
import { openReader } from './reader.ts';
import type { RecentClient } from './recent-clients.ts';
import { openStore } from './store.ts';
import { eventFor } from './testing-event.ts';
import { cleanUp, temporaryFolder } from './testing.ts';

afterAll(cleanUp);

function clientsOf(
  events: readonly JournalEvent[],
  since = new Date(0),
  limit = 100,
): readonly RecentClient[] {
  const folder = temporaryFolder();
  openStore(folder, new Date()).write(events.map((event) => JSON.stringify(event)));
  const result = openReader(folder)!.clientsSince(since, limit);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.items;
}
const phone = (id: string) => ({ devices: [{ id, verdict: 'allowed' as const }] });

test('the newest request of each user with each device; names are the same in any case', () => {
  const clients = clientsOf([
    eventFor(1, { userAgent: 'Old/1', identity: 'proven' }),
    eventFor(2, {
      ...phone('phone1'),
      user: 'ALICE@contoso.test',
      userAgent: 'New/2',
      identity: 'claimed',
    }),
    eventFor(3, { ...phone('P2'), deviceType: 'iPad', identity: 'claimed' }),
  ]);
  expect(clients).toEqual([
    {
      ...{ protocol: 'eas', user: 'alice@contoso.test', mailbox: null, client: '192.0.2.7' },
      ...{ deviceId: 'P2', deviceType: 'iPad', userAgent: 'Apple-iPhone14C3/2003.61' },
      signedIn: false,
    },
    {
      ...{ protocol: 'eas', user: 'ALICE@contoso.test', mailbox: null, client: '192.0.2.7' },
      ...{ deviceId: 'phone1', deviceType: 'iPhone', userAgent: 'New/2', signedIn: true },
    },
  ]);
});

test('a request with several devices stands for each, one without any for its user', () => {
  const both = [...phone('A').devices, ...phone('B').devices];
  const clients = clientsOf([
    eventFor(1, { protocol: 'ews', devices: both }),
    eventFor(2, { protocol: 'ews', devices: [], user: 'bob@contoso.test' }),
  ]);
  expect(clients.map(({ user, deviceId }) => [user, deviceId]).sort()).toEqual([
    ['alice@contoso.test', 'A'],
    ['alice@contoso.test', 'B'],
    ['bob@contoso.test', null],
  ]);
});

test('nobody, other protocols and what is older are no clients; of too many the newest count', () => {
  const events = [
    eventFor(1, { user: null }),
    eventFor(2, { protocol: 'other' }),
    eventFor(3, phone('A')),
    eventFor(4, phone('B')),
  ];
  expect(clientsOf(events).map(({ deviceId }) => deviceId)).toEqual(['B', 'A']);
  expect(clientsOf(events, new Date(eventFor(4).at)).map(({ deviceId }) => deviceId)).toEqual([
    'B',
  ]);
  expect(clientsOf(events, new Date(0), 1).map(({ deviceId }) => deviceId)).toEqual(['B']);
});
