/** What stands in the file that shall become the device directory, before anything is saved. */
import type { WindowAnswer } from '../../../src-shared/contract/window.ts';
import { problem, type Problem } from '../../../src-shared/errors.ts';
import { parseFeed } from '../../compliance/feed-file.ts';
import { readContained, resolveInside } from '../../disk/contained-file.ts';
import { FEED_LIMIT_BYTES } from '../../settings/device-feed.ts';
import type { HomePaths } from '../../settings/home.ts';

const key = 'compliance.directoryFile';
/** More help nobody: the file comes from a machine, which makes the same mistake in every record. */
const SHOWN = 5;

export async function deviceFile(
  paths: HomePaths,
  name: string,
): Promise<WindowAnswer<'deviceFile'>> {
  const path = resolveInside(paths.config, name, { key });
  if (!path.ok) return { path: name, devices: null, problems: [...path.problems] };
  const file = path.value;
  const read = await readContained(paths.config, file, FEED_LIMIT_BYTES, { key });
  const feed = read.ok ? await parseFeed(read.value, file) : read;
  return feed.ok
    ? { path: file, devices: feed.value.length, problems: [] }
    : { path: file, devices: null, problems: feed.problems.slice(0, SHOWN).map(toBegin) };
}

/** At the first time there is no directory that would serve on. */
function toBegin(found: Problem): Problem {
  if (found.code !== 'FILE_MISSING') return found;
  const remedy =
    'Let your device management write it there (docs/devices.md says in which form), or name another file.';
  return problem('FILE_MISSING', found.message, { ...found, remedy });
}
