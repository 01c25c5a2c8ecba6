import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { filesBelow, sourceHash } from './stamp.mjs';

const out = join(root, 'out');
const stamp = join(out, '.stamp');
const WORK = '.work-';
const TARGETS = ['main', 'preload', 'renderer'];

/** Whether out/ was built from what the sources are now. */
export function isFresh() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash();
}

/**
 * Builds into a folder of its own and puts each file in place by a rename: who starts or runs
 * meanwhile never meets a half-written or missing file. Output goes to stderr unless `stdout` says
 * otherwise.
 * @param force build even when nothing changed
 */
export async function build({ force = false, stdout = 'stderr' } = {}) {
  if (!force && isFresh()) return { code: 0, ran: false };
  return withLock(
    join(out, '.build-lock'),
    async () => {
      if (!force && isFresh()) return { code: 0, ran: false };
      // Before the build: a file that changes meanwhile makes the next start build again.
      const hash = sourceHash();
      await removeLeftovers();
      const work = join(out, `${WORK}${process.pid}`);
      try {
        const { code } = await run(
          process.execPath,
          [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
          { stdout, env: { SALLYPORT_OUT: work, NODE_ENV: 'production' } },
        );
        if (code !== 0) return { code, ran: true };
        await rm(stamp, { force: true });
        await publish(work);
        await writeFile(`${stamp}.new`, hash);
        await rename(`${stamp}.new`, stamp);
        return { code: 0, ran: true };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    () => process.stderr.write('sallyport: another process is building: waiting\n'),
  );
}

/** Of builds that were killed. Called by the one who holds the lock. */
async function removeLeftovers() {
  for (const name of await readdir(out)) {
    if (name.startsWith(WORK)) await rm(join(out, name), { recursive: true, force: true });
  }
}

async function publish(work) {
  const fresh = TARGETS.flatMap((target) => filesBelow(target, work));
  // Chunks and assets first: nothing must ever name a file that is not there yet.
  const chunksFirst = [...fresh].sort((a, b) => depth(b) - depth(a));
  for (const file of chunksFirst) {
    await mkdir(dirname(join(out, file)), { recursive: true });
    await rename(join(work, file), join(out, file));
  }
  for (const file of TARGETS.flatMap((target) => filesBelow(target, out))) {
    if (!fresh.includes(file)) await rm(join(out, file), { force: true });
  }
  // When that left it empty.
  await rmdir(join(out, 'main', 'chunks')).catch(() => {});
}

const depth = (file) => file.split('/').length;
