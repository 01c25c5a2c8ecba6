/** An export that the disk takes only a part of. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { eventFor } from '../../journal/testing-event.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';

const hasPrlimit = existsSync('/usr/bin/prlimit');

test.skipIf(!hasPrlimit)('nothing is left of it, and it says so', async () => {
  const folder = temporaryFolder(onTestFinished, 'export-disk');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('export-log.ts', import.meta.url)),
      outDir: join(folder, 'bundle'),
      rolldownOptions: { external: ['libsql'], output: { entryFileNames: 'export-log.mjs' } },
    },
    ssr: { noExternal: true },
  });
  const chosen = join(folder, 'log.csv');
  const script = `
    import { exportLog } from ${JSON.stringify(join(folder, 'bundle', 'export-log.mjs'))};
    const value = Array(400).fill({ id: 1, event: ${JSON.stringify(eventFor(1))} });
    const journal = { ask: async () => ({ ok: true, value }) };
    const wanted = { filter: {}, format: 'csv', file: ${JSON.stringify(chosen)} };
    const error = await exportLog(journal, wanted).catch((why) => why);
    process.stdout.write(JSON.stringify(error.problems ?? String(error)));`;
  // The limit on the size of a file ends a write half way, as a full disk does.
  const node = [process.execPath, '--input-type=module', '--eval', script];
  const said = execFileSync('prlimit', ['--fsize=200000', ...node], { encoding: 'utf8' });
  expect(JSON.parse(said)).toMatchObject([{ code: 'FILE_UNWRITABLE', file: chosen }]);
  expect(said).toContain('it is larger than the limit for files');
  expect(readdirSync(folder)).toEqual(['bundle']);
});
