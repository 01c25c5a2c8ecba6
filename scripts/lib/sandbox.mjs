import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hasCommand } from './debian.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * The switches that Chromium's sandbox needs here.
 * @throws {SetupError} where it cannot work: it is never switched off for a user who is not root
 */
export async function sandboxSwitches({ dist, log, exec = run, uid = process.getuid?.() }) {
  if (process.platform !== 'linux') return [];
  if (uid === 0) {
    log('running as root, where the sandbox of Chromium does not work: --no-sandbox');
    return ['--no-sandbox'];
  }
  const helper = join(dist, 'chrome-sandbox');
  if (isSetuidRoot(helper) || (await hasUserNamespaces(exec))) return [];
  throw new SetupError(
    'This system keeps user namespaces from programs, and without them the sandbox of Chromium\n' +
      'needs its helper to belong to root. Type:\n' +
      `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}

function isSetuidRoot(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.uid === 0 && (found.mode & 0o4001) === 0o4001;
}

/** Debian and Ubuntu have three switches for them; a try tells of all. */
async function hasUserNamespaces(exec) {
  if (!hasCommand('unshare')) return true;
  const { code } = await exec('unshare', ['--user', '--map-root-user', 'true'], {
    quiet: true,
    guardMs: 10_000,
  });
  return code === 0;
}
