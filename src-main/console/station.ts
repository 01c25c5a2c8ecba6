/**
 * The desktop's side of a home: it is the only writer of its settings, it serves the control channel whether a
 * gateway runs or not, and it keeps a gateway running in a process of its own.
 */
import type { Console } from '../../src-shared/contract/calls.ts';
import type { GatewayView } from '../../src-shared/contract/window.ts';
import { SallyportError, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { serveChannel } from '../channel/serve.ts';
import type { Engine, EnginePlaces } from '../engine/engine.ts';
import type { Protector } from '../secrets/protector.ts';
import type { HomePaths } from '../settings/home.ts';
import type { ReadSecret } from '../settings/kcd.ts';
import type { FileTexts } from '../settings/load.ts';
import { createKeeper } from '../supervisor/keeper.ts';
import type { HomeLock } from '../supervisor/lock.ts';
import { serialQueue } from '../supervisor/queue.ts';
import { openRuns, type Runs } from '../supervisor/runs.ts';
import { createConsole } from './console.ts';
import { hostedService, placesOf } from './hosted.ts';
import type { ConsoleOptions } from './options.ts';
import type { Running } from './running.ts';
import { secretReader } from './secrets.ts';

export interface StationOptions {
  readonly paths: HomePaths;
  /** Held by the caller until after `end`. */
  readonly lock: Pick<HomeLock, 'held'>;
  readonly engine: (places: EnginePlaces, onLost: (why: Problem) => void) => Engine;
  readonly by: string;
  readonly log: Log;
  readonly now: () => Date;
  readonly emit: (event: LifecycleEvent) => void;
  readonly refuse?: (settings: GatewaySettings) => Problem | null;
  readonly systemProtector?: Protector | null;
  /** The view is another one. */
  readonly onChange: () => void;
  /** `sallyport stop`: it waits until the home is free, so this must end the whole process. */
  readonly onStopAsked: () => Promise<void>;
}

export interface Station {
  /** The window's. */
  readonly console: Console;
  /** Null while no gateway runs. */
  readonly inForce: () => FileTexts | null;
  readonly url: () => string | null;
  readonly view: () => Promise<GatewayView>;
  readonly outages: Runs['outages'];
  readonly secret: ReadSecret;
  /** Does nothing while one runs. */
  readonly start: () => Promise<Result<unknown>>;
  /** The gateway drains; the station goes on. */
  readonly stop: () => Promise<void>;
  /** The whole station. */
  readonly end: () => Promise<void>;
}

/** Fails when the control channel cannot be served. */
export async function openStation(options: StationOptions): Promise<Result<Station>> {
  const { paths, log, now, emit, by, lock, onChange } = options;
  const files = serialQueue();
  const runs = openRuns({ file: paths.runs, now, log });
  const engine = options.engine(placesOf(paths), (why) => {
    // In this order: whoever hears of the loss shall find its cause.
    runs.ended(why.message);
    keeper.failed([why], true);
    service.lost();
  });
  const ready = (): Promise<Result<void>> => Promise.resolve(success(undefined));
  const service = hostedService({
    ...{ paths, engine, files, log, now, emit, ready, runs, changed: onChange },
    secret: secretReader(options),
    ...(options.refuse === undefined ? {} : { refuse: options.refuse }),
  });
  const keeper = createKeeper({ start: service.bringBack, now: () => now().getTime(), onChange });

  /** The next engine can be opened when the one before has ended: its journal is written by one. */
  const turns = serialQueue();
  const stop = (): Promise<void> => {
    keeper.settled();
    return turns.run(async () => {
      await service.stop();
      await engine.close();
      onChange();
    });
  };
  const start = (): Promise<Result<unknown>> =>
    turns.run(async () => {
      if (service.inForce() !== null) return success(undefined);
      keeper.settled();
      const started = await service.start();
      if (!started.ok) keeper.failed(started.problems, false);
      return started;
    });

  const running = (whatStops: Running['stop']): Running | null =>
    service.inForce() === null
      ? null
      : { service, engine, hot: service.hot, files, stop: whatStops };
  const consoleFor = (from: ConsoleOptions['from'], whatStops: Running['stop']): Console =>
    eachTime(() =>
      createConsole({
        ...{ paths, running: running(whatStops), files, by, from, now },
        systemProtector: options.systemProtector ?? null,
      }),
    );

  const served = await serveChannel({
    ...{ endpoint: endpointOf(paths), log, lock },
    console: {
      ...consoleFor('command line', options.onStopAsked),
      // Without a gateway, too, something runs on this home.
      stop: async () => {
        await options.onStopAsked();
        return {};
      },
    },
  });
  if (!served.ok) return served;

  const console = consoleFor('window', stop);
  return success({
    console,
    inForce: () => service.inForce()?.files ?? null,
    url: () => service.listening()?.url ?? null,
    outages: runs.outages,
    secret: secretReader(options),
    view: () => viewOf(service.state(), keeper.failure(), console),
    ...{ start, stop },
    end: async () => {
      await stop();
      await served.value.close();
    },
  });
}

async function viewOf(
  state: ReturnType<ReturnType<typeof hostedService>['state']>,
  failed: ReturnType<ReturnType<typeof createKeeper>['failure']>,
  console: Console,
): Promise<GatewayView> {
  if (state === 'starting') return { kind: 'starting' };
  if (state === 'stopped') return { kind: 'stopped' };
  if (failed !== null) {
    return { kind: 'failed', problems: [...failed.problems], retryAt: failed.retryAt };
  }
  try {
    return { kind: 'running', status: await console.status({}) };
  } catch (error) {
    // It ended between the two questions; the change that follows says why.
    if (error instanceof SallyportError) return { kind: 'starting' };
    throw error;
  }
}

/** Whether a gateway runs is asked anew at every call. */
function eachTime(make: () => Console): Console {
  return {
    status: (params) => make().status(params),
    restart: (params) => make().restart(params),
    stop: (params) => make().stop(params),
    check: (params) => make().check(params),
    set: (params) => make().set(params),
    history: (params) => make().history(params),
    rollback: (params) => make().rollback(params),
    blocked: (params) => make().blocked(params),
    impact: (params) => make().impact(params),
    why: (params) => make().why(params),
    override: (params) => make().override(params),
    unset: (params) => make().unset(params),
    held: (params) => make().held(params),
    confirmHeld: (params) => make().confirmHeld(params),
    devices: (params) => make().devices(params),
    device: (params) => make().device(params),
    adminActions: (params) => make().adminActions(params),
    standings: (params) => make().standings(params),
    redirects: (params) => make().redirects(params),
    clearRedirects: (params) => make().clearRedirects(params),
    findHeader: (params) => make().findHeader(params),
    secrets: (params) => make().secrets(params),
    setSecret: (params) => make().setSecret(params),
    removeSecret: (params) => make().removeSecret(params),
    certificates: (params) => make().certificates(params),
    renewCertificates: (params) => make().renewCertificates(params),
    probeServer: (params) => make().probeServer(params),
    trustCertificate: (params) => make().trustCertificate(params),
    untrustCertificate: (params) => make().untrustCertificate(params),
    checks: (params) => make().checks(params),
    runCheck: (params) => make().runCheck(params),
    syncNow: (params) => make().syncNow(params),
    kerberosTest: (params) => make().kerberosTest(params),
  };
}
