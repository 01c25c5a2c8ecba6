/**
 * Long work in slices: mail is relayed on the same event loop, and a feed of 100,000 devices takes a
 * second. Written once as a generator that yields between units; run at once by pure callers and
 * tests, or calmly beside the traffic.
 */
import { setImmediate as afterRequests } from 'node:timers/promises';

export type Work<Value> = Generator<undefined, Value, undefined>;

/** Longest stretch of work without a pause, in milliseconds. */
const SLICE_MS = 4;

export function finish<Value>(work: Work<Value>): Value {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

export async function calmly<Value>(work: Work<Value>): Promise<Value> {
  for (let began = performance.now(); ;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await afterRequests();
    began = performance.now();
  }
}
