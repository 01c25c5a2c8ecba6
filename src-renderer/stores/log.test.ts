// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredEvent, WindowParams } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';
import { fakeBridge, type FakeAnswers, type FakeBridge } from '../testing/fake-bridge.ts';
import { row, rows } from '../testing/stored-events.ts';
import { parseFilter } from './filter-words.ts';
import { appended, prepended } from './log-rows.ts';
import { engineFilter, loadOlder, openLog, pagesAtOnce, received } from './log.ts';
import { setBlockedOnly, setPaused, setWords, useLog } from './log.ts';

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
/** A journal with these rows, which regards no filter. */
const journal = (all: readonly StoredEvent[]): FakeAnswers => ({
  followLog: () => ({ ok: true, value: {} }),
  events: ({ limit, beforeId = Infinity }) => ({
    ok: true,
    value: all
      .filter(({ id }) => id < beforeId)
      .slice(-limit)
      .reverse(),
  }),
});
const settled = () => expect.poll(() => useLog.getState().loading).toBe(false);
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

describe('rows at the cap', () => {
  it('takes of an older page only what there is room for, the newest of it', () => {
    const full = prepended(rows(50, 139), rows(1, 49).reverse(), 100);
    expect(full).toHaveLength(100);
    expect(full[0]?.id).toBe(40);
    expect(prepended(full, rows(1, 39).reverse(), 100)).toEqual(full);
  });

  it('says that there are older rows after it was cut, and pages from where it was cut', async () => {
    const { called } = fakeBridge(journal(rows(1, 20_001)));
    openLog();
    await settled();
    useLog.setState({ rows: rows(1, 20_000), more: false, oldestRead: 1 });
    received(batch(called, [row(20_001)]));
    expect(useLog.getState()).toMatchObject({ more: true, oldestRead: 5002 });
    await loadOlder();
    expect(ids()).toHaveLength(15_500);
    expect(ids()[0]).toBe(4502);
  });

  it('reads no older page than it can hold', async () => {
    const { called } = fakeBridge(journal(rows(1, 20_600)));
    openLog();
    await settled();
    useLog.setState({ rows: rows(602, 20_600), more: true, oldestRead: 602 });
    await loadOlder();
    expect(ids()).toHaveLength(20_000);
    expect(useLog.getState()).toMatchObject({ more: true, oldestRead: 601 });
    const asked = called.length;
    await loadOlder();
    expect(called).toHaveLength(asked);
  });
});

describe('a filter that the window applies itself', () => {
  const pings = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => row(from + index, 'Ping'));
  const pagesOf = (called: FakeBridge['called']) =>
    called.filter(({ name }) => name === 'events').length;

  it('reads on until something fits', async () => {
    fakeBridge(journal([...rows(1, 2), ...pings(3, 1202)]));
    useLog.setState({ open: true, blockedOnly: false });
    setWords('-op:Ping');
    await expect.poll(ids).toEqual([1, 2]);
    expect(useLog.getState()).toMatchObject({ loading: false, more: false, lookedBackTo: null });
  });

  it('stops at a bound and says how far it looked; older rows go on from there', async () => {
    const { called } = fakeBridge(journal([row(1), ...pings(2, 6200)]));
    useLog.setState({ open: true, blockedOnly: false });
    setWords('-op:Ping');
    await settled();
    expect(pagesOf(called)).toBe(pagesAtOnce);
    expect(useLog.getState()).toMatchObject({
      rows: [],
      more: true,
      lookedBackTo: row(1).event.at,
    });
    await loadOlder();
    expect(ids()).toEqual([1]);
    expect(useLog.getState()).toMatchObject({ more: false, lookedBackTo: null });
  });

  it('pages from the oldest row that was read, not from the oldest that fitted', async () => {
    const { called } = fakeBridge(journal([row(1), ...pings(2, 700), row(701)]));
    useLog.setState({ open: true, blockedOnly: false });
    setWords('-op:Ping');
    await expect.poll(ids).toEqual([701]);
    await loadOlder();
    expect(called.at(-1)?.params).toMatchObject({ beforeId: 202 });
    expect(ids()).toEqual([1, 701]);
  });

  it('drops an older page when the list was cut while it was under way', async () => {
    const { called } = fakeBridge(journal(rows(1, 20_000)));
    openLog();
    await settled();
    useLog.setState({ rows: rows(501, 20_499), more: true, oldestRead: 501 });
    const older = loadOlder();
    received(batch(called, rows(20_500, 20_510)));
    await older;
    expect(ids()[0]).toBe(5511);
    expect(useLog.getState()).toMatchObject({ loading: false, more: true, oldestRead: 5511 });
  });
});

