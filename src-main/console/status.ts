/** `status`, of a running gateway only. */
import type { Status } from '../../src-shared/contract/calls.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import { readSaved } from '../settings/load.ts';
import { pendingChanges } from '../settings/pending.ts';
import type { UseCase } from './options.ts';
import type { Running } from './running.ts';

export async function status({ paths, running, files, now }: UseCase): Promise<Status> {
  const { service, directory, journal } = requireRunning(running);
  const gateway = service.gateway();
  const inForce = service.inForce();
  if (gateway === null || inForce === null) throw notRunning();
  const saved = await files.run(() => readSaved(paths));
  const { generation, since, url, mode, requests, streams, connections, noMethodLeft } =
    gateway.status();
  const { vendor } = inForce.settings;
  const { loadedAt, size } = directory.current();
  return {
    state: service.state(),
    pid: process.pid,
    home: paths.home,
    url: url === '' ? null : url,
    generation,
    since,
    mode,
    settings: {
      ewsProxy: vendor.ewsProxy,
      removeUnsupportedAuth: vendor.removeUnsupportedAuth,
      ewsHost: vendor.ewsHost === null ? null : formatHostAndPort(vendor.ewsHost),
    },
    pending: [...pendingChanges(inForce.files, saved)],
    directory: {
      devices: size,
      ageSeconds: loadedAt === null ? null : Math.max(0, (now().getTime() - loadedAt) / 1000),
      problems: [...directory.problems()],
    },
    journal: journal.health(),
    traffic: { requests, streams, connections },
    noMethodLeft: [...noMethodLeft],
    warnings: [...service.warnings()],
  };
}

export function requireRunning(running: Running | null): Running {
  if (running === null) throw notRunning();
  return running;
}

function notRunning(): SallyportError {
  return new SallyportError([problem('NOT_RUNNING', 'no gateway runs on this home folder')]);
}
