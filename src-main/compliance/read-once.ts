/** The directory as the files have it, for commands that run while no gateway does. Writes nothing. */
import type { Problem } from '../../src-shared/errors.ts';
import type { Directory } from './directory.ts';
import { openFeedSource } from './feed-source.ts';
import { directoryOf, feedProblems, hold, takeFeed } from './holding.ts';
import { loadOverrides } from './overrides-file.ts';
import { readState } from './state-file.ts';

export interface DirectoryPaths {
  readonly feedFile: string;
  readonly stateFile: string;
  readonly overridesFile: string;
}

export async function readDirectoryOnce(
  paths: DirectoryPaths,
  now: Date,
): Promise<{ readonly directory: Directory; readonly problems: readonly Problem[] }> {
  const [read, state, news] = await Promise.all([
    loadOverrides(paths.overridesFile),
    readState(paths.stateFile),
    openFeedSource().check(paths.feedFile, true),
  ]);
  const before = await hold(state.ok ? state.value : null);
  const taken = news.kind === 'feed' ? await takeFeed(before, news, null, now) : null;
  const causes =
    news.kind === 'problem' ? news.problems : taken?.ok === false ? taken.problems : [];
  return {
    directory: directoryOf(
      taken?.ok ? taken.value : before,
      read.kind === 'lost' ? null : read.overrides,
    ),
    problems: [
      ...(read.kind === 'read' ? [] : read.problems),
      ...(state.ok ? [] : state.problems),
      ...(causes.length === 0 ? [] : feedProblems(before, paths.feedFile, causes)),
    ],
  };
}
