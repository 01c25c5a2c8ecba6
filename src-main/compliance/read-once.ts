/** The directory as the files have it, for commands that run while no gateway does. Writes nothing. */
import type { Problem } from '../../src-shared/errors.ts';
import type { Directory } from './directory.ts';
import { openFeedSource } from './feed-source.ts';
import { directoryOf, feedProblems, hold, takeFeed } from './holding.ts';
import { loadOverrides } from './overrides-file.ts';
import { readMemory } from './memory.ts';

export interface DirectoryPaths {
  /** Null: no file is looked at. */
  readonly feedFile: string | null;
  readonly stateFile: string;
  readonly overridesFile: string;
}

export async function readDirectoryOnce(
  paths: DirectoryPaths,
  now: Date,
): Promise<{ readonly directory: Directory; readonly problems: readonly Problem[] }> {
  const [read, memory, news] = await Promise.all([
    loadOverrides(paths.overridesFile),
    readMemory(paths.stateFile, now),
    paths.feedFile === null ? null : openFeedSource().check(paths.feedFile, true),
  ]);
  const before = await hold(memory.state);
  const taken = news?.kind === 'feed' ? await takeFeed(before, news, null, now) : null;
  const causes =
    news?.kind === 'problem' ? news.problems : taken?.ok === false ? taken.problems : [];
  return {
    directory: directoryOf(
      taken?.ok ? taken.value : before,
      read.kind === 'lost' ? null : read.overrides,
      memory.lostAt,
    ),
    problems: [
      ...(read.kind === 'read' ? [] : read.problems),
      ...memory.problems,
      ...(causes.length === 0 ? [] : feedProblems(before, paths.feedFile ?? '', causes)),
    ],
  };
}
