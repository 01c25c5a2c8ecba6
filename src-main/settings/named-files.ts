/** The files that `mem-configuration.json` names: the listener's certificate and the device feed. */
import { success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { ListenerTls } from '../../src-shared/settings/in-force.ts';
import { checkLinks, resolveInside } from '../disk/contained-file.ts';
import { loadListenerTls } from '../trust/listener-tls.ts';
import type { HomePaths } from './home.ts';
import type { ReadSecret } from './kcd.ts';
import type { MemReading } from './mem/read.ts';

export interface NamedFiles {
  readonly tls: ListenerTls | null;
  /** Absolute path of the device feed; it need not exist. Null when the setting is missing or refused. */
  readonly directoryFile: string | null;
  readonly problems: readonly Problem[];
}

export async function loadNamedFiles(
  mem: MemReading,
  paths: HomePaths,
  now: Date,
  secret: ReadSecret | null,
): Promise<NamedFiles> {
  const [listener, feed] = await Promise.all([
    loadListenerFiles(mem, paths, now, secret),
    findFeed(mem, paths),
  ]);
  const others = feed === null ? [] : feed.ok ? feed.warnings : feed.problems;
  return {
    tls: listener.tls,
    directoryFile: feed?.ok === true ? feed.value : null,
    problems: [...listener.problems, ...others],
  };
}

/** The listener's certificate alone. */
export async function loadListenerFiles(
  mem: MemReading,
  paths: HomePaths,
  now: Date,
  secret: ReadSecret | null,
): Promise<Pick<NamedFiles, 'tls' | 'problems'>> {
  const tls = await loadTls(mem, paths, now, secret);
  if (tls === null) return { tls: null, problems: [] };
  return tls.ok
    ? { tls: tls.value, problems: tls.warnings }
    : { tls: null, problems: tls.problems };
}

async function loadTls(
  mem: MemReading,
  paths: HomePaths,
  now: Date,
  secret: ReadSecret | null,
): Promise<Result<ListenerTls> | null> {
  const files = mem.valueOf('listener.tls');
  if (files === undefined || files === null) return null;
  const where = placeOf('listener.tls', mem, paths);
  const found = 'pfx' in files ? await passphraseOf(secret) : success(null);
  if (!found.ok) return found;
  return loadListenerTls({ folder: paths.config, files, where, now, passphrase: found.value });
}

/** Of a PFX. */
export async function passphraseOf(secret: ReadSecret | null): Promise<Result<string | null>> {
  const read = (await secret?.('listener.pfxPassphrase')) ?? success(null);
  if (!read.ok || read.value === null) return read.ok ? success(null) : read;
  return success(Buffer.from(read.value).toString('utf8'));
}

async function findFeed(mem: MemReading, paths: HomePaths) {
  const name = mem.valueOf('compliance.directoryFile');
  if (name === undefined) return null;
  const where = placeOf('compliance.directoryFile', mem, paths);
  const path = resolveInside(paths.config, name, where);
  return path.ok ? checkLinks(paths.config, path.value, where) : path;
}

function placeOf(key: string, mem: MemReading, paths: HomePaths) {
  return { file: paths.memConfiguration, line: mem.lineOf(key), key };
}
