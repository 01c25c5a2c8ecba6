/** What this process holds once nothing is left to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes of JavaScript's heap and of what it knows beside it: buffers, and the memory that parsers live in.
 * The least of several, because a collection leaves what the one before only found.
 */
export async function memoryNow(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let least = Infinity;
  for (let tries = 0; tries < 4; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}
