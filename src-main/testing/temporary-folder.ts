/** The one way in which tests make a folder: who makes it says first when it goes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param after `onTestFinished` (of a test, and of its `beforeEach`) or `afterAll` of Vitest, `t.after` of `node:test`,
 *   or whatever else keeps what is to be done at the end
 * @param name short: a control socket in there must not be longer than the system allows
 */
export function temporaryFolder(after: (remove: () => void) => unknown, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `sp-${name}-`));
  // Something in there may still be at its last words.
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  return folder;
}
