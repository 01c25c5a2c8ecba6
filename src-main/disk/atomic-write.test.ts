/** A disk that takes only a part of what is written. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const hasPrlimit = existsSync('/usr/bin/prlimit');

test.skipIf(!hasPrlimit)('half a file is never put in place: the old one stays', async () => {
  const folder = temporaryFolder(onTestFinished, 'disk');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('atomic-write.ts', import.meta.url)),
      outDir: join(folder, 'bundle'),
      rolldownOptions: { output: { entryFileNames: 'atomic-write.mjs' } },
    },
    ssr: { noExternal: true },
  });
  const file = join(folder, 'state');
  writeFileSync(file, 'old');
  const script = `
    import { atomicWrite } from ${JSON.stringify(join(folder, 'bundle', 'atomic-write.mjs'))};
    const written = await atomicWrite(${JSON.stringify(file)}, Buffer.alloc(20_000), 'private');
    process.stdout.write(JSON.stringify(written));`;
  // The limit on the size of a file ends a write half way, as a full disk does.
  const node = [process.execPath, '--input-type=module', '--eval', script];
  const said = execFileSync('prlimit', ['--fsize=8192', ...node], { encoding: 'utf8' });
  expect(JSON.parse(said)).toMatchObject({ ok: false, problems: [{ code: 'FILE_UNWRITABLE' }] });
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['bundle', 'state']);
});
