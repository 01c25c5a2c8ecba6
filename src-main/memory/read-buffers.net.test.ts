/** Runs on every Node that the product meets: each has a collector of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passedOn } from './read-buffers.ts';

const read = 64 * 1024;
const mib = 2 ** 20;

/** The most that buffers held while so many were read and let go of. */
function mostHeld(bytes: number, told: (bytes: number) => void): number {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let left = bytes; left > 0; left -= read) {
    told(Buffer.allocUnsafeSlow(read).length);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  return most;
}

test('64 MiB pass, and at no time is a fifth of them held', () => {
  // Electron counts buffers otherwise, and collects early by itself.
  if (!('electron' in process.versions)) {
    assert.ok(mostHeld(64 * mib, () => undefined) > 16 * mib, 'left alone, V8 keeps many');
  }
  const most = mostHeld(64 * mib, passedOn);
  // 4 MiB wait, and V8 frees those of the time before in the background: by the next time at the latest.
  assert.ok(most < 12.8 * mib, `${String(most)} bytes`);
});
