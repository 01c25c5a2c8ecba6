/** The device feed as `check` sees it, and what to do when it cannot be used. */
import type { Problem, Result } from '../../src-shared/errors.ts';
import { readPlainFile } from '../disk/contained-file.ts';

export const FEED_LIMIT_BYTES = 256 * 1024 * 1024;

/** The gateway's own reader of the feed: `check` gives its very answer. */
export type FeedReader = (bytes: Uint8Array, file: string) => Promise<Result<unknown>>;

export async function feedProblems(
  path: string,
  readFeed: FeedReader,
): Promise<readonly Problem[]> {
  const read = await readPlainFile(path, FEED_LIMIT_BYTES);
  const result = read.ok ? await readFeed(read.value, path) : read;
  const problems = result.ok ? result.warnings : result.problems;
  return problems.map((each) => withFeedRemedy(each, path));
}

const servesOn = 'until then the last good directory serves on';
const fromManagement =
  `from your device management; ${servesOn}. ` +
  'Do not use `init`: its empty list removes every device.';

/**
 * The feed comes from device management, so `init` and the history, which bring back settings, are no help. `init`
 * would even do harm: its empty list says that every device was removed.
 */
export function withFeedRemedy(found: Problem, feed: string): Problem {
  if (found.file !== feed) return found;
  switch (found.code) {
    case 'FILE_MISSING':
      return { ...found, remedy: `Write it again ${fromManagement}` };
    case 'DIRECTORY_STALE':
      return { ...found, remedy: `Mend it, or write it again ${fromManagement}` };
    case 'SCHEMA':
      return { ...found, remedy: `Correct the record (docs/devices.md); ${servesOn}.` };
    default:
      return found;
  }
}
