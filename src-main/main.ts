/** Composition root of the console with its window. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from './cli/exit-codes.ts';
import { parseArguments } from './desktop/arguments.ts';
import { runDesktop } from './desktop/desktop.ts';
import { beforeReady } from './desktop/before-ready.ts';

/** The bundle is CommonJS, where this is the folder of the running file (electron.vite.config.ts). */
declare const __dirname: string;
/** The version that we ship (electron.vite.config.ts writes it in). */
declare const __MADE_FOR_ELECTRON__: string;

const built = (name: string): string => join(__dirname, name);

function versionOf(): string {
  const file = built('../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const args = parseArguments(process.argv);
const begun = beforeReady(args, exitCodeOf);
if (begun !== null) {
  const root = begun.pageFolder ?? built('../renderer');
  const { paths } = begun;
  const madeFor = __MADE_FOR_ELECTRON__;
  void begun.ready.then(() =>
    runDesktop({ args, paths, built, root, exitCodeOf, version: versionOf(), madeFor }),
  );
}
