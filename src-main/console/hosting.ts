/**
 * `serve`: a gateway in this process with its control channel. Opened in the order of need, closed in
 * the reverse of it.
 */
import { success, type Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { Log } from '../../src-shared/log.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { serveChannel, type ServedChannel } from '../channel/serve.ts';
import { localEngine } from '../engine/local.ts';
import type { EngineParts } from '../engine/parts.ts';
import type { HomePaths } from '../settings/home.ts';
import type { FileTexts } from '../settings/load.ts';
import type { HomeLock } from '../supervisor/lock.ts';
import { serialQueue } from '../supervisor/queue.ts';
import { openRuns } from '../supervisor/runs.ts';
import type { Service } from '../supervisor/service.ts';
import { createConsole } from './console.ts';
import { hostedService, placesOf } from './hosted.ts';
import { secretReader } from './secrets.ts';
import type { Running } from './running.ts';

export interface HostingOptions {
  readonly paths: HomePaths;
  readonly engine: EngineParts;
  /** Held by the caller until after `end`. */
  readonly lock: Pick<HomeLock, 'held'>;
  readonly by: string;
  readonly log: Log;
  readonly now: () => Date;
  readonly emit: (event: LifecycleEvent) => void;
}

export interface Hosting {
  readonly service: Service<FileTexts>;
  /** Drains and closes everything; resolves when the last line of the journal is written. */
  readonly end: () => Promise<void>;
  /** Settles with `end`, whoever asked for it: the control channel may, too. */
  readonly ended: Promise<void>;
}

export function hostGateway(options: HostingOptions): Hosting {
  const { paths, log, now, emit, by, lock } = options;
  const engine = localEngine({ parts: options.engine, places: placesOf(paths), log, now });
  const files = serialQueue();
  let channel: ServedChannel | null = null;
  let ending: Promise<void> | null = null;
  let settle = (): void => undefined;
  const ended = new Promise<void>((resolve) => (settle = resolve));

  const ready = async (): Promise<Result<void>> => {
    const running: Running = { service, engine, hot: service.hot, files, stop };
    const console = createConsole({ paths, running, by, from: 'command line', now });
    const served = await serveChannel({ endpoint: endpointOf(paths), console, log, lock });
    if (!served.ok) return served;
    channel = served.value;
    return success(undefined);
  };
  const runs = openRuns({ file: paths.runs, now, log });
  const service = hostedService({
    ...{ paths, engine, files, log, now, emit, ready, runs },
    secret: secretReader({ paths, now }),
  });

  const closeAll = async (): Promise<void> => {
    await service.stop();
    // The channel's callers get their answers first: one of them may be who asked for the end.
    await channel?.close().catch((error: unknown) => {
      log.error({ err: error }, 'the control channel did not close: this is a bug');
    });
    await engine.close();
  };
  const end = (): Promise<void> => {
    ending ??= closeAll().finally(settle);
    return ending;
  };
  const stop = (): Promise<void> => {
    void end();
    return service.stop();
  };
  return { service, end, ended };
}
