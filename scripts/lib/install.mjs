import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * Whether node_modules holds what the lock file names. npm writes the list of what it installed;
 * times of files say less, because a checkout changes them.
 * @param needed paths of optional packages that must be there all the same
 */
export function isInstalled(folder = root, needed = []) {
  const installed = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Packages for other systems are optional and not there.
    if (found === undefined)
      return (entry.optional === true || entry.peer === true) && !needed.includes(path);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** Runs `npm ci` unless everything is there. Its output goes to stderr. */
export async function install(folder = root, { needed = [] } = {}) {
  if (isInstalled(folder, needed)) return { code: 0, ran: false };
  // Not inside node_modules: npm ci removes that folder.
  return withLock(
    join(root, 'out', `.install-${basename(folder)}`),
    async () => {
      if (isInstalled(folder, needed)) return { code: 0, ran: false };
      process.stderr.write('sallyport: packages are missing or out of date: npm ci\n');
      // Without a development install nothing can be built, whatever NODE_ENV says.
      const { code } = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
        stdout: 'stderr',
        cwd: folder,
      });
      return { code, ran: true };
    },
    () => process.stderr.write('sallyport: another process is installing the packages: waiting\n'),
  );
}

function packagesOf(file) {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
