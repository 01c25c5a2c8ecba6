/** The version to put back when the files do not pass: the newest one that would. */
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readVersion, readVersions } from './versions.ts';

/** Older ones are hardly what anybody wants back unseen. */
const LOOKED_AT = 20;

export async function soundVersion(
  paths: HomePaths,
  context: LoadContext = {},
): Promise<number | null> {
  const { versions } = await readVersions(paths.history);
  for (const { version } of versions.slice(-LOOKED_AT).reverse()) {
    const stored = await readVersion(paths.history, version);
    if (!('files' in stored)) continue;
    const { settings } = await interpret(stored.files, paths, context);
    if (settings !== null) return version;
  }
  return null;
}