describe('a filter that is not understood', () => {
  it('asks for nothing, exports nothing, and waits for no page', async () => {
    const { called } = fakeBridge(journal(rows(1, 600)));
    openLog();
    setWords('stauts:403');
    expect(useLog.getState()).toMatchObject({ loading: false, problem: { meant: 'status' } });
    expect(engineFilter()).toBeNull();
    await expect
      .poll(() => called.at(-1))
      .toMatchObject({ name: 'followLog', params: { filter: null } });
    useLog.setState({ rows: rows(101, 600), more: true, oldestRead: 101 });
    const asked = called.length;
    await loadOlder();
    expect(called).toHaveLength(asked);
    setWords('status:403');
    await expect.poll(ids).toHaveLength(500);
    expect(engineFilter()).toMatchObject({ filter: { status: 403 }, exact: true });
  });
});

it('rows of the filter before do not stand under one that is not understood', async () => {
  const { called } = fakeBridge(journal(rows(1, 3)));
  openLog();
  await expect.poll(ids).toEqual([1, 2, 3]);
  const stale = batch(called, [row(4)]);
  setWords('stauts:403');
  expect(useLog.getState()).toMatchObject({ rows: [], more: false, oldestRead: null });
  received(stale);
  expect(ids()).toEqual([]);
});

describe('the log', () => {
  const answers = (page: StoredEvent[]) => ({
    followLog: () => ({ ok: true as const, value: {} }),
    events: () => ({ ok: true as const, value: [...page].reverse() }),
  });

  it('shows a page and what comes live', async () => {
    const { called } = fakeBridge(answers(rows(1, 3)));
    openLog();
    await expect.poll(ids).toEqual([1, 2, 3]);
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
    await expect.poll(ids).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on from a long list at once, also when the page has nothing', async () => {
    fakeBridge(answers([]));
    const many = rows(1, 20_000);
    useLog.setState({ open: true, paused: true, rows: many });
    setPaused(false);
    await expect.poll(() => useLog.getState().loading).toBe(false);
    expect(useLog.getState().rows).toEqual(many);
  });

  it('keeps no more rows than the cap when it catches up', async () => {
    fakeBridge(answers(rows(19_801, 20_300)));
    useLog.setState({ open: true, paused: true, rows: rows(1, 20_000) });
    setPaused(false);
    await expect.poll(ids).toHaveLength(15_000);
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
    await expect.poll(() => useLog.getState().loading).toBe(false);
    received(stale);
    expect(ids()).toEqual([]);
    received(batch(called, rows(8, 9)));
    expect(ids()).toEqual([8, 9]);
  });

  it('says that new rows cannot be read, and reads anew what it missed when they can', async () => {
    const why = [problem('JOURNAL_FAILING', 'the disk does not answer')];
    const { called } = fakeBridge(answers(rows(1, 6)));
    openLog();
    await settled();
    useLog.setState({ rows: rows(1, 3) });
    received({ ...batch(called, []), failure: why });
    expect(useLog.getState()).toMatchObject({ liveFailure: why });
    expect(ids()).toEqual([1, 2, 3]);
    received(batch(called, rows(7, 7)));
    expect(useLog.getState().liveFailure).toBeNull();
    await settled();
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('is silent about it while it is paused, and while another filter is read', async () => {
    const why = [problem('JOURNAL_FAILING', 'the disk does not answer')];
    const { called } = fakeBridge(answers([]));
    openLog();
    const failed = { ...batch(called, []), failure: why };
    received(failed);
    setBlockedOnly(false);
    expect(useLog.getState().liveFailure).toBeNull();
    received(failed);
    expect(useLog.getState().liveFailure).toBeNull();
    received({ ...batch(called, []), failure: why });
    expect(useLog.getState().liveFailure).toEqual(why);
    setPaused(true);
    expect(useLog.getState().liveFailure).toBeNull();
  });

  it('leaves out what the engine cannot', async () => {
    const { called } = fakeBridge(answers([row(1), row(2, 'Ping')]));
    useLog.setState({ open: true });
    setWords('-op:Ping');
    await expect.poll(ids).toEqual([1]);
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
