/** `check`: every error of both files, and a dry run of what a start would need. */
import type { CheckReport } from '../../src-shared/contract/calls.ts';
import { isError, type Problem } from '../../src-shared/errors.ts';
import { feedProblems, type FeedReader } from './device-feed.ts';
import { homeMissing, homeProblems } from './ensure-home.ts';
import { readFiles } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readMemConfiguration, type MemReading } from './mem/read.ts';
import { resolveInside } from '../disk/contained-file.ts';
import { portProblems, type OwnPorts } from './port-problems.ts';
import { unreadableFiles } from './readable.ts';
import { readVersions } from './versions.ts';

export type { FeedReader } from './device-feed.ts';

export interface CheckContext extends LoadContext, OwnPorts {
  readonly readFeed: FeedReader;
  /** What the rooms that own the files below `state/` find wrong with them. */
  readonly readState: () => Promise<readonly Problem[]>;
}

/** Errors first, then warnings; `ok` when there is no error: what passes here, `serve` does not refuse. */
export async function checkSettings(paths: HomePaths, context: CheckContext): Promise<CheckReport> {
  if ((await homeMissing(paths)) === null) return checkHome(paths, context);
  return reportOf((await readFiles(paths)).problems);
}

async function checkHome(paths: HomePaths, context: CheckContext): Promise<CheckReport> {
  const read = await readFiles(paths);
  const bytes = read.bytes.memConfiguration;
  const mem = bytes && readMemConfiguration(bytes, paths.memConfiguration);
  const [{ problems }, ...dry] = await Promise.all([
    interpret(read.bytes, paths, context),
    mem === null ? [] : portProblems(mem, paths, context),
    mem === null ? [] : directoryProblems(mem, paths, context),
    homeProblems(paths),
    unreadableFiles(paths),
    context.readState(),
    readVersions(paths.history).then((list) => list.problems),
  ]);
  return reportOf([...read.problems, ...problems, ...dry.flat()]);
}

function reportOf(found: readonly Problem[]): CheckReport {
  // Two readers may meet the same fault: the one that came first says it.
  const places = found.map(({ code, file, line, key, message }) =>
    file !== undefined && code === 'FILE_UNREADABLE'
      ? `${code} ${file}`
      : `${code} ${file} ${line} ${key} ${message}`,
  );
  const all = found.filter((_, at) => places.indexOf(places[at] ?? '') === at);
  const errors = all.filter(isError);
  return { ok: errors.length === 0, errors: [...errors, ...all.filter((each) => !isError(each))] };
}

async function directoryProblems(
  mem: MemReading,
  paths: HomePaths,
  context: CheckContext,
): Promise<readonly Problem[]> {
  // Nobody looks at the file then.
  if ((mem.valueOf('uem.url') ?? null) !== null) return [];
  const name = mem.valueOf('compliance.directoryFile');
  // A path that is refused is reported by `interpret`.
  const path = name === undefined ? null : resolveInside(paths.config, name, {});
  return path?.ok === true ? feedProblems(path.value, context.readFeed) : [];
}
