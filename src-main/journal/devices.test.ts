/** Devices and mailboxes over a real file: by index, whatever else the journal holds. */
import { afterAll, expect, test } from 'vitest';
import type { JournalEvent } from '../../src-shared/events.ts';
import { databasePath } from './files.ts';
import { openDatabase } from './database.ts';
import { nearestSql } from './nearest.ts';
import { openReader } from './reader.ts';
import { openStore } from './store.ts';
import { cleanUp, temporaryFolder } from './testing.ts';
import { eventFor } from './testing-event.ts';
import type { Result } from '../../src-shared/errors.ts';

afterAll(cleanUp);

function filled(events: readonly JournalEvent[]) {
  const folder = temporaryFolder();
  const store = openStore(folder, new Date());
  expect(store.write(events.map((event) => JSON.stringify(event)))).toBe(0);
  return { folder, store, reader: openReader(folder)! };
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** How SQLite goes about the question of a past instant: of a user, and of a device. */
function plansIn(folder: string): unknown[] {
  const database = openDatabase(databasePath(folder), 'live', 1000);
  try {
    return [{ user: 'a' }, { device: 'a' }].map(
      (whom) =>
        database
          .prepare(`EXPLAIN QUERY PLAN ${nearestSql(whom)}`)
          .all(...Array.from({ length: 3 }, () => 1))[0]?.['detail'],
    );
  } finally {
    database.close();
  }
}

const alice = 'alice@contoso.test';
const of = (...ids: string[]) => ids.map((id) => ({ id, verdict: 'allowed' }) as const);
const at = (seq: number) => eventFor(seq).at;

const ews = (seq: number, operation: string | null, more: Partial<JournalEvent> = {}) =>
  eventFor(seq, { protocol: 'ews', operation, user: 'svc-ens', mailbox: alice, ...more });
const blocked = { verdict: 'blocked', reason: 'DEVICE_WIPED', status: 403 } as const;

test('every device that knocked once, page by page, with its first and its last request', () => {
  const { reader } = filled([
    eventFor(1, { devices: of('b', 'A') }),
    eventFor(2, { devices: of('C') }),
    eventFor(3, { devices: of('B'), user: 'bob@contoso.test' }),
    eventFor(4, { devices: [] }),
  ]);
  const first = value(reader.discovered(null, 2));
  expect(first.devices.map(({ id }) => id)).toEqual(['A', 'B']);
  expect(first.devices[1]).toMatchObject({
    firstAt: Date.parse(at(1)),
    last: { seq: 3, user: 'bob@contoso.test' },
  });
  const second = value(reader.discovered(first.next, 2));
  expect(second).toMatchObject({ devices: [{ id: 'C' }], next: null });
});

test('the last contact of a device, and the last that passed by its own verdict', () => {
  const other = { id: 'GOOD', verdict: 'allowed' } as const;
  const bad = { id: 'Bad', verdict: 'blocked' } as const;
  const { reader } = filled([
    eventFor(1, { devices: [{ ...bad, verdict: 'allowed' }] }),
    eventFor(2, { devices: [other, bad] }),
    eventFor(3, { devices: [bad], ...blocked }),
    eventFor(4),
  ]);
  expect(value(reader.deviceActivity('BAD'))).toMatchObject({
    ...{ last: { at: at(3), reason: 'DEVICE_WIPED' }, lastPassed: { at: at(1) }, cut: false },
  });
  expect(value(reader.deviceActivity('nobody'))).toMatchObject({ last: null, lastPassed: null });
});

test('a device that knocks for months is not read through', () => {
  const bad = { devices: [{ id: 'BAD', verdict: 'blocked' as const }], ...blocked };
  const passed = eventFor(1, { devices: of('BAD') });
  const { reader } = filled([
    passed,
    ...Array.from({ length: 5000 }, (_, index) => eventFor(index + 2, bad)),
  ]);
  expect(value(reader.deviceActivity('BAD'))).toMatchObject({
    ...{ last: { at: at(5001) }, lastPassed: null, cut: true },
  });
});

test('the story of a mailbox, whoever signs in for it', () => {
  const { reader } = filled([
    ews(1, 'Subscribe'),
    ews(2, 'SyncFolderItems'),
    ews(3, 'SyncFolderItems', { status: 503 }),
    ews(4, 'Unsubscribe', { mailbox: null, user: 'Alice@contoso.test' }),
    ews(5, 'Subscribe', { mailbox: 'bob@contoso.test' }),
    ews(6, 'CreateItem'),
    eventFor(7, { user: alice, operation: 'Subscribe' }),
  ]);
  expect(value(reader.ensStory([alice]))).toMatchObject({
    subscribe: { at: at(1), user: 'svc-ens' },
    fetch: { at: at(3), status: 503 },
    unsubscribe: { at: at(4) },
    newest: { at: at(4) },
    throttled: { count: 1, of: 4, last: at(3) },
  });
  expect(value(reader.ensStory(['carol@contoso.test'])).newest).toBeNull();
});

test('since when it is blocked: from the first that was not let through on', () => {
  const { reader } = filled([
    ews(1, 'SyncFolderItems'),
    ews(2, null, blocked),
    ews(3, 'SyncFolderItems', blocked),
  ]);
  const story = value(reader.ensStory([alice]));
  expect(story).toMatchObject({ verdictSince: at(2), sinceAtLeast: false });
});

test('where more was asked than is read, it says "at least"', () => {
  const { reader } = filled([
    ews(1, 'Subscribe', blocked),
    ...Array.from({ length: 200 }, (_, index) => ews(index + 2, 'GetItem')),
  ]);
  const story = value(reader.ensStory([alice]));
  expect(story).toMatchObject({ verdictSince: at(142), sinceAtLeast: true });
  expect(story.subscribe?.at).toBe(at(1));
});

test('a journal of the version before tells what it can: nothing yet', () => {
  const { folder, store } = filled([ews(1, 'Subscribe')]);
  store.close();
  const database = openDatabase(databasePath(folder), 'write', 1000);
  database.exec('DROP TABLE mailbox_events; PRAGMA user_version = 1');
  database.close();
  expect(value(openReader(folder)!.ensStory([alice])).newest).toBeNull();
  openStore(folder, new Date()).write([JSON.stringify(ews(2, 'Subscribe'))]);
  expect(value(openReader(folder)!.ensStory([alice])).subscribe?.at).toBe(at(2));
});

test('the decision of a past instant is found by index, for one of many users', () => {
  const { folder, reader } = filled(
    Array.from({ length: 300 }, (_, index) =>
      eventFor(index + 1, { user: `u${index % 3}`, devices: of(`D${index % 3}`) }),
    ),
  );
  const nearest = (question: { user?: string; device?: string }, seq: number) =>
    value(reader.nearest({ ...question, at: new Date(at(seq)) }))?.seq;
  expect(nearest({ user: 'U0' }, 150)).toBe(148);
  expect(nearest({ device: 'd1' }, 150)).toBe(149);
  expect(nearest({ user: 'u2', device: 'D2' }, 150)).toBe(150);
  expect(nearest({ user: 'u0', device: 'D2' }, 150)).toBeUndefined();
  expect(nearest({ user: 'u0' }, 0)).toBeUndefined();
  expect(plansIn(folder)).toEqual([
    'SEARCH e USING INDEX events_user (user=? AND seq<?)',
    'SEARCH d USING COVERING INDEX event_devices_device (device=? AND seq<?)',
  ]);
});
