import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { CountedVerdict } from '../../src-shared/contract/window.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readHere } from './reader-thread.ts';
import { openStore } from './store.ts';

const now = Date.parse('2026-03-10T12:00:07Z');
let folder: string;
beforeEach(() => (folder = temporaryFolder(onTestFinished, 'overview')));

function store(...events: Partial<JournalEvent>[]): void {
  const opened = openStore(folder, new Date(now));
  const whole = events.map((event, at): JournalEvent => ({
    ...{ seq: at + 1, at: '2026-03-10T11:55:00.000Z', requestId: `r${at}`, protocol: 'eas' },
    ...{ operation: 'FolderSync', user: 'Alice@contoso.test', mailbox: null, identity: 'proven' },
    ...{ devices: [], deviceType: null, userAgent: null, client: '10.0.0.1' },
    ...{ verdict: 'allowed', reason: 'COMPLIANT', status: 200, answeredBy: 'exchange' },
    ...{ authentication: 'basic', bytesIn: 0, bytesOut: 0, remark: null },
    hopsMs: { decide: 1, connect: 1, exchange: 10 * (at + 1), total: 100 },
    ...event,
  }));
  opened.write(whole.map((event) => JSON.stringify(event)));
  opened.close();
}

const overview = async (minutes: number, verdict: CountedVerdict = 'blocked') => {
  const found = await readHere(folder).ask('overview', { minutes, verdict, now });
  if (!found.ok) throw new Error(found.problems[0]?.message);
  return found.value;
};

test('without a journal there is nothing, and no failure', async () => {
  expect(await overview(60)).toMatchObject({ buckets: [], latency: { addedP50: null } });
});

test('counts, slices, percentiles and the most blocked of the time asked for', async () => {
  const blocked: Partial<JournalEvent> = {
    verdict: 'blocked',
    reason: 'DEVICE_WIPED',
    status: 403,
    answeredBy: 'gateway',
    devices: [{ id: 'PHONE', verdict: 'blocked' }],
    hopsMs: { decide: 3, connect: null, exchange: null, total: 3 },
  };
  store(
    { protocol: 'ews' },
    {},
    { reason: 'UPSTREAM_UNREACHABLE', status: 502 },
    blocked,
    { ...blocked, at: '2026-03-10T12:00:05.000Z' },
    { ...blocked, at: '2026-03-09T11:00:00.000Z' },
  );
  const found = await overview(15);
  expect(found).toMatchObject({
    ...{ requests: { ews: 1, eas: 4 }, blocked: { requests: 2, clients: 1 }, upstreamErrors: 1 },
    latency: { addedP50: 2, addedP95: 3, exchangeP95: 30 },
    topReasons: [{ reason: 'DEVICE_WIPED', count: 2 }],
    topClients: [{ user: 'Alice@contoso.test', deviceId: 'PHONE', count: 2 }],
  });
  expect(found.buckets).toHaveLength(60);
  expect(found.buckets.at(-1)).toEqual({ at: now - 7000, requests: 1, blocked: 1 });
  expect(found.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(5);
  expect((await overview(1440)).buckets).toHaveLength(96);
});

test('counts what would be blocked, where that is asked for', async () => {
  const wouldBlock: Partial<JournalEvent> = {
    verdict: 'would-block',
    reason: 'UNKNOWN_DEVICE',
    devices: [{ id: 'TABLET', verdict: 'blocked' }],
  };
  const refused: Partial<JournalEvent> = { verdict: 'blocked', reason: 'REQUEST_MALFORMED' };
  store({}, wouldBlock, { ...wouldBlock, user: 'bob@contoso.test' }, wouldBlock, refused);
  const found = await overview(60, 'would-block');
  expect(found).toMatchObject({
    requests: { ews: 0, eas: 5 },
    blocked: { requests: 3, clients: 2 },
    topReasons: [{ reason: 'UNKNOWN_DEVICE', count: 3 }],
    topClients: [
      { user: 'Alice@contoso.test', deviceId: 'TABLET', count: 2 },
      { user: 'bob@contoso.test', deviceId: 'TABLET', count: 1 },
    ],
  });
  expect(found.buckets.reduce((sum, { blocked }) => sum + blocked, 0)).toBe(3);
  expect(await overview(60)).toMatchObject({
    blocked: { requests: 1 },
    topReasons: [{ reason: 'REQUEST_MALFORMED', count: 1 }],
  });
});

test('how fast Exchange answers is not told by what it holds until something happens', async () => {
  const held = { decide: 1, connect: 1, exchange: 900_000, total: 900_002 };
  store(
    { hopsMs: { decide: 1, connect: 1, exchange: 40, total: 42 } },
    { operation: 'Ping', hopsMs: held },
    { operation: 'Sync', hopsMs: held },
    { protocol: 'ews', operation: 'GetStreamingEvents', hopsMs: held },
  );
  expect((await overview(60)).latency).toEqual({ addedP50: 2, addedP95: 2, exchangeP95: 40 });
});

test('following begins at the end, and gives what is stored after it', async () => {
  store({}, {});
  const journal = readHere(folder);
  const begun = await journal.ask('after', { id: null, filter: {}, limit: 250 });
  if (!begun.ok) throw new Error('no answer');
  expect(begun.value.events).toEqual([]);
  store({ seq: 3 }, { seq: 4, verdict: 'blocked' });
  const question = { id: begun.value.lastId, filter: { verdict: 'blocked' }, limit: 250 } as const;
  expect(await journal.ask('after', question)).toMatchObject({
    value: { events: [{ event: { seq: 4 } }] },
  });
});
