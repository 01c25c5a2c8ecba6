/** The one way in which tests make a folder: it is said at once when it goes. A lint rule holds it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param after `onTestFinished` (of a test, and of its `beforeEach`) or, beside the tests, `afterAll` of Vitest,
 *   `t.after` of `node:test`
 * @param name short: a control socket in there must not be longer than the system allows
 */
export function temporaryFolder(after: (remove: () => void) => unknown, name: string): string {
  const { path, remove } = makeTemporary(name);
  after(remove);
  return path;
}

export interface Temporary {
  readonly path: string;
  readonly remove: () => void;
}

/** For what has an end of its own: a fixture, a helper that its tests close. */
export function makeTemporary(name: string): Temporary {
  const path = mkdtempSync(join(tmpdir(), `sp-${name}-`));
  return { path, remove: () => removeFolder(path) };
}

/** Both together: half a minute. */
const TRIES = 120;
const PAUSE_MS = 250;
const bell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Something in there may still be at its last words: a child that outlives its parent by a moment makes a file while the
 * folder is emptied. Node's own retries look at the folder alone, and never at what came into it.
 */
function removeFolder(path: string): void {
  for (let left = TRIES; ; left--) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0 || !passing.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      Atomics.wait(bell, 0, 0, PAUSE_MS);
    }
  }
}

const passing = new Set(['ENOTEMPTY', 'EBUSY', 'EPERM']);
