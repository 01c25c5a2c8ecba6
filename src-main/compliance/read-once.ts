/** The directory as the files have it, for commands that run while no gateway does. Writes nothing. */
import type { Problem } from '../../src-shared/errors.ts';
import type { Directory } from './directory.ts';
import { openFeedSource } from './feed-source.ts';
import { isAccident } from './harm.ts';
import { directoryOf, feedProblems, hold, takeFeed, takeWipes } from './holding.ts';
import type { Holding } from './holding.ts';
import { loadOverrides } from './overrides-file.ts';
import { readMemory } from './memory.ts';
import { weigh } from './weighing.ts';
import type { Weights } from './weighing.ts';

export interface DirectoryPaths {
  /** Null: no file is looked at. */
  readonly feedFile: string | null;
  readonly stateFile: string;
  readonly overridesFile: string;
}

export interface ReadOnce {
  readonly directory: Directory;
  /** As `DirectoryService` has it. */
  readonly isCold: boolean;
  readonly problems: readonly Problem[];
}

/** As a gateway that starts now would have it: a list that it would hold does not count, except for its wipes. */
export async function readDirectoryOnce(
  paths: DirectoryPaths,
  now: Date,
  by: Pick<Weights, 'policies' | 'seen'> = {},
): Promise<ReadOnce> {
  const [read, memory, news] = await Promise.all([
    loadOverrides(paths.overridesFile),
    readMemory(paths.stateFile, now),
    paths.feedFile === null ? null : openFeedSource().check(paths.feedFile, true),
  ]);
  const before = hold(memory.state);
  const taken = news?.kind === 'feed' ? await takeFeed(before, news, null, now) : null;
  const causes =
    news?.kind === 'problem' ? news.problems : taken?.ok === false ? taken.problems : [];
  const overrides = read.kind === 'lost' ? null : read.overrides;
  const after = taken?.ok ? taken.value : before;
  const devices = news?.kind === 'feed' ? news.devices.length : 0;
  const counts = taken?.ok
    ? await unlessHeld(before, after, devices, { overrides, now, ...by })
    : before;
  return {
    directory: directoryOf(counts, overrides, memory.lostAt),
    isCold: counts.state === null && overrides !== null && memory.lostAt === null,
    problems: [
      ...(read.kind === 'read' ? [] : read.problems),
      ...memory.problems,
      ...(causes.length === 0 ? [] : feedProblems(before, paths.feedFile ?? '', causes)),
    ],
  };
}

async function unlessHeld(
  before: Holding,
  after: Holding,
  devices: number,
  by: Weights,
): Promise<Holding> {
  const { harm, wipesAreTooMany } = await weigh(before, after, by);
  if (!isAccident(harm, devices)) return after;
  return wipesAreTooMany ? before : takeWipes(before, after);
}
