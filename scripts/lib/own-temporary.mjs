import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder for whatever a run of tests puts into the temporary one. Our tests remove what they make; Chromium,
 * Electron and Playwright do not always, least of all when they are killed.
 * @returns {{env: object, remove: () => void}} `env` is for those who shall use it
 */
export function ownTemporary() {
  const path = mkdtempSync(join(tmpdir(), 'spt-'));
  // As /tmp is: some tests run as another user.
  chmodSync(path, 0o1777);
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.on('exit', remove);
  return { env: { TMPDIR: path, TMP: path, TEMP: path }, remove };
}
