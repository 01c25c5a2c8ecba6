import { rmSync } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1_000;
// A living owner touches its lock every second; a number of missed beats means that it was killed.
const STALE_MS = 10_000;

const held = new Set();
process.on('exit', () => {
  for (const path of held) rmSync(path, { recursive: true, force: true });
});

/**
 * Runs `work` while no other process holds the lock at `path` (a folder: mkdir is atomic on every
 * system).
 * @param onWait called once when somebody else holds it
 */
export async function withLock(path, work, onWait = () => {}) {
  await mkdir(dirname(path), { recursive: true });
  for (let waited = 0; !(await taken(path)); waited += 1) {
    if (waited === 0) onWait();
    if (await isStale(path)) await clear(path);
    else await sleep(100);
  }
  held.add(path);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    held.delete(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function taken(path) {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path) {
  const seen = await stat(path).catch(() => undefined);
  return seen !== undefined && Date.now() - seen.mtimeMs > STALE_MS;
}

/** Two waiters may both see a stale lock: only the one who moves `path` into the gap removes it. */
async function clear(path) {
  const gap = `${path}.takeover`;
  if (!(await taken(gap))) {
    if (await isStale(gap)) await rm(gap, { recursive: true, force: true });
    else await sleep(100);
    return;
  }
  try {
    if (await isStale(path)) await rename(path, `${gap}/old`);
  } finally {
    await rm(gap, { recursive: true, force: true });
  }
}
