import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const DAY_MS = 24 * 60 * 60_000;
// About 120 MB.
const DOWNLOAD_MS = 10 * 60_000;

const electronPackage = join(root, 'node_modules', 'electron');

export function wantedVersion(folder = electronPackage) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

export function executableName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @returns the folder, or undefined unless all of the locked version is there */
export function officialDist(folder = electronPackage) {
  const dist = join(folder, 'dist');
  // The installer writes path.txt last.
  const parts = [join(folder, 'path.txt'), join(dist, 'version'), join(dist, executableName())];
  if (!parts.every((part) => existsSync(part))) return undefined;
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  return version === wantedVersion(folder) ? dist : undefined;
}

/**
 * Electron's own installer, which checks the archive against the checksums in its package.
 * @returns {Promise<string | undefined>} why it failed
 */
export async function download({ log, exec = run, env = process.env }) {
  const proxy = proxyOf(env);
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  log(`downloading Electron ${wantedVersion()}${way} (about 120 MB, once)`);
  const { code, timedOut, output } = await exec(
    process.execPath,
    [join(electronPackage, 'install.js')],
    {
      quiet: true,
      guardMs: DOWNLOAD_MS,
      // Its fetch knows nothing of proxies unless told.
      env: proxy === undefined ? {} : { ELECTRON_GET_USE_PROXY: 'true' },
    },
  );
  if (code === 0 && officialDist() !== undefined) return undefined;
  if (timedOut) return `not done within ${DOWNLOAD_MS / 60_000} minutes${way}`;
  return `${firstLine(output)}${way}`;
}

/** Without the name and password that may stand in it. */
function proxyOf(env) {
  const value = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy;
  if (!value) return undefined;
  try {
    return new URL(value).host;
  } catch {
    return 'of the environment';
  }
}

function firstLine(output) {
  const line = output.split('\n').find((text) => /error/i.test(text)) ?? output.split('\n')[0];
  // Node's own words for everything from a missing name to a refused connection.
  if (/fetch failed/.test(line)) return 'the place where it is published cannot be reached';
  return line.trim() || 'its installer gave no reason';
}

const failureFile = (cache) => join(cache, 'official-failed.json');

/** A download that failed within the last day, so that not every start waits for the next. */
export function rememberedFailure(cache, { version = wantedVersion(), now = Date.now() } = {}) {
  if (!existsSync(failureFile(cache))) return undefined;
  try {
    const failure = JSON.parse(readFileSync(failureFile(cache), 'utf8'));
    const age = now - Date.parse(failure.at);
    return failure.version === version && age >= 0 && age < DAY_MS ? failure : undefined;
  } catch {
    return undefined;
  }
}

export function rememberFailure(
  cache,
  reason,
  { version = wantedVersion(), now = Date.now() } = {},
) {
  mkdirSync(cache, { recursive: true });
  const failure = { version, at: new Date(now).toISOString(), reason };
  writeFileSync(failureFile(cache), `${JSON.stringify(failure)}\n`);
}

export function forgetFailure(cache) {
  rmSync(failureFile(cache), { force: true });
}
