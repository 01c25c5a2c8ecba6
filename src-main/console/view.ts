/** What would decide, without a gateway: what the files say. */
import type { View } from '../engine/questions.ts';
import { readDirectoryOnce } from '../compliance/read-once.ts';
import { loadSettings } from '../settings/load.ts';
import { directoryPaths } from './directory-paths.ts';
import { valueOf, type ConsoleOptions } from './options.ts';

/** Rejects with the problems of the files when they are broken. */
export async function savedView({ paths, now }: ConsoleOptions): Promise<View> {
  const { settings } = valueOf(await loadSettings(paths, { now }));
  const { directory } = await readDirectoryOnce(directoryPaths(paths, settings), now());
  return { settings, directory };
}
