import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'electron-vite';
import { external, output, target } from './scripts/lib/bundle.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// electron-vite asks the installed electron package for its version, but none is needed to build
// these; the oldest Electron that runs them is 25.
process.env['ELECTRON_MAJOR_VER'] ??= '25';

const entries = Object.entries({
  headless: here('src-main/headless.ts'),
  'journal-worker': here('src-main/journal/worker.ts'),
  lab: here('lab/main.ts'),
}).filter(([, file]) => existsSync(file));

// scripts/lib/build.mjs builds into a folder of its own and then puts the files in place one by
// one.
const outFolder = process.env['SALLYPORT_OUT'] ?? here('out');

const main: NonNullable<UserConfig['main']> = {
  build: {
    // Given here, because electron-vite would follow the installed Electron.
    target,
    outDir: `${outFolder}/main`,
    externalizeDeps: false,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      external,
      input: Object.fromEntries(entries),
      output,
    },
  },
};

// Only the headless part; preload and renderer come with the window.
export default defineConfig(entries.length > 0 ? { main } : {});
