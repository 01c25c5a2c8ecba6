import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts';
import { whyNot } from './index.ts';

const why = whyNot('mit', 'apache');

it.skipIf(why !== null)(
  'ends with the process that started it, also when that is killed',
  async () => {
    const folder = temporaryFolder(onTestFinished, 'death');
    // Apache runs as another user.
    chmodSync(folder, 0o755);
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: fileURLToPath(new URL('testing-child.ts', import.meta.url)),
        outDir: folder,
        rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
      },
      ssr: { noExternal: true },
    });
    const child = spawn(process.execPath, [join(folder, 'child.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // What it leaves behind goes with the folder.
      env: { ...process.env, TMPDIR: folder },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const line: Buffer | undefined = await Promise.race([
      once(child.stdout, 'data').then(([data]) => data),
      once(child, 'exit').then(() => undefined),
    ]);
    const pids: readonly number[] = JSON.parse(line?.toString() ?? '[]');
    expect(pids.map(isRunning)).toEqual([true, true, true]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => pids.map(isRunning)).toEqual([false, false, false]);
  },
);

/** One that nobody has buried yet is still in /proc. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}
