// Programs of Debian that a bench runs itself: those of the system, or else unpacked below out/, because installing
// their packages starts services.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { aptUpdate, hasCommand, mayInstall } from './debian.mjs';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';

const exec = promisify(execFile);

const folder = join(root, 'out', 'natives');
const tree = join(folder, 'tree');

/**
 * @param names commands, which are the names of their packages, too
 * @returns by name `{ command, libraries, version }`; what cannot be had is left out. `libraries` is for
 * LD_LIBRARY_PATH, null: the system's
 */
export async function provideNatives(names, { log }) {
  const absent = names.filter((name) => !hasCommand(name) && !existsSync(unpacked(name)));
  if (absent.length > 0 && hasCommand('apt-get') && hasCommand('dpkg-deb')) {
    await unpack(absent, log).catch((error) => log(`${absent.join(', ')}: ${error.message}`));
  }
  const found = await Promise.all(names.map(async (name) => [name, await native(name)]));
  return Object.fromEntries(found.filter(([, each]) => each !== undefined));
}

/** Without getting anything. */
export async function nativeHere(name) {
  return hasCommand(name) || existsSync(unpacked(name)) ? native(name) : undefined;
}

const unpacked = (name) => join(tree, 'usr', 'sbin', name);

async function native(name) {
  const ours = !hasCommand(name);
  const command = ours ? unpacked(name) : name;
  const libraries = ours ? await libraryFolders() : null;
  const env = libraries === null ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries };
  try {
    // nginx says it on its standard error.
    const { stdout, stderr } = await exec(command, ['-v'], { env });
    const version = /(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1];
    return version === undefined ? undefined : { command, libraries, version };
  } catch {
    return undefined;
  }
}

async function libraryFolders() {
  const lib = join(tree, 'usr', 'lib');
  const names = existsSync(lib) ? await readdir(lib) : [];
  return names
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(lib, name))
    .join(delimiter);
}

async function unpack(names, log) {
  await withLock(join(root, 'out', '.natives'), async () => {
    if (names.every((name) => existsSync(unpacked(name)))) return;
    log(`${names.join(' and ')}: unpacked from Debian's packages into out/natives`);
    const packages = await needed(names);
    const debs = join(folder, 'debs');
    await rm(folder, { recursive: true, force: true });
    await mkdir(debs, { recursive: true });
    await mkdir(tree);
    await exec('apt-get', ['-q', 'download', ...packages], { cwd: debs });
    for (const deb of await readdir(debs)) await exec('dpkg-deb', ['-x', join(debs, deb), tree]);
    await rm(debs, { recursive: true });
  });
}

/** They and those of their dependencies that the system lacks. */
async function needed(names) {
  const args = ['-s', '-q', 'install', '--no-install-recommends', ...names];
  const asked = () => exec('apt-get', args).then(({ stdout }) => stdout);
  const plan = await asked().catch(async (error) => {
    // A new machine has no lists yet.
    if (!mayInstall()) throw error;
    await aptUpdate();
    return asked();
  });
  return [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
}
