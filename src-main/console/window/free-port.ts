/** A port that the listener could have: found by opening it, not by asking who else has one. */
import type { WindowAnswer, WindowParams } from '../../../src-shared/contract/window.ts';
import { failure, problem, success, type Result } from '../../../src-shared/errors.ts';
import { memSettings } from '../../../src-shared/settings/mem-catalogue.ts';
import { readFiles } from '../../settings/files.ts';
import type { HomePaths } from '../../settings/home.ts';
import { readMemConfiguration } from '../../settings/mem/read.ts';
import { probePort } from '../../settings/port-probe.ts';

/** So many are tried: a machine without one among them has another trouble. */
const TRIED = 500;
const FIRST_UNPRIVILEGED = 1024;

/** @param url where the gateway listens now: its own port counts as free */
export async function freePort(
  paths: HomePaths,
  url: string | null,
  { host, from }: WindowParams<'freePort'>,
): Promise<Result<WindowAnswer<'freePort'>>> {
  const saved = await savedListener(paths);
  const at = host ?? saved.host;
  const first = from ?? saved.port + 1;
  let port = first;
  for (let tried = 0; tried < TRIED && port <= 65535; tried += 1) {
    if (from !== undefined && isOwn(url, at, port)) return success({ port });
    const found = await probePort(at, port, (key) => ({ key }));
    if (found === null) return success({ port });
    if (found.code === 'ADDRESS_UNAVAILABLE') return failure(found);
    const forbidden = found.code === 'PORT_FORBIDDEN' && port < FIRST_UNPRIVILEGED;
    port = forbidden ? FIRST_UNPRIVILEGED : port + 1;
  }
  return failure(
    problem('PORT_IN_USE', `No free port was found from ${first} on.`, { key: 'listener.port' }),
  );
}

function isOwn(url: string | null, host: string, port: number): boolean {
  if (url === null) return false;
  const own = new URL(url);
  return own.hostname.replace(/^\[|\]$/g, '') === host && own.port === String(port);
}

async function savedListener(paths: HomePaths): Promise<{ host: string; port: number }> {
  const bytes = (await readFiles(paths)).bytes.memConfiguration;
  const mem = bytes && readMemConfiguration(bytes, paths.memConfiguration);
  return {
    host: mem?.valueOf('listener.host') ?? memSettings['listener.host'].initial,
    port: mem?.valueOf('listener.port') ?? memSettings['listener.port'].initial,
  };
}
