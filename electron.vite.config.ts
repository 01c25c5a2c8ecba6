import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'electron-vite';
import { browserTarget, external, output, target } from './scripts/lib/bundle.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// electron-vite asks the installed electron package for its version and follows it. The oldest
// Electron that runs what we build is 25.
process.env['ELECTRON_MAJOR_VER'] ??= '25';

// What we ship, and nothing else: the build itself knows it, so that no file has to say so.
const { devDependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as {
  devDependencies: { electron: string };
};

// scripts/lib/build.mjs builds into a folder of its own and then puts the files in place one by
// one.
const outFolder = process.env['SALLYPORT_OUT'] ?? here('out');

/** The entries whose files exist. */
const entries = (files: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(files)
      .map(([name, file]) => [name, here(file)] as const)
      .filter(([, file]) => existsSync(file)),
  );

const mainEntries = entries({
  main: 'src-main/main.ts',
  'gateway-process': 'src-main/gateway-process.ts',
  headless: 'src-main/headless.ts',
  'journal-worker': 'src-main/journal/worker.ts',
  'journal-reader': 'src-main/journal/reader-worker.ts',
  'directory-worker': 'src-main/compliance/worker.ts',
  lab: 'lab/main.ts',
});
const preloadEntries = entries({ preload: 'src-main/preload.ts' });
const rendererEntries = entries({ index: 'src-renderer/index.html' });

const main: NonNullable<UserConfig['main']> = {
  define: { __MADE_FOR_ELECTRON__: JSON.stringify(devDependencies.electron) },
  build: {
    // Given here, because electron-vite would follow the installed Electron.
    target,
    outDir: `${outFolder}/main`,
    externalizeDeps: false,
    sourcemap: true,
    minify: false,
    rolldownOptions: { external, input: mainEntries, output },
  },
};

const preload: NonNullable<UserConfig['preload']> = {
  build: {
    target,
    outDir: `${outFolder}/preload`,
    externalizeDeps: false,
    minify: false,
    rolldownOptions: {
      input: preloadEntries,
      // In the sandbox a preload script can load no second file.
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
};

const publicFolder = here('assets/public');

const renderer: NonNullable<UserConfig['renderer']> = {
  root: here('src-renderer'),
  publicDir: existsSync(publicFolder) && publicFolder,
  plugins: [react()],
  build: {
    target: browserTarget,
    outDir: `${outFolder}/renderer`,
    emptyOutDir: true,
    minify: true,
    // The content security policy allows no data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: { input: rendererEntries },
  },
};

const isEmpty = (input: object) => Object.keys(input).length === 0;

export default defineConfig({
  ...(isEmpty(mainEntries) ? {} : { main }),
  ...(isEmpty(preloadEntries) ? {} : { preload }),
  ...(isEmpty(rendererEntries) ? {} : { renderer }),
});
