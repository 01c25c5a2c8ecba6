/** Long work in slices: mail is relayed on the same event loop. */
import { setImmediate as afterRequests } from 'node:timers/promises';

/** Longest stretch of work without a pause, in milliseconds. */
const SLICE_MS = 8;

/** Returns a function to be awaited between units of work; it pauses when the slice is used up. */
export function breather(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < SLICE_MS) return undefined;
    return afterRequests().then(() => {
      began = performance.now();
    });
  };
}
