import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hasCommand } from './debian.mjs';
import { withLock } from './lock.mjs';
import { planOf } from './pack-plan.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { SetupError } from './setup-error.mjs';

const WORK = '.work-';

/**
 * The folder that runs anywhere without a second file. It is made in a folder of its own and then
 * renamed, so that nobody meets half of one.
 * @param options `output`: the folder that gets it, `installer`: also what electron-builder.yml
 *   declares for this system
 * @returns {Promise<{folder: string, program: string, installers: string[]}>}
 */
export async function pack({ electron, output, installer = false, log }) {
  const { platform, arch, env } = process;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const plan = planOf(electron, { version, platform, arch, env });
  await mkdir(output, { recursive: true });
  return withLock(
    join(output, '.lock'),
    async () => {
      await removeLeftovers(output);
      const work = join(output, `${WORK}${process.pid}`);
      try {
        return await publish(await packInto(work, plan, installer), { output, plan });
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    () => log('another process is packing: waiting'),
  );
}

/** Of runs that were killed. Called by the one who holds the lock. */
async function removeLeftovers(output) {
  for (const name of await readdir(output)) {
    if (name.startsWith(WORK)) await rm(join(output, name), { recursive: true, force: true });
  }
}

async function packInto(work, { config }, installer) {
  const { Arch, Platform } = await import('electron-builder');
  let unpacked;
  const files = await built(installer, {
    targets: Platform.current().createTarget(installer ? [] : 'dir', Arch[process.arch]),
    projectDir: root,
    publish: 'never',
    config: {
      ...config,
      directories: { output: work },
      afterPack: async ({ appOutDir, packager }) => {
        unpacked = appOutDir;
        // An unpacked Electron comes with its own start page and a note of its version.
        const resources = packager.getResourcesDir(appOutDir);
        for (const file of [join(resources, 'default_app.asar'), join(appOutDir, 'version')]) {
          await rm(file, { force: true });
        }
        // For a menu entry, which cannot look into the archive. As an extra resource of
        // electron-builder it would not be in the archive, where the window looks for it.
        if (process.platform === 'linux') {
          await copyFile(join(root, 'assets', 'icon.png'), join(resources, 'icon.png'));
        }
      },
    },
  });
  return { unpacked, files };
}

async function built(installer, options) {
  const { build } = await import('electron-builder');
  try {
    return await build(options);
  } catch (error) {
    if (!installer) throw error;
    throw new SetupError(
      `electron-builder could not make the installer: ${error.message}\n` +
        'It fetches the tools for that from GitHub: let this machine reach it (HTTPS_PROXY is\n' +
        'respected), or leave out --installer: the folder needs none of them.',
    );
  }
}

async function publish({ unpacked, files }, { output, plan }) {
  const folder = join(output, plan.name);
  await rm(folder, { recursive: true, force: true });
  await rename(unpacked, folder);
  const installers = [];
  for (const file of files) {
    // The folder itself, when it was the target.
    if (file === unpacked) continue;
    const to = join(output, basename(file));
    await rename(file, to);
    installers.push(to);
  }
  return { folder, program: join(folder, plan.program), installers };
}

/**
 * The folder as one file, by tar itself: electron-builder would fetch a tool for it.
 * @returns {Promise<string>} its path
 */
export async function tarOf(folder) {
  if (!hasCommand('tar')) throw new SetupError('There is no tar on this system.');
  const file = `${folder}.tar.gz`;
  const { code } = await run('tar', [
    // It says nothing of who made it.
    ...['--owner=0', '--group=0', '--numeric-owner', '--sort=name'],
    ...['-C', join(folder, '..'), '-czf', file, basename(folder)],
  ]);
  if (code === 0) return file;
  await rm(file, { force: true });
  throw new SetupError(`tar could not write ${file}; it says why above.`);
}
