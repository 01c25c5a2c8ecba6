// `npm start`: the console, on a machine with nothing but Node. Everything it needs comes first, and
// each step passes quickly when there is nothing to do. stdout belongs to the console.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { needsDisplay, startDisplay } from './lib/display.mjs';
import { provideElectron } from './lib/electron.mjs';
import { install } from './lib/install.mjs';
import { launch } from './lib/launch.mjs';
import { root } from './lib/root.mjs';
import { endChildrenWithUs } from './lib/run.mjs';
import { sandboxSwitches } from './lib/sandbox.mjs';
import { SetupError } from './lib/setup-error.mjs';
import { provideSystem } from './lib/system.mjs';

const OWN = ['--verbose', '--official'];
const log = (text) => process.stderr.write(`sallyport: ${text.replaceAll('\n', '\n  ')}\n`);
const passedOn = process.argv.slice(2).filter((arg) => !OWN.includes(arg));
const has = (name) => process.argv.includes(name);

// Chromium calls a machine without D-Bus or a graphics card an error, several times over.
const quiet = has('--verbose') ? [] : ['--log-level=3'];

const release = endChildrenWithUs();
try {
  process.exitCode = await start();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  log(error.message);
  process.exitCode = 1;
}

async function start() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node ${process.versions.node} is too old: install 20.19 or later.`);
  }
  await step('packages', packages);
  const electron = await step('Electron', () =>
    provideElectron({ log, official: has('--official') }),
  );
  await step('system', () => provideSystem({ electron, log }));
  await step('build', built);
  const switches = await step('sandbox', () => sandboxSwitches({ dist: electron.dist, log }));
  const display = needsDisplay() ? await step('display', ownDisplay) : undefined;
  if (has('--verbose')) {
    log(`ready to start Electron ${electron.version} after ${seconds(process.uptime() * 1_000)}`);
  }
  // From here on the signals are passed on.
  release();
  try {
    return await launch(electron.executable, [...switches, ...quiet, root, ...passedOn], {
      env: environment(display),
    });
  } finally {
    display?.stop();
  }
}

async function packages() {
  if ((await install()).code !== 0) throw new SetupError('npm ci failed; it says why above.');
}

async function built() {
  if ((await build()).code !== 0) throw new SetupError('The build failed; it says why above.');
  const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!existsSync(join(root, main))) throw new SetupError(`The build made no ${main}.`);
}

async function ownDisplay() {
  const display = await startDisplay();
  log(`there is no display: Xvfb is one in memory (${display.display}), which nobody sees`);
  return display;
}

function environment(display) {
  // Terminals inside Electron programs set it, and it makes Electron a plain Node.
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  return { ...env, ...display?.env };
}

async function step(name, work) {
  const begin = performance.now();
  const result = await work();
  if (has('--verbose')) log(`${name}: ${seconds(performance.now() - begin)}`);
  return result;
}

function seconds(ms) {
  return `${(ms / 1_000).toFixed(2)} s`;
}
