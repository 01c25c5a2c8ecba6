import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { databasePath } from './files.ts';
import { openDatabase } from './database.ts';
import { openReader, type Reader } from './reader.ts';
import { openStore, type Store } from './store.ts';
import { eventFor } from './testing-event.ts';
import { cleanUp, temporaryFolder } from './testing.ts';
import type { JournalEvent, LogFilter } from '../../src-shared/events.ts';
import type { Result } from '../../src-shared/errors.ts';

afterAll(cleanUp);

function filled(events: readonly JournalEvent[]): { folder: string; store: Store; reader: Reader } {
  const folder = temporaryFolder();
  const store = openStore(folder, new Date());
  expect(store.write(events.map((event) => JSON.stringify(event)))).toBe(0);
  return { folder, store, reader: openReader(folder)! };
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function seqs(reader: Reader, filter: LogFilter, limit = 100): number[] {
  return value(reader.page(filter, { limit })).items.map((item) => item.event.seq);
}

test('no file: no reader, and none is made', () => {
  const folder = temporaryFolder();
  expect(openReader(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('events come back as they were given, newest first, control characters and all', () => {
  const odd = eventFor(2, {
    user: 'a\0b\u001b[31m\u202e\ud800"\\\n',
    userAgent: "%_'; DROP TABLE events; --",
    devices: [],
    mailbox: 'ÄÖ@contoso.test',
  });
  const { reader } = filled([eventFor(1), odd]);
  const found = value(reader.page({}, { limit: 10 }));
  expect(found.items.map((item) => item.event)).toEqual([odd, eventFor(1)]);
  expect(found.skipped).toBe(0);
  expect(seqs(reader, { user: odd.user! })).toEqual([2]);
});

test('a later record with the same seq replaces the event and keeps its place', () => {
  const { reader, store } = filled([eventFor(1, { status: null }), eventFor(2)]);
  const before = value(reader.page({}, { limit: 10 })).items;
  const later = eventFor(1, { status: 200, devices: [{ id: 'OTHER', verdict: 'allowed' }] });
  store.write([JSON.stringify(later)]);
  const found = value(reader.page({}, { limit: 10 })).items;
  expect(found.map((item) => item.id)).toEqual(before.map((item) => item.id));
  expect(found[1]!.event).toEqual(later);
  expect(seqs(reader, { device: 'PHONE1' })).toEqual([2]);
  expect(seqs(reader, { device: 'other' })).toEqual([1]);
});

test('every filter narrows, without regard to case', () => {
  const other = eventFor(2, {
    user: 'Jörg.GRÜN@Contoso.test',
    devices: [
      { id: 'ABC', verdict: 'allowed' },
      { id: 'Xyz', verdict: 'blocked' },
    ],
    verdict: 'blocked',
    reason: 'UNKNOWN_DEVICE',
    status: 403,
    operation: 'FindItem',
    protocol: 'ews',
    client: '2001:DB8::1',
    identity: 'claimed',
    userAgent: 'MacOutlook/16.78',
    requestId: 'R-77',
  });
  const { reader } = filled([eventFor(1), other, eventFor(3)]);
  const narrow: LogFilter[] = [
    { user: 'JÖRG.grün@contoso.TEST' },
    { device: 'abc' },
    { device: 'XYZ' },
    { reason: 'unknown_device' },
    { verdict: 'blocked' },
    { status: 403 },
    { operation: 'finditem' },
    { protocol: 'EWS' },
    { client: '2001:db8::1' },
    { identity: 'claimed' },
    { since: other.at, until: other.at },
    { text: 'GRÜN' },
    { text: 'yz' },
    { text: 'macoutlook' },
    { text: 'unknown_' },
    { text: 'finditem' },
    { text: 'r-77' },
    { user: 'jörg.grün@contoso.test', device: 'xyz', verdict: 'blocked', status: 403, text: 'mac' },
  ];
  for (const filter of narrow) expect([filter, seqs(reader, filter)]).toEqual([filter, [2]]);
  expect(seqs(reader, { user: 'jörg.grün@contoso.test', device: 'phone1' })).toEqual([]);
  expect(seqs(reader, { since: eventFor(2).at })).toEqual([3, 2]);
  expect(seqs(reader, { until: eventFor(2).at })).toEqual([2, 1]);
});

test('wildcards and quotes stand for themselves', () => {
  const { reader } = filled([
    eventFor(1, { userAgent: '100% mail_client' }),
    eventFor(2, { userAgent: '1000 mailXclient' }),
  ]);
  expect(seqs(reader, { text: '100%' })).toEqual([1]);
  expect(seqs(reader, { text: 'mail_client' })).toEqual([1]);
  expect(seqs(reader, { text: "' OR 1=1 --" })).toEqual([]);
  expect(seqs(reader, { user: '%' })).toEqual([]);
});

test('an instant that is none is a problem of usage', () => {
  const { reader } = filled([eventFor(1)]);
  const result = reader.page({ since: 'yesterday' }, { limit: 1 });
  expect(result.ok ? [] : result.problems.map((each) => each.code)).toEqual(['USAGE']);
});

test('pages go back and forth from a cursor', () => {
  const { reader } = filled(Array.from({ length: 10 }, (_, n) => eventFor(n + 1)));
  const first = value(reader.page({}, { limit: 4 })).items;
  expect(first.map((item) => item.event.seq)).toEqual([10, 9, 8, 7]);
  const second = value(reader.page({}, { limit: 4, beforeId: first.at(-1)!.id })).items;
  expect(second.map((item) => item.event.seq)).toEqual([6, 5, 4, 3]);
  const back = value(reader.page({}, { limit: 2, afterId: second[0]!.id })).items;
  expect(back.map((item) => item.event.seq)).toEqual([8, 7]);
});

test('following gives every event once, oldest first, and passes over what the filter leaves out', () => {
  const { reader, store } = filled([eventFor(1), eventFor(2, { user: 'bob' }), eventFor(3)]);
  const first = value(reader.after(0, { user: 'BOB' }, 10));
  expect(first.items.map((item) => item.event.seq)).toEqual([2]);
  const second = value(reader.after(first.lastId, { user: 'bob' }, 10));
  expect(second).toEqual({ items: [], skipped: 0, lastId: first.lastId });
  store.write([4, 5, 6].map((seq) => JSON.stringify(eventFor(seq, { user: 'bob' }))));
  const third = value(reader.after(first.lastId, { user: 'bob' }, 2));
  expect(third.items.map((item) => item.event.seq)).toEqual([4, 5]);
  const fourth = value(reader.after(third.lastId, { user: 'bob' }, 2));
  expect(fourth.items.map((item) => item.event.seq)).toEqual([6]);
});

test('the nearest event is the newest at or before the instant', () => {
  const { reader } = filled([
    eventFor(1),
    eventFor(2, { user: 'bob', devices: [] }),
    eventFor(3, { devices: [{ id: 'TABLET', verdict: 'allowed' }] }),
  ]);
  const at = (seq: number) => new Date(eventFor(seq).at);
  const nearest = (request: { user?: string; device?: string }, seq: number) =>
    value(reader.nearest({ ...request, at: at(seq) }))?.seq;
  expect(nearest({}, 3)).toBe(3);
  expect(nearest({ user: 'ALICE@contoso.test' }, 2)).toBe(1);
  expect(nearest({ device: 'tablet' }, 4)).toBe(3);
  expect(nearest({ device: 'tablet' }, 2)).toBeUndefined();
  expect(nearest({ user: 'bob', device: 'TABLET' }, 9)).toBeUndefined();
});

test('rows that are no events are counted and passed over', () => {
  const { folder, reader } = filled([eventFor(1), eventFor(2), eventFor(3)]);
  const other = openDatabase(databasePath(folder), 'write', 1000);
  other.exec(`UPDATE events SET event = 'no json' WHERE seq = 1`);
  other.exec(`UPDATE events SET event = '{"seq":3}' WHERE seq = 3`);
  const found = value(reader.page({}, { limit: 10 }));
  expect(found.items.map((item) => item.event.seq)).toEqual([2]);
  expect(found.skipped).toBe(2);
  expect(value(reader.nearest({ at: new Date(eventFor(3).at) }))?.seq).toBe(2);
});

test('an event that is none is refused and keeps no other from being stored', () => {
  const folder = temporaryFolder();
  const store = openStore(folder, new Date());
  const bad = [
    'nonsense',
    '{}',
    'null',
    JSON.stringify(eventFor(1, { at: 'soon' })),
    JSON.stringify({ ...eventFor(1), status: true, seq: 1.5 }),
  ];
  expect(store.write([...bad, JSON.stringify(eventFor(7))])).toBe(bad.length);
  const reader = openReader(folder)!;
  expect(seqs(reader, {})).toEqual([7]);
  expect(value(reader.lastSeq())).toBe(7);
});

test('reading changes nothing in the folder', () => {
  const { folder, reader } = filled([eventFor(1)]);
  const look = () =>
    readdirSync(folder).map((name) => [name, statSync(`${folder}/${name}`).mtimeMs]);
  const before = look();
  expect(seqs(reader, {})).toEqual([1]);
  value(reader.blockedSince(new Date(0), 10));
  expect(look()).toEqual(before);
  expect(before.map(([name]) => name)).toEqual(['events.db', 'events.db-shm', 'events.db-wal']);
});

test('a file that was copied with its -wal but without its -shm is read whole', () => {
  const { folder } = filled([eventFor(1), eventFor(2)]);
  const copy = temporaryFolder();
  for (const name of ['events.db', 'events.db-wal'])
    copyFileSync(`${folder}/${name}`, `${copy}/${name}`);
  expect(seqs(openReader(copy)!, {})).toEqual([2, 1]);
});

test('a file of a newer version is left alone', () => {
  const { folder, store } = filled([eventFor(1)]);
  openDatabase(databasePath(folder), 'write', 1000).exec('PRAGMA user_version = 99');
  store.close();
  expect(() => openStore(folder, new Date())).toThrow(/newer Sallyport/);
  const result = openReader(folder)!.page({}, { limit: 1 });
  expect(result.ok ? '' : result.problems[0]!.message).toMatch(/newer Sallyport/);
});
