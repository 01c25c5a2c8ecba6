// `npm run bench`: the figures of docs/performance.md, all of them or by name, for instance
// `npm run bench -- window`. No part of `npm test`: a figure of a busy machine says nothing.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printResults, writePerformance } from './lib/bench-report.mjs';
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { install } from './lib/install.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { root } from './lib/root.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { SetupError } from './lib/setup-error.mjs';
import { provideSystem } from './lib/system.mjs';

/** Ten times what the longest takes. */
const GUARD_MS = 45 * 60_000;

const results = join(root, 'out', 'bench');
const log = (text) => process.stderr.write(`sallyport: ${text}\n`);

endChildrenWithUs();
const folders = await readdir(join(root, 'bench'), { withFileTypes: true });
const known = folders.filter((each) => each.isDirectory() && each.name !== 'lib');
const names = known.map(({ name }) => name);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : names;
const unknown = wanted.find((name) => !names.includes(name));

let display;
try {
  if (unknown !== undefined) throw new SetupError(`no bench ${unknown}: ${names.join(', ')}`);
  const { code: installed } = await install();
  if (installed !== 0) process.exit(installed);
  const { code: built } = await build();
  if (built !== 0) process.exit(built);
  const electron = await provideElectron({ log });
  await provideSystem({ electron, log });
  if (needsDisplay()) display = await startDisplay();
  await rm(results, { recursive: true, force: true });
  const env = { ...display?.env, SALLYPORT_ELECTRON: electron.executable };
  const files = wanted.map((name) => `bench/${name}/`);
  process.exitCode = await runPlaywright('bench', { args: files, env, guardMs: GUARD_MS });
  if (process.exitCode === 0) {
    const measured = await readResults();
    printResults(measured);
    await writePerformance(measured);
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
} finally {
  display?.stop();
}

async function readResults() {
  if (!existsSync(results)) return {};
  const files = (await readdir(results)).filter((file) => file.endsWith('.json'));
  const entries = files.sort().map(async (file) => {
    const result = JSON.parse(await readFile(join(results, file), 'utf8'));
    return [file.slice(0, -'.json'.length), result];
  });
  return Object.fromEntries(await Promise.all(entries));
}
