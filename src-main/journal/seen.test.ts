import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openReader } from './reader.ts';
import { openStore } from './store.ts';
import { eventFor } from './testing-event.ts';

const hour = (at: number) => `2026-03-10T${String(at).padStart(2, '0')}:00:00.000Z`;
const devices = (...ids: string[]) => ids.map((id) => ({ id, verdict: 'allowed' as const }));

test('devices named since then; nobody can say as long as the log is younger', () => {
  const folder = temporaryFolder(onTestFinished, 'seen');
  const store = openStore(folder, new Date(hour(1)));
  const lines = [
    eventFor(1, { at: hour(2), devices: devices('old') }),
    eventFor(2, { at: hour(4), devices: devices('a', 'b') }),
    eventFor(3, { at: hour(5), devices: devices('a') }),
    eventFor(4, { at: hour(6), devices: [] }),
  ];
  expect(store.write(lines.map((each) => JSON.stringify(each)))).toBe(0);
  store.close();
  const reader = openReader(folder);
  onTestFinished(() => reader?.close());
  const since = (at: number) => {
    const found = reader?.seenSince(new Date(hour(at)));
    return found?.ok === true ? (found.value?.toSorted() ?? null) : found;
  };
  expect(since(3)).toEqual(['a', 'b']);
  expect(since(2)).toEqual(['a', 'b', 'old']);
  expect(since(1)).toBeNull();
});
