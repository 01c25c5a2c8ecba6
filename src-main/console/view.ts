/** What would decide, without a gateway: what the files say. */
import type { View } from '../engine/questions.ts';
import { readDirectoryOnce } from '../compliance/read-once.ts';
import { loadSettings } from '../settings/load.ts';
import { directoryPaths } from './directory-paths.ts';
import { valueOf, type ConsoleOptions } from './options.ts';
import { secretReader } from './secrets.ts';

/** Rejects with the problems of the files when they are broken. */
export async function savedView(options: ConsoleOptions): Promise<View> {
  const { paths, now } = options;
  const context = { now, secret: secretReader(options) };
  const { settings } = valueOf(await loadSettings(paths, context));
  const { directory } = await readDirectoryOnce(directoryPaths(paths, settings), now());
  return { settings, directory };
}
