/** What this process holds once nothing is left to collect. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Since Node 16.6; the types of Node 18 do not know it. */
type WithSourceMaps = NodeJS.Process & { readonly setSourceMapsEnabled: (on: boolean) => void };

/**
 * Bytes of JavaScript's heap and of what it knows beside it: buffers, and the memory that parsers live in.
 * The least of several, because a collection leaves what the one before only found. Source maps are off from here on: the
 * first stack that anybody reads of a file loads its map, megabytes that stay.
 */
export async function memoryNow(): Promise<number> {
  (process as WithSourceMaps).setSourceMapsEnabled(false);
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
