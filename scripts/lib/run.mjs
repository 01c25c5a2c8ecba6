import { spawn } from 'node:child_process';
import { root } from './root.mjs';

const windows = process.platform === 'win32';
const GUARD_MS = 12 * 60_000;
const running = new Set();

/**
 * Runs a command in a process group of its own and ends the whole group when it takes too long.
 * @param command program; `npm` is found on every system
 * @param options `env` is added to ours; `stdout: 'stderr'` keeps our stdout clean; `quiet` collects
 *   the output instead of showing it; `guardMs` in milliseconds
 * @returns {Promise<{code: number, timedOut: boolean, output: string}>} never rejects
 */
export function run(command, args, options = {}) {
  const { env = {}, stdout = 'inherit', quiet = false, guardMs = GUARD_MS, cwd = root } = options;
  const out = quiet ? 'pipe' : stdout === 'stderr' ? 2 : stdout;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', out, quiet ? 'pipe' : 2],
      detached: !windows,
      shell: windows && command === 'npm',
    });
    let output = '';
    let timedOut = false;
    let late;
    const collect = (chunk) => (output += chunk);
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    running.add(child);
    const guard = setTimeout(() => {
      timedOut = true;
      process.stderr.write(`${command} did not end within ${guardMs / 1000} s: ended\n`);
      endGroup(child);
    }, guardMs);
    const done = (code) => {
      if (!running.has(child)) return;
      clearTimeout(guard);
      clearTimeout(late);
      running.delete(child);
      // What it started and left behind must not outlive it.
      if (!windows) endGroup(child);
      resolve({ code: timedOut ? 1 : code, timedOut, output });
    };
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      done(127);
    });
    // 'close' comes after the last output, but a grandchild that keeps a pipe open would hold it back.
    child.on('close', (code) => done(code ?? 1));
    child.on('exit', (code) => (late = setTimeout(done, 1_000, code ?? 1)));
  });
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * A group of its own does not get the terminal's Ctrl-C: ends the children when we are ended. Where somebody else in
 * this process listens for a signal, too, it is theirs.
 * @returns a function that leaves the signals alone again; one that comes at that very moment may be lost
 */
export function endChildrenWithUs() {
  const end = (signal) => {
    if (process.listenerCount(signal) > 1) return;
    for (const child of running) endGroup(child);
    process.exit(EXIT_CODES[signal]);
  };
  for (const signal of Object.keys(EXIT_CODES)) process.on(signal, end);
  return () => {
    for (const signal of Object.keys(EXIT_CODES)) process.off(signal, end);
  };
}

function endGroup(child) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
