/** Whether the ports of the settings could be had: that of the listener, that for health and metrics, and that for pushes. */
import { warning, type Problem } from '../../src-shared/errors.ts';
import type { HomePaths } from './home.ts';
import type { MemReading } from './mem/read.ts';
import { withOwner } from './port-owner.ts';
import { probePort, shownAddress } from './port-probe.ts';

/** The ports that the running gateway of this home has itself. */
export interface OwnPorts {
  /** True while one runs. */
  readonly listening?: boolean | undefined;
  readonly boundPort?: number | null | undefined;
  readonly adminPort?: number | null | undefined;
  readonly pushPort?: number | null | undefined;
}

/** Health and metrics listen nowhere else (`admin/admin.ts`). */
const ADMIN_HOST = '127.0.0.1';
/** Hosts of the listener that take the port on that address as well. */
const overAdminHost: readonly string[] = [ADMIN_HOST, 'localhost', '0.0.0.0', '::'];

export async function portProblems(
  mem: MemReading,
  paths: HomePaths,
  own: OwnPorts,
): Promise<readonly Problem[]> {
  const found = [
    await listenerProblem(mem, paths, own),
    await adminProblem(mem, paths, own),
    await pushProblem(mem, paths, own),
  ];
  return found.filter((each) => each !== null);
}

async function listenerProblem(
  mem: MemReading,
  paths: HomePaths,
  own: OwnPorts,
): Promise<Problem | null> {
  const host = mem.valueOf('listener.host');
  const port = mem.valueOf('listener.port');
  if (host === undefined || port === undefined) return null;
  if (own.listening === true && port !== 0 && port === own.boundPort) return null;
  const found = await probePort(host, port, (key) => ({
    ...{ file: paths.memConfiguration, line: mem.lineOf(key), key },
  }));
  return found === null ? null : withOwner(found, host, port);
}

/** A warning: mail does not depend on it, and `serve` starts without. */
async function adminProblem(
  mem: MemReading,
  paths: HomePaths,
  own: OwnPorts,
): Promise<Problem | null> {
  const key = 'admin.port';
  const port = mem.valueOf(key);
  if (mem.valueOf('admin.enabled') !== true || port === undefined || port === 0) return null;
  const place = { file: paths.memConfiguration, line: mem.lineOf(key), key };
  const host = mem.valueOf('listener.host')?.toLowerCase() ?? '';
  if (port === mem.valueOf('listener.port') && overAdminHost.includes(host)) {
    const message = `admin.port ${port} is listener.port as well: the listener gets it, and health and metrics are not answered.`;
    return warning('ADMIN_UNAVAILABLE', message, {
      ...place,
      remedy: 'Choose another admin.port.',
    });
  }
  const isOwn = port === own.adminPort || port === own.boundPort;
  if (own.listening === true && isOwn) return null;
  const probed = await probePort(ADMIN_HOST, port, () => ({}));
  if (probed === null) return null;
  const { message } = await withOwner(probed, ADMIN_HOST, port);
  const text = `Health and metrics cannot be answered on ${shownAddress(ADMIN_HOST, port)}: ${message}`;
  return warning('ADMIN_UNAVAILABLE', text, place);
}

/** A warning, for the same reason. That it is never `listener.port` is said where the settings are read. */
async function pushProblem(
  mem: MemReading,
  paths: HomePaths,
  own: OwnPorts,
): Promise<Problem | null> {
  const key = 'uem.push.port';
  const [host, port] = [mem.valueOf('uem.push.host'), mem.valueOf(key)];
  if (mem.valueOf('uem.push.enabled') !== true || host === undefined) return null;
  if (port === undefined || port === 0 || port === mem.valueOf('listener.port')) return null;
  if (own.listening === true && port === own.pushPort) return null;
  const probed = await probePort(host, port, () => ({}));
  if (probed === null) return null;
  const { message } = await withOwner(probed, host, port);
  const text = `Pushes cannot be taken on ${shownAddress(host, port)}: ${message}`;
  return warning('PUSH_UNAVAILABLE', text, {
    ...{ file: paths.memConfiguration, line: mem.lineOf(key), key },
  });
}
