import { expect, test } from 'vitest';
import { here } from './jobs.ts';
import { openRecentChanges } from './recent-changes.ts';
import { rowsOf } from './holding.ts';
import { input, knownIn } from './testing.ts';

test('beyond so many records the oldest changes are forgotten, and the newest never', async () => {
  const recent = openRecentChanges(() => new Date(5), here, 2);
  const over = async () => {
    const list = await recent.over({ devices: [input('a')], changedAt: 1, placedAt: 1 });
    return knownIn(await rowsOf(list.devices, here)).map((each) => each.deviceId);
  };
  recent.add({ devices: [input('b')], removed: [], at: 5 });
  recent.add({ devices: [input('c')], removed: [], at: 5 });
  expect(await over()).toEqual(['a', 'b', 'c']);
  recent.add({ devices: [input('d')], removed: [], at: 5 });
  expect(await over()).toEqual(['a', 'c', 'd']);
  recent.add({ devices: [input('e'), input('f'), input('g')], removed: [], at: 5 });
  expect(await over()).toEqual(['a', 'e', 'f', 'g']);
});
