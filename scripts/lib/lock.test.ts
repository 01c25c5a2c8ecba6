import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { withLock } from './lock.mjs';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder(onTestFinished, 'lock');
});

it('lets one in at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(join(folder, 'lock'), work)));
  expect(most).toBe(1);
});

it('takes over from an owner that was killed, once', async () => {
  const path = join(folder, 'lock');
  mkdirSync(path);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(path, longAgo, longAgo);
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(path, work)));
  expect(most).toBe(1);
});

it('frees the lock when the work fails', async () => {
  const path = join(folder, 'lock');
  const failing = withLock(path, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(path, () => Promise.resolve(7))).toBe(7);
});
