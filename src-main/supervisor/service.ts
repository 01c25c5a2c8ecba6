/**
 * The life of one gateway: start, restart, stop, one after the other. It knows no files and no
 * process: the host hands in how settings are read and how a gateway is opened, in this process or
 * in one of its own.
 */
import type { RestartReport, Status } from '../../src-shared/contract/calls.ts';
import { counted } from '../../src-shared/counted.ts';
import { failure, isError, problem, success } from '../../src-shared/errors.ts';
import type { Problem, Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { Listening, Restarted } from '../gateway/types.ts';
import { serialQueue } from './queue.ts';

export type ServiceState = Status['state'];

/** Settings together with the files they were read from. */
export interface Loaded<Files> {
  readonly settings: GatewaySettings;
  readonly files: Files;
}

/** A gateway as far as its life goes. */
export interface Live {
  readonly restart: (settings: GatewaySettings) => Promise<Result<Restarted>>;
  /** Takes of the settings what counts without a restart. */
  readonly adopt: (settings: GatewaySettings) => Promise<Result<unknown>>;
  /** Drains; resolves when no request is under way any more. */
  readonly close: () => Promise<void>;
}

export interface ServiceHost<Files> {
  readonly home: string;
  /** Reads and validates the files, dry-run included. */
  readonly load: () => Promise<Result<Loaded<Files>>>;
  readonly open: (
    settings: GatewaySettings,
  ) => Promise<Result<{ gateway: Live; listening: Listening }>>;
  /** Called when the gateway listens and before anybody is told: `serve` opens its control channel here. */
  readonly ready: () => Promise<Result<void>>;
  /** Called after each restart with what came into force. Its failures are logged, nothing more. */
  readonly adopted: (now: Loaded<Files>, before: Loaded<Files>) => Promise<void>;
  readonly emit: (event: LifecycleEvent) => void;
  /** The state is another one. */
  readonly changed?: () => void;
  readonly log: Log;
}

export interface Service<Files> {
  readonly state: () => ServiceState;
  /** Null while none is open. */
  readonly listening: () => Listening | null;
  /** What the running generation was built from. */
  readonly inForce: () => Loaded<Files> | null;
  /** What the last load had to say, and why the last restart was refused. */
  readonly warnings: () => readonly Problem[];
  readonly start: () => Promise<Result<Listening>>;
  /**
   * Opens one again, after it was lost, with what was in force: a crash is nobody's decision, so what was saved since
   * goes on waiting. Without a loss it is a start.
   */
  readonly bringBack: () => Promise<Result<Listening>>;
  readonly restart: () => Promise<Result<RestartReport>>;
  /** A restart with what `make` makes of what is in force: nothing that was saved since comes along. */
  readonly renew: (make: Renewal<Files>) => Promise<Result<RestartReport>>;
  /** What counts without a restart comes into force as `make` gives it; what `make` leaves goes on waiting. */
  readonly adopt: (make: Renewal<Files>) => Promise<Result<void>>;
  /** Drains. Further calls get the same promise; after it, `start` opens another. */
  readonly stop: () => Promise<void>;
  /** Its process ended by itself. */
  readonly lost: () => void;
}

/** @param notes what the load of what is in force had to say */
export type Renewal<Files> = (
  inForce: Loaded<Files>,
  notes: readonly Problem[],
) => Promise<Result<Loaded<Files>>>;

interface LiveNow<Files> {
  readonly gateway: Live;
  readonly listening: Listening;
  readonly loaded: Loaded<Files>;
  /** What the load had to say. */
  readonly notes: readonly Problem[];
}

export function createService<Files>(host: ServiceHost<Files>): Service<Files> {
  const queue = serialQueue();
  let current: ServiceState = 'stopped';
  const put = (next: ServiceState): void => {
    current = next;
    host.changed?.();
  };
  let live: LiveNow<Files> | null = null;
  /** What ended by itself and is to come back. */
  let lost: LiveNow<Files> | null = null;
  let warnings: readonly Problem[] = [];
  let stopping: Promise<void> | null = null;

  const open = async (take: ServiceHost<Files>['load']): Promise<Result<Listening>> => {
    const loaded = await take();
    if (!loaded.ok) return loaded;
    const opened = await host.open(loaded.value.settings);
    if (!opened.ok) return opened;
    live = { ...opened.value, loaded: loaded.value, notes: loaded.warnings };
    lost = null;
    warnings = [...loaded.warnings, ...opened.warnings];
    const ready = await host.ready();
    return ready.ok ? success(opened.value.listening) : ready;
  };

  const begin = async (take: ServiceHost<Files>['load']): Promise<Result<Listening>> => {
    // An administrator was as fast as the one who brings it back.
    if (live !== null) return success(live.listening);
    stopping = null;
    put('starting');
    const started = await guarded(host.log, 'start', () => open(take));
    if (!started.ok) {
      await closeLive();
      warnings = [];
      put('failed');
      return started;
    }
    put('running');
    const { url, generation } = started.value;
    host.emit({ event: 'listening', pid: process.pid, generation, url, home: host.home });
    return started;
  };

  const swap = async (take: Renewal<Files>): Promise<Result<RestartReport>> => {
    if (live === null) return failure(notRunning('the gateway does not run'));
    const { gateway, loaded: before, notes } = live;
    const loaded = await take(before, notes);
    if (!loaded.ok) return loaded;
    const restarted = await gateway.restart(loaded.value.settings);
    if (!restarted.ok) return restarted;
    // The process may have ended behind its last answer.
    if (isLost(gateway)) return failure(notRunning('the gateway ended'));
    live = { gateway, listening: restarted.value, loaded: loaded.value, notes: loaded.warnings };
    warnings = [...loaded.warnings, ...restarted.warnings];
    await quietly(host.log, () => host.adopted(loaded.value, before));
    const { generation, durationMs, failed, cutStreams, finishing } = restarted.value;
    return success({ generation, durationMs, failed, cutStreams, finishing });
  };

  const take = async (make: Renewal<Files>): Promise<Result<void>> => {
    if (live === null) return failure(notRunning('the gateway does not run'));
    const { gateway, listening, loaded: before, notes } = live;
    const loaded = await make(before, notes);
    if (!loaded.ok) return loaded;
    const adopted = await gateway.adopt(loaded.value.settings);
    if (!adopted.ok) return adopted;
    if (isLost(gateway)) return failure(notRunning('the gateway ended'));
    live = { gateway, listening, loaded: loaded.value, notes };
    await quietly(host.log, () => host.adopted(loaded.value, before));
    host.changed?.();
    return success(undefined);
  };

  const next = async (take: Renewal<Files>): Promise<Result<RestartReport>> => {
    if (stopping !== null || live === null) {
      return failure(notRunning('the gateway is stopping'));
    }
    put('restarting');
    const done = await guarded(host.log, 'restart', () => swap(take));
    put(isLost(null) ? 'failed' : 'running');
    if (done.ok) {
      const { generation, durationMs } = done.value;
      host.emit({ event: 'restarted', generation, durationMs });
    } else {
      warnings = [...warnings.filter((each) => each.code !== 'RESTART_REFUSED'), refused(done)];
      host.emit({ event: 'restart-refused', errors: done.problems.filter(isError) });
    }
    return done;
  };

  const wasInForce: ServiceHost<Files>['load'] = async () =>
    lost === null ? host.load() : success(lost.loaded, lost.notes);

  const end = async (): Promise<void> => {
    lost = null;
    if (live === null) return;
    put('draining');
    host.emit({ event: 'draining' });
    await closeLive();
    put('stopped');
  };

  /** A question of its own: the compiler does not know that others run while we wait. */
  const isLost = (gateway: Live | null): boolean =>
    live === null || (gateway !== null && live.gateway !== gateway);

  const closeLive = async (): Promise<void> => {
    const gateway = live?.gateway;
    await quietly(host.log, async () => gateway?.close());
    live = null;
  };

  return {
    state: () => current,
    listening: () => live?.listening ?? null,
    inForce: () => live?.loaded ?? null,
    warnings: () => warnings,
    start: () => queue.run(() => begin(host.load)),
    bringBack: () => queue.run(() => begin(wasInForce)),
    restart: () => queue.run(() => next(host.load), 'restart'),
    renew: (make) => queue.run(() => next(make)),
    adopt: (make) => queue.run(() => guarded(host.log, 'taking settings', () => take(make))),
    stop: () => (stopping ??= queue.run(end)),
    lost: () => {
      if (live === null) return;
      lost = live;
      live = null;
      put('failed');
    },
  };
}

function notRunning(why: string): Problem {
  return problem('NOT_RUNNING', why);
}

function refused(result: { readonly problems: readonly Problem[] }): Problem {
  const errors = result.problems.filter(isError).length;
  return problem('RESTART_REFUSED', `the last restart was refused: ${counted(errors, 'error')}`, {
    severity: 'warning',
  });
}

/** A bug in start or restart is an answer too: the generation in force serves on. */
async function guarded<Value>(
  log: Log,
  what: string,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error }, `${what} failed: this is a bug`);
    return failure(problem('INTERNAL', error instanceof Error ? error.message : String(error)));
  }
}

async function quietly(log: Log, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error }, 'an afterthought of the gateway failed: this is a bug');
  }
}
