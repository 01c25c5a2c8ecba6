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
  // Something in there may still be at its last words.
  const patience = { maxRetries: 10, retryDelay: 100 };
  return { path, remove: () => rmSync(path, { recursive: true, force: true, ...patience }) };
}
