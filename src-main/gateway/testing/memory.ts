/** What this process holds once nothing is left to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Memory {
  /** Bytes of JavaScript's heap. */
  readonly heap: number;
  /** Bytes of buffers beside it. */
  readonly buffers: number;
}

/** The least of several, because a collection leaves what the one before only found. */
export async function memoryNow(): Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let least = { heap: Infinity, buffers: Infinity };
  for (let tries = 0; tries < 4; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = {
      heap: Math.min(least.heap, heapUsed),
      buffers: Math.min(least.buffers, arrayBuffers),
    };
  }
  return least;
}
