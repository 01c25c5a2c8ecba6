import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '../../src-shared/contract/window.ts';
import { success } from '../../src-shared/errors.ts';
import type { JournalQuestions } from '../journal/reader-thread.ts';
import { eventFor } from '../journal/testing-event.ts';
import { BATCH_MS, BATCH_ROWS, liveLog } from './live-log.ts';

/** A journal that has so many events. */
function journalOf(state: { count: number; asked: number }): JournalQuestions {
  const ask = async (_name: string, question: { id: number | null; limit: number }) => {
    state.asked += 1;
    const from = question.id ?? state.count;
    const to = Math.min(state.count, from + question.limit);
    const ids = Array.from({ length: to - from }, (_, at) => from + at + 1);
    return success({ events: ids.map((id) => ({ id, event: eventFor(id) })), lastId: to });
  };
  return { ask: ask as unknown as JournalQuestions['ask'], close: async () => undefined };
}

describe('the live log', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const begin = () => {
    const state = { count: 100, asked: 0, looked: true };
    const batches: StoredEvent[][] = [];
    const live = liveLog(
      journalOf(state),
      (events) => batches.push(events),
      () => state.looked,
    );
    return { state, batches, live, ids: () => batches.flat().map(({ id }) => id) };
  };
  const batch = () => vi.advanceTimersByTimeAsync(BATCH_MS);

  it('begins at the end and gives every event once, a batch at a time', async () => {
    const { state, batches, live, ids } = begin();
    live.follow({});
    await batch();
    expect(ids()).toEqual([]);
    state.count += 2 * BATCH_ROWS + 1;
    for (let turn = 0; turn < 4; turn += 1) await batch();
    expect(batches.map(({ length }) => length)).toEqual([BATCH_ROWS, BATCH_ROWS, 1]);
    expect(ids()).toEqual(Array.from({ length: state.count - 100 }, (_, at) => 101 + at));
  });

  it('asks and pushes nothing once it is ended, nor what was asked before', async () => {
    const { state, live, ids } = begin();
    live.follow({});
    await batch();
    state.count += 10;
    vi.advanceTimersByTime(BATCH_MS);
    live.follow(null);
    const { asked } = state;
    for (let turn = 0; turn < 5; turn += 1) await batch();
    expect(ids()).toEqual([]);
    expect(state.asked).toBe(asked);
  });

  it('waits while nobody can see the window, and then leaves nothing out', async () => {
    const { state, live, ids } = begin();
    live.follow({});
    await batch();
    state.looked = false;
    state.count += 10;
    const { asked } = state;
    for (let turn = 0; turn < 5; turn += 1) await batch();
    expect(state.asked).toBe(asked);
    state.looked = true;
    await batch();
    expect(ids()).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109, 110]);
  });
});
