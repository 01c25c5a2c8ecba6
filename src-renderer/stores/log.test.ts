// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredEvent, WindowParams } from '../../src-shared/contract/window.ts';
import { fakeBridge, type FakeBridge } from '../testing/fake-bridge.ts';
import { parseFilter } from './filter-words.ts';
import { appended, prepended } from './log-rows.ts';
import { openLog, received, setBlockedOnly, setPaused, setWords, useLog } from './log.ts';

const row = (id: number, operation = 'Sync') =>
  ({
    id,
    event: {
      operation,
      user: 'alice@corp.example',
      mailbox: null,
      devices: [{ id: 'A1' }],
      reason: 'DEVICE_WIPED',
      verdict: 'blocked',
      status: 403,
      protocol: 'eas',
      client: '10.0.0.1',
      at: '2026-11-22T10:00:00.000Z',
    },
  }) as StoredEvent;
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => row(from + index));
const ids = () => useLog.getState().rows.map(({ id }) => id);
/** A batch as main sends it, of the turn that the page asked for last. */
function batch(called: FakeBridge['called'], events: StoredEvent[]) {
  const turn = called
    .filter(({ name }) => name === 'followLog')
    .map(({ params }) => params as WindowParams<'followLog'>)
    .filter(({ filter }) => filter !== null)
    .at(-1)?.turn;
  return { turn: turn ?? 0, events };
}
const first = useLog.getInitialState();

beforeEach(() => useLog.setState(first, true));

describe('rows', () => {
  it('cuts in one go to three quarters of the cap', () => {
    expect(appended(rows(1, 100), rows(101, 101), 100)).toHaveLength(75);
    expect(appended(rows(1, 99), rows(100, 100), 100)).toHaveLength(100);
  });

  it('takes each id once, and is the same array when nothing is new', () => {
    const some = rows(1, 5);
    expect(appended(some, rows(3, 5))).toBe(some);
    expect(appended(some, rows(4, 7)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(prepended(rows(4, 5), rows(1, 4).reverse()).map(({ id }) => id)).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
});

describe('the log', () => {
  const answers = (page: StoredEvent[]) => ({
    followLog: () => ({ ok: true as const, value: {} }),
    events: () => ({ ok: true as const, value: [...page].reverse() }),
  });

  it('shows a page and what comes live', async () => {
    const { called } = fakeBridge(answers(rows(1, 3)));
    openLog();
    await vi.waitFor(() => expect(ids()).toEqual([1, 2, 3]));
    received(batch(called, rows(3, 5)));
    expect(ids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('pauses at the source, and catches up afterwards', async () => {
    const { called } = fakeBridge(answers(rows(1, 6)));
    useLog.setState({ open: true, rows: rows(1, 3) });
    setPaused(true);
    expect(called.at(-1)).toMatchObject({ name: 'followLog', params: { filter: null } });
    received(batch(called, rows(4, 4)));
    expect(ids()).toEqual([1, 2, 3]);
    setPaused(false);
    await vi.waitFor(() => expect(ids()).toEqual([1, 2, 3, 4, 5, 6]));
  });

  it('goes on from a long list at once, also when the page has nothing', async () => {
    fakeBridge(answers([]));
    const many = rows(1, 20_000);
    useLog.setState({ open: true, paused: true, rows: many });
    setPaused(false);
    await vi.waitFor(() => expect(useLog.getState().loading).toBe(false));
    expect(useLog.getState().rows).toEqual(many);
  });

  it('keeps no more rows than the cap when it catches up', async () => {
    fakeBridge(answers(rows(19_801, 20_300)));
    useLog.setState({ open: true, paused: true, rows: rows(1, 20_000) });
    setPaused(false);
    await vi.waitFor(() => expect(ids()).toHaveLength(15_000));
    expect(ids().at(-1)).toBe(20_300);
    expect(new Set(ids()).size).toBe(15_000);
  });

  it('drops a batch of the filter before, whenever it comes', async () => {
    const { called } = fakeBridge(answers([]));
    openLog();
    setBlockedOnly(false);
    const stale = batch(called, [row(7)]);
    setBlockedOnly(true);
    received(stale);
    await vi.waitFor(() => expect(useLog.getState().loading).toBe(false));
    received(stale);
    expect(ids()).toEqual([]);
    received(batch(called, rows(8, 9)));
    expect(ids()).toEqual([8, 9]);
  });

  it('leaves out what the engine cannot', async () => {
    const { called } = fakeBridge(answers([row(1), row(2, 'Ping')]));
    useLog.setState({ open: true });
    setWords('-op:Ping');
    await vi.waitFor(() => expect(ids()).toEqual([1]));
    received(batch(called, [row(3, 'Ping'), row(4)]));
    expect(ids()).toEqual([1, 4]);
  });
});

describe('the filter language', () => {
  const now = new Date('2026-11-22T10:00:00.000Z');
  it.each([
    ['status:403', { status: 403 }],
    ['reason:compromised', { reason: 'DEVICE_COMPROMISED' }],
    ['verdict:passed', { verdict: 'allowed' }],
    ['last:1h', { since: '2026-11-22T09:00:00.000Z' }],
    ['user:alice@corp.example', { user: 'alice@corp.example' }],
    ['user:alice', { text: 'alice' }],
    ['-op:Ping', {}],
  ])('%s', (words, filter) => {
    expect(parseFilter(words, now)).toMatchObject({ filter, problem: null });
  });

  it('names the word it does not understand, and what was meant', () => {
    expect(parseFilter('stauts:403').problem).toEqual({ word: 'stauts:403', meant: 'status' });
  });
});
