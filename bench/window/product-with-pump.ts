/**
 * The built product in a folder of its own, in which one import of one file is another one: the gateway process opens
 * `pumped-journal.ts` for its journal. Main, preload, page and the threads of the journal are the built files.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../lib/result.ts';

/** Below `out/`, from where `node_modules` is found. */
export async function productWithPump(): Promise<string> {
  const folder = join(root, 'out', 'bench', 'product');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const part of ['main', 'preload', 'renderer']) {
    cpSync(join(root, 'out', part), join(folder, 'out', part), { recursive: true });
  }
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'pump',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source === './journal/journal.ts' && importer?.endsWith('gateway-process.ts') === true
            ? join(root, 'bench', 'window', 'pumped-journal.ts')
            : null,
      },
    ],
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      // As scripts/lib/bundle.mjs does it.
      ...{ ssr: true, target: 'node18.15', minify: false, emptyOutDir: false },
      outDir: join(folder, 'out', 'main'),
      rolldownOptions: {
        external: ['libsql'],
        input: { 'gateway-process': join(root, 'src-main', 'gateway-process.ts') },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'bench-chunks/[name]-[hash].cjs',
        },
      },
    },
  });
  return folder;
}
