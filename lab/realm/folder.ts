import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What was started, in a folder of its own; all of it goes with `stop`. */
export interface Place {
  readonly folder: string;
  /** Called by `stop`, before the folder goes. */
  readonly onStop: (end: () => Promise<void>) => void;
  readonly stop: () => Promise<void>;
}

const open = new Set<string>();
process.on('exit', () => {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
});

/** @param use what starts something in it; when it fails, nothing is left */
export async function inPlace<T>(name: string, use: (place: Place) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `sp-${name}-`));
  open.add(folder);
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(ends.splice(0).map((end) => end()));
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    open.delete(folder);
  };
  try {
    return await use({ folder, onStop: (end) => ends.push(end), stop });
  } catch (error) {
    await stop();
    throw error;
  }
}
