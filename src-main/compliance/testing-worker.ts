/** For tests and benches only: bundles the thread as the build does. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The file to run, in `folder`. */
export async function bundleWorker(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node18.15',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: { worker: here('worker.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
  return join(folder, 'worker.cjs');
}
