/** `status`, of a running gateway only. */
import type { Status } from '../../src-shared/contract/calls.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import { formatHostAndPort } from '../../src-shared/settings/host-and-port.ts';
import type { EnginePush } from '../engine/engine.ts';
import { withFeedRemedy } from '../settings/device-feed.ts';
import { readSaved, refusalOf } from '../settings/load.ts';
import { pendingChanges } from '../settings/pending.ts';
import { waitingIn } from './held.ts';
import { valueOf, type UseCase } from './options.ts';
import type { Running } from './running.ts';

export async function status({ paths, running, files, now }: UseCase): Promise<Status> {
  const here = requireRunning(running);
  const { service, engine, hot } = here;
  const { pid, gateway, directory, journal, operations, push, uem } = valueOf(
    await engine.status(),
  );
  const waiting = await waitingIn(here);
  const inForce = service.inForce();
  if (inForce === null) throw notRunning();
  const [saved, refusal] = await files.run(() => Promise.all([readSaved(paths), refusalOf(paths)]));
  const { generation, since, url, mode, requests, streams, connections, noMethodLeft } = gateway;
  const { vendor } = inForce.settings;
  const { loadedAt, devices, coldStart, problems } = directory;
  return {
    state: service.state(),
    pid,
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
      devices,
      ageSeconds: loadedAt === null ? null : Math.max(0, (now().getTime() - loadedAt) / 1000),
      ...(coldStart ? { coldStart } : {}),
      problems: problems.map((each) =>
        withFeedRemedy(each, inForce.settings.compliance.directoryFile),
      ),
    },
    ...(uem === null ? {} : { uem }),
    journal,
    traffic: { requests, streams, connections },
    lastRestart: gateway.lastRestart,
    noMethodLeft: [...noMethodLeft],
    upstreams: [...gateway.upstreams],
    ...(operations.adminUrl === null ? {} : { adminUrl: operations.adminUrl }),
    ...pushOf(push),
    held: waiting.map(({ of: _, ...facts }) => facts),
    warnings: [...refusal, ...hot.problems(), ...service.warnings(), ...operations.problems],
  };
}

function pushOf(push: EnginePush): Pick<Status, 'push'> {
  const { url, lastAt, accepted, refused } = push;
  if (url === null && accepted + refused === 0) return {};
  const last = lastAt === null ? null : new Date(lastAt).toISOString();
  return { push: { url, lastAt: last, accepted, refused } };
}

export function requireRunning(running: Running | null): Running {
  if (running === null) throw notRunning();
  return running;
}

function notRunning(): SallyportError {
  return new SallyportError([problem('NOT_RUNNING', 'no gateway runs on this home folder')]);
}
