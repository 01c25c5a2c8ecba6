/** How long this thread kept others waiting: the relay works on it. */
import { closeSync, openSync, readSync } from 'node:fs';

export interface Stall {
  /** Longest time between two ticks of a millisecond, in milliseconds: what waits for a processor is in it. */
  readonly gap: number;
  /** Most processor time of this thread between two ticks; NaN where the system does not count it. */
  readonly busy: number;
}

export async function stallOf<Value>(
  work: () => Promise<Value>,
): Promise<Stall & { readonly value: Value; readonly seconds: number }> {
  const clock = openClock();
  const begun = performance.now();
  let [last, lastBusy, gap, busy] = [begun, clock.read(), 0, 0];
  const tick = (): void => {
    const [now, nowBusy] = [performance.now(), clock.read()];
    gap = Math.max(gap, now - last);
    busy = Math.max(busy, nowBusy - lastBusy);
    [last, lastBusy] = [now, nowBusy];
  };
  const timer = setInterval(tick, 1);
  const value = await work();
  tick();
  clearInterval(timer);
  clock.close();
  return { value, gap, busy, seconds: (performance.now() - begun) / 1000 };
}

/** Milliseconds of processor time of the first thread (proc_pid_schedstat of the kernel's documentation). */
function openClock(): { readonly read: () => number; readonly close: () => void } {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
    const buffer = Buffer.alloc(64);
    return {
      read: () => {
        const length = readSync(file, buffer, 0, 64, 0);
        return Number(buffer.toString('latin1', 0, length).split(' ')[0]) / 1e6;
      },
      close: () => closeSync(file),
    };
  } catch {
    return { read: () => Number.NaN, close: () => undefined };
  }
}
