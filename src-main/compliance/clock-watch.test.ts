/** A clock that jumps blocks nobody as inactive until somebody confirms it (ADR 28). */
import { mkdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openClockWatch } from './clock-watch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function machine() {
  const beside = temporaryFolder(onTestFinished, 'clock');
  const file = join(beside, 'clock.held');
  const clocks = { wall: Date.parse('2026-03-10T12:00:00Z'), steady: 1000 };
  const changed = vi.fn<() => void>();
  const open = () =>
    openClockWatch({
      ...{ file, beside, changed },
      now: () => new Date(clocks.wall),
      steady: () => clocks.steady,
      newlyInactive: async (ahead) => ({ counted: 50, blocked: Math.round(ahead / HOUR) }),
    });
  const pass = (wall: number, steady = wall): void => {
    clocks.wall += wall;
    clocks.steady += steady;
  };
  return { beside, file, changed, open, pass };
}

test('time that passes, by however much, is no jump; nor is one of an hour', async () => {
  const { open, pass } = machine();
  const watch = await open();
  pass(90 * 24 * HOUR);
  await watch.look();
  pass(HOUR, 0);
  await watch.look();
  expect(watch.ahead()).toBe(0);
  expect(watch.waiting()).toBeNull();
});

test('more than an hour ahead is not counted, and says so, until it is confirmed', async () => {
  const { changed, file, open, pass } = machine();
  const watch = await open();
  pass(40 * HOUR, 10 * MINUTE);
  await watch.look();
  expect(watch.ahead()).toBe(40 * HOUR - 10 * MINUTE);
  expect(changed).toHaveBeenCalledTimes(1);
  expect(watch.waiting()).toMatchObject({ what: 'clock', newlyBlocked: 40, counted: 50, file });
  expect(watch.problems()).toMatchObject([{ code: 'CLOCK_HELD', severity: 'error' }]);
  expect(await watch.confirm('2020-01-01T00:00:00.000Z')).toBe(false);
  expect(await watch.confirm(watch.waiting()?.since ?? '')).toBe(true);
  expect([watch.ahead(), watch.waiting(), existsSync(file)]).toEqual([0, null, false]);
  expect(changed).toHaveBeenCalledTimes(2);
});

test('deleting the file confirms it, the folder away does not', async () => {
  const { beside, file, open, pass } = machine();
  const watch = await open();
  pass(2 * HOUR, 0);
  await watch.look();
  rmSync(beside, { recursive: true });
  await watch.look();
  expect(watch.ahead()).toBe(2 * HOUR);
  mkdirSync(beside);
  await watch.look();
  expect([watch.ahead(), existsSync(file)]).toEqual([0, false]);
});

test('set back again, all is as before; set back alone, it counts at once', async () => {
  const { open, pass } = machine();
  const watch = await open();
  pass(5 * HOUR, 0);
  await watch.look();
  pass(-5 * HOUR, 0);
  await watch.look();
  expect([watch.ahead(), watch.waiting()]).toEqual([0, null]);
  pass(-5 * HOUR, 0);
  await watch.look();
  expect(watch.ahead()).toBe(0);
});

test('a restart confirms nothing', async () => {
  const { file, open, pass } = machine();
  const watch = await open();
  pass(3 * HOUR, 0);
  await watch.look();
  expect(readFileSync(file, 'utf8')).toContain('ahead by 10800000 ms');
  const again = await open();
  expect(again.ahead()).toBe(3 * HOUR);
  expect(again.waiting()).toMatchObject({ what: 'clock' });
});
