/** A console that another one opened beside itself: it ends with that, however that ended, and leaves nothing. */
import { app } from 'electron';

const LOOK_MS = 500;

/** Calls `gone` once the process `pid`, which started this one, is no more. */
export function whenGone(pid: number, gone: () => void): void {
  const timer = setInterval(() => {
    if (isThere(pid)) return;
    clearInterval(timer);
    gone();
  }, LOOK_MS);
  timer.unref();
}

function isThere(pid: number): boolean {
  // An orphan gets another parent; on Windows it keeps the number, which nobody answers to any more.
  if (process.platform !== 'win32') return process.ppid === pid;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * Ends all of our processes where they stand. Given time, Chromium writes its cache once more, into the folder that
 * was just thrown away, and there is nobody left to do it again.
 */
export function endAtOnce(last: () => void): void {
  for (const { pid } of app.getAppMetrics()) {
    if (pid !== process.pid) quietly(() => process.kill(pid, 'SIGKILL'));
  }
  quietly(last);
  process.kill(process.pid, 'SIGKILL');
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // It ended by itself, or another account has it.
  }
}
