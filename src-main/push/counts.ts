/** What came of pushes since the process began. */
import { refusals } from './refusal.ts';
import type { PushRefusal } from './refusal.ts';

export type PushAccepted = 'records' | 'notice' | 'test';

export interface PushCounts {
  /** Of the last that was taken, epoch milliseconds; null: none. */
  readonly lastAt: number | null;
  readonly accepted: Readonly<Record<PushAccepted, number>>;
  readonly refused: Readonly<Record<PushRefusal, number>>;
}

export interface Counter {
  readonly accept: (what: PushAccepted, at: number) => void;
  readonly refuse: (why: PushRefusal) => void;
  readonly now: () => PushCounts;
}

const none = Object.fromEntries(Object.keys(refusals).map((why) => [why, 0])) as Readonly<
  Record<PushRefusal, number>
>;

export const noPushes: PushCounts = {
  lastAt: null,
  accepted: { records: 0, notice: 0, test: 0 },
  refused: none,
};

export function createCounter(): Counter {
  let counts = noPushes;
  return {
    accept: (what, at) => {
      const { accepted } = counts;
      // That a test came says nothing of devices.
      const lastAt = what === 'test' ? counts.lastAt : at;
      counts = { ...counts, lastAt, accepted: { ...accepted, [what]: accepted[what] + 1 } };
    },
    refuse: (why) => {
      counts = { ...counts, refused: { ...counts.refused, [why]: counts.refused[why] + 1 } };
    },
    now: () => counts,
  };
}
