#!/usr/bin/env node
// Installs and builds when that is needed, then runs the command in this very process, so that its
// process id is the one that takes the signals. stdout belongs to the command: everything said here
// goes to stderr.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../out/main/headless.cjs', import.meta.url));
const sources = fileURLToPath(new URL('../src-main', import.meta.url));

if (!existsSync(sources) || (await prepare())) {
  if (existsSync(entry)) createRequire(import.meta.url)(entry);
  else fail('out/main/headless.cjs is missing');
}

/** An installed product has no sources and comes built. */
async function prepare() {
  const { install, isInstalled } = await import('../scripts/lib/install.mjs');
  const { build, isFresh } = await import('../scripts/lib/build.mjs');
  // Until the command listens for signals itself, they end this process at once, as the system has it: a handler
  // that is taken away again loses the signal that came while this thread was at work.
  if (isInstalled() && isFresh()) return true;
  const { endChildrenWithUs } = await import('../scripts/lib/run.mjs');
  // Stays, and leaves the signals to the command as soon as that listens.
  endChildrenWithUs();
  if ((await install()).code !== 0) return fail('npm ci failed');
  if (isFresh()) return true;
  process.stderr.write('sallyport: out/ is older than the sources: building\n');
  return (await build()).code === 0 || fail('the build failed');
}

function fail(text) {
  process.stderr.write(`sallyport: ${text}\n`);
  process.exitCode = 1;
  return false;
}
