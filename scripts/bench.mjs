// `npm run bench`: the figures of docs/performance.md, all of them or by name, for instance
// `npm run bench -- window`. No part of `npm test`: a figure of a busy machine says nothing.
// `npm run bench -- relay --help` has options of its own.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { benchRelay, isWholeRun, relayHelp, relayOptions } from './lib/bench-relay.mjs';
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

const log = (text) => process.stderr.write(`sallyport: ${text}\n`);

endChildrenWithUs();
const folders = await readdir(join(root, 'bench'), { withFileTypes: true });
const known = folders.filter((each) => each.isDirectory() && each.name !== 'lib');
const names = known.map(({ name }) => name);

let display;
try {
  const { wanted, relay } = asked(process.argv.slice(2));
  const { code: installed } = await install();
  process.exitCode = installed === 0 ? await bench(wanted, relay) : installed;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 3;
} finally {
  display?.stop();
}

function asked(args) {
  const firstOption = args.findIndex((arg) => arg.startsWith('--'));
  const end = firstOption === -1 ? args.length : firstOption;
  const named = args.slice(0, end);
  const unknown = named.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new SetupError(`no bench ${unknown}: ${names.join(', ')}`);
  if (end < args.length && named.join() !== 'relay') throw new SetupError(relayHelp);
  return { wanted: named.length > 0 ? named : names, relay: relayOptions(args.slice(end)) };
}

async function bench(wanted, relay) {
  const whole = isWholeRun(relay);
  // One that writes no report may go on beside others.
  const results = relay.out ?? join(root, 'out', whole ? 'bench' : `bench-${process.pid}`);
  if (relay.out === null) await rm(results, { recursive: true, force: true });
  const inWindow = wanted.filter((name) => name !== 'relay');
  let code = inWindow.length > 0 ? await benchWindows(inWindow) : 0;
  if (code === 0 && wanted.includes('relay')) code = await benchRelay(relay, { log, results });
  const measured = await readResults(results);
  printResults(measured);
  if (!whole) {
    log('not written to docs/performance.md: that takes 5 rounds of everybody');
    if (relay.out === null) await rm(results, { recursive: true, force: true });
  } else if (code === 0) await writePerformance(measured);
  return code;
}

/** Those that are tests of Playwright. */
async function benchWindows(benches) {
  const { code: built } = await build();
  if (built !== 0) return built;
  const electron = await provideElectron({ log });
  await provideSystem({ electron, log });
  if (needsDisplay()) display = await startDisplay();
  const env = { ...display?.env, SALLYPORT_ELECTRON: electron.executable };
  const files = benches.map((name) => `bench/${name}/`);
  return runPlaywright('bench', { args: files, env, guardMs: GUARD_MS });
}

async function readResults(results) {
  if (!existsSync(results)) return {};
  const files = (await readdir(results)).filter((file) => file.endsWith('.json'));
  const entries = files.sort().map(async (file) => {
    const result = JSON.parse(await readFile(join(results, file), 'utf8'));
    return [file.slice(0, -'.json'.length), result];
  });
  return Object.fromEntries(await Promise.all(entries));
}
