import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { endsWithUs } from './parent.mjs';

const windows = process.platform === 'win32';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// The gateway inside finishes its requests first.
const GRACE_MS = 45_000;

/**
 * Runs a program in the foreground: with our stdin, signals passed on, and everything it started
 * ended with it. A second signal, or too long a farewell, ends it at once.
 * @returns {Promise<number>} its exit code
 */
export function launch(executable, args, { env = process.env, cwd, graceMs = GRACE_MS } = {}) {
  const [command, line] = endsWithUs(executable, args);
  // A process group of its own: Chromium takes a first signal for a wish and a second for an order,
  // and a terminal's Ctrl-C would reach it beside the one that we pass on. It reads our terminal all
  // the same.
  const child = spawn(command, line, { stdio: 'inherit', cwd, env, detached: !windows });
  return new Promise((resolve, reject) => {
    let guard;
    const pass = (signal) => {
      if (guard !== undefined) {
        endTree(child);
        return;
      }
      guard = setTimeout(endTree, graceMs, child);
      // On Windows the console has told it already, and a signal would be an end at once.
      if (!windows) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, pass);
    const end = () => endTree(child);
    process.on('exit', end);
    const done = () => {
      clearTimeout(guard);
      for (const signal of SIGNALS) process.off(signal, pass);
      process.off('exit', end);
      endTree(child);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function endTree(child) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
