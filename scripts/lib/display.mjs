import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endsWithUs } from './parent.mjs';
import { SetupError } from './setup-error.mjs';

const START_MS = 30_000;

/** The packages of the display that lives in memory; its xvfb-run does not work without xauth. */
export const DISPLAY_PACKAGES = ['xvfb', 'xauth'];

/** Whether a window has nowhere to go. */
export function needsDisplay({ platform = process.platform, env = process.env } = {}) {
  return platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
}

/**
 * Starts Xvfb, which ends with us. It takes the first free number by itself.
 * @returns {Promise<{env: object, display: string, stop: () => void}>} `env` is for those who draw
 */
export async function startDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-display-'));
  const authority = join(folder, 'authority');
  writeFileSync(authority, authorityFile(randomBytes(16)), { mode: 0o600 });
  const [command, args] = endsWithUs('Xvfb', [
    ...['-displayfd', '3', '-auth', authority],
    ...['-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-noreset'],
  ]);
  // A process group of its own: a terminal's Ctrl-C must not take the display from under the
  // window.
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => {
    process.off('exit', stop);
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  try {
    const display = `:${await numberFrom(child)}`;
    return { display, env: { DISPLAY: display, XAUTHORITY: authority }, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function numberFrom(child) {
  return new Promise((resolve, reject) => {
    let number = '';
    let said = '';
    const fail = (why) => reject(new SetupError(`Xvfb, the display in memory, ${why}\n${said}`));
    const guard = setTimeout(fail, START_MS, `did not start within ${START_MS / 1000} s`);
    child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2_000)));
    child.stdio[3].on('data', (chunk) => {
      number += chunk;
      if (!number.endsWith('\n')) return;
      clearTimeout(guard);
      resolve(number.trim());
    });
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('exit', (code) => {
      clearTimeout(guard);
      fail(`ended with code ${code}`);
    });
  });
}

/**
 * Without it every user of this machine could look at the window. The format of Xau: a family, an
 * address, a display number, a name and its data, each with its length in two bytes.
 */
export function authorityFile(cookie) {
  const field = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length]), bytes]);
  const wild = Buffer.from([0xff, 0xff]);
  const nothing = Buffer.alloc(0);
  const name = Buffer.from('MIT-MAGIC-COOKIE-1');
  return Buffer.concat([wild, ...[nothing, nothing, name, cookie].map(field)]);
}
