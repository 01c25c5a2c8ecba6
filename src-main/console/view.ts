/** What decides now: the running gateway's settings and directory, else what the files say. */
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { Directory } from '../compliance/directory.ts';
import { readDirectoryOnce } from '../compliance/read-once.ts';
import { loadSettings } from '../settings/load.ts';
import { directoryPaths } from './directory-paths.ts';
import { valueOf, type ConsoleOptions } from './options.ts';

export interface View {
  readonly settings: GatewaySettings;
  readonly directory: Directory;
}

/** Rejects with the problems of the files when no gateway runs and they are broken. */
export async function currentView({ paths, running, now }: ConsoleOptions): Promise<View> {
  const inForce = running?.service.inForce() ?? null;
  if (running !== null && inForce !== null) {
    return { settings: inForce.settings, directory: running.directory.current() };
  }
  const { settings } = valueOf(await loadSettings(paths, { now }));
  const { directory } = await readDirectoryOnce(directoryPaths(paths, settings), now());
  return { settings, directory };
}
