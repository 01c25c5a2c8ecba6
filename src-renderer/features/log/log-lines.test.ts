import { expect, it } from 'vitest';
import type { Outage, StoredEvent } from '../../../src-shared/contract/window.ts';
import { isGap, lineKey, withGaps } from './log-lines.ts';

const at = (second: number) => `2026-03-10T12:00:${String(second).padStart(2, '0')}.000Z`;
const row = (id: number) => ({ id, event: { at: at(id) } }) as StoredEvent;
const gap = (from: number, to: number | null): Outage => ({
  ...{ from: at(from), to: to === null ? null : at(to), why: null, seen: true },
});
const rows = [10, 20, 30].map(row);
const shown = (outages: Outage[], more = false, of = rows, since: string | null = null) =>
  withGaps(of, outages, more, since).map((line) =>
    isGap(line) ? line.gap.from.slice(17, 19) : line.id,
  );

it('stands where no event could come', () => {
  expect(shown([gap(12, 18), gap(22, 24), gap(26, 29)])).toEqual([10, '12', 20, '22', '26', 30]);
});

it('stands at the end while it lasts, and at the front when nothing older was left out', () => {
  expect(shown([gap(5, 9), gap(31, null)])).toEqual(['05', 10, 20, 30, '31']);
  expect(shown([gap(5, 9)], true)).toEqual([10, 20, 30]);
});

it('rows without a gap stay the same array, so that nothing is drawn again', () => {
  expect(withGaps(rows, [], false)).toBe(rows);
  const none: StoredEvent[] = [];
  expect(withGaps(none, [], false)).toBe(none);
});

it('stands alone where no row is, unless older ones were not read', () => {
  expect(shown([gap(1, 2), gap(5, null)], false, [])).toEqual(['01', '05']);
  expect(shown([gap(1, 2), gap(5, null)], true, [])).toEqual([]);
});

it('is left out when it ended before what is asked for', () => {
  const gaps = [gap(1, 4), gap(5, 9), gap(31, null)];
  expect(shown(gaps, false, rows, at(7))).toEqual(['05', 10, 20, 30, '31']);
  expect(shown(gaps, false, [], at(40))).toEqual(['31']);
});

it('has a key of its own', () => {
  expect(lineKey({ gap: gap(5, 9) })).toBe(`gap ${at(5)}`);
  expect(lineKey(row(10))).toBe(10);
});
