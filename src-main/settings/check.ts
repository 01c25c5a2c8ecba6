/** `check`: every error of both files, and a dry run of what a start would need. */
import type { CheckReport } from '../../src-shared/contract/calls.ts';
import { isError, type Problem } from '../../src-shared/errors.ts';
import { feedProblems, type FeedReader } from './device-feed.ts';
import { readFiles } from './files.ts';
import type { HomePaths } from './home.ts';
import { interpret, type LoadContext } from './interpret.ts';
import { readMemConfiguration, type MemReading } from './mem/read.ts';
import { resolveInside } from '../disk/contained-file.ts';
import { probePort } from './port-probe.ts';

export type { FeedReader } from './device-feed.ts';

export interface CheckContext extends LoadContext {
  /** True while a gateway of this home runs: the port it has (`boundPort`) is its own. */
  readonly listening?: boolean | undefined;
  /** The gateway's reader of the device feed; by default its schema alone is checked. */
  readonly readFeed?: FeedReader | undefined;
}

/** Errors first, then warnings; `ok` when there is no error. */
export async function checkSettings(
  paths: HomePaths,
  context: CheckContext = {},
): Promise<CheckReport> {
  const read = await readFiles(paths);
  const bytes = read.bytes.memConfiguration;
  const mem = bytes && readMemConfiguration(bytes, paths.memConfiguration);
  const [{ problems }, ...dry] = await Promise.all([
    interpret(read.bytes, paths, context),
    mem === null ? [] : portProblems(mem, paths, context),
    mem === null ? [] : directoryProblems(mem, paths, context),
  ]);
  const all = [...read.problems, ...problems, ...dry.flat()];
  const errors = all.filter(isError);
  return { ok: errors.length === 0, errors: [...errors, ...all.filter((each) => !isError(each))] };
}

async function portProblems(
  mem: MemReading,
  paths: HomePaths,
  context: CheckContext,
): Promise<readonly Problem[]> {
  const host = mem.valueOf('listener.host');
  const port = mem.valueOf('listener.port');
  if (host === undefined || port === undefined) return [];
  const own = context.listening === true && port !== 0 && port === context.boundPort;
  if (own) return [];
  const key = 'listener.port';
  const where = { file: paths.memConfiguration, line: mem.lineOf(key), key };
  const found = await probePort(host, port, where);
  return found === null ? [] : [found];
}

async function directoryProblems(
  mem: MemReading,
  paths: HomePaths,
  context: CheckContext,
): Promise<readonly Problem[]> {
  const name = mem.valueOf('compliance.directoryFile');
  // A path that is refused is reported by `interpret`.
  const path = name === undefined ? null : resolveInside(paths.config, name, {});
  return path?.ok === true ? feedProblems(path.value, context.readFeed) : [];
}
