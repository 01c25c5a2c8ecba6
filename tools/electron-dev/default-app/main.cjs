// The development run-time comes without Electron's default app, which is what starts
// `electron PATH`. This one knows what we and Playwright pass: -r MODULE, --version, --abi and a
// path.
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');

const { path, preloads, print } = parse(process.argv.slice(1));
if (print !== undefined) {
  process.stdout.write(`${print}\n`);
  process.exit(0);
}
if (path === undefined) {
  process.stderr.write('usage: electron [-r MODULE] [--version] [--abi] PATH [ARGUMENTS]\n');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
Module._preloadModules(preloads);
start(resolve(path));

function parse(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i];
    if (arg === '-v' || arg === '--version') return { preloads, print: process.versions.electron };
    if (arg === '-a' || arg === '--abi') return { preloads, print: process.versions.modules };
    if (arg === '-r' || arg === '--require') preloads.push(args[(i += 1)]);
    // Everything else that begins so is a switch of Chromium or Node.
    else if (!arg.startsWith('-')) return { preloads, path: arg };
  }
  return { preloads };
}

function start(target) {
  const manifest = join(target, 'package.json');
  const isFolder = existsSync(manifest);
  if (isFolder) {
    const { name, productName, version } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (version !== undefined) app.setVersion(version);
    if (productName !== undefined || name !== undefined) app.name = productName ?? name;
    // It was set from our own name before this ran.
    app.setPath('userData', join(app.getPath('appData'), app.name));
  }
  try {
    const main = Module._resolveFilename(target, null, true);
    app.setAppPath(isFolder ? target : dirname(main));
    Module._load(main, null, true);
  } catch (error) {
    process.stderr.write(`${target} does not start: ${error.stack}\n`);
    process.exit(1);
  }
}
