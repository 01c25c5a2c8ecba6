// `node scripts/realm.mjs [mit|samba]`: a realm of lab/realm by hand, until Ctrl-C, with what to type to speak to it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { provideCommands } from './lib/debian.mjs';
import { install } from './lib/install.mjs';
import { root } from './lib/root.mjs';

const outDir = join(root, 'out', 'realm');

const missing = await provideCommands();
if (missing.length > 0) process.stderr.write(`sallyport: without ${missing.join(', ')}\n`);
process.exitCode = (await install()).code;
if (process.exitCode === 0) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'lab', 'realm', 'main.ts'),
      outDir,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'realm.mjs' } },
    },
  });
  await import(pathToFileURL(join(outDir, 'realm.mjs')).href);
}
