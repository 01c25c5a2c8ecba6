/**
 * A gateway in this process with everything it stands on: journal, directory, control channel.
 * Opened in the order of need, closed in the reverse of it.
 */
import type { Console } from '../../src-shared/contract/calls.ts';
import { success, type Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { serveChannel, type ServedChannel } from '../channel/serve.ts';
import type { DirectoryService } from '../compliance/service.ts';
import type { Gateway, Listening } from '../gateway/types.ts';
import type { Journal } from '../journal/journal.ts';
import { recordOutside } from '../settings/history.ts';
import type { HomePaths } from '../settings/home.ts';
import { loadSettings, type FileTexts } from '../settings/load.ts';
import type { HomeLock } from '../supervisor/lock.ts';
import { serialQueue } from '../supervisor/queue.ts';
import { createService, type Loaded, type Service } from '../supervisor/service.ts';
import { boundPort } from './bound-port.ts';
import { createConsole } from './console.ts';
import { directoryPaths } from './directory-paths.ts';
import type { Engine } from './engine.ts';
import type { Running } from './running.ts';

export interface HostingOptions {
  readonly paths: HomePaths;
  readonly engine: Engine;
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

interface Parts {
  journal: Journal | null;
  directory: DirectoryService | null;
  channel: ServedChannel | null;
}

export function hostGateway(options: HostingOptions): Hosting {
  const { paths, engine, log, now } = options;
  const parts: Parts = { journal: null, directory: null, channel: null };
  const files = serialQueue();
  const reads = serialQueue();
  let cuts = 0;
  let ending: Promise<void> | null = null;
  let settle = (): void => undefined;
  const ended = new Promise<void>((resolve) => (settle = resolve));

  const open = async (
    settings: GatewaySettings,
  ): Promise<Result<{ gateway: Gateway; listening: Listening }>> => {
    const journal = await engine.openJournal({ folder: paths.journal, log, now });
    parts.journal = journal;
    const directory = await engine.openDirectory({
      ...directoryPaths(paths, settings),
      now,
      log,
      onChange: () => {
        cuts += service.gateway()?.reconsider() ?? 0;
      },
    });
    parts.directory = directory;
    return engine.openGateway(settings, { directory: directory.current, journal, log, now });
  };

  const ready = async (): Promise<Result<void>> => {
    const { journal, directory } = parts;
    if (journal === null || directory === null) throw new Error('ready before open');
    await files.run(() => noteOutsideEdits(paths, log));
    const running: Running = {
      ...{ service, directory, journal, files, stop, cuts: () => cuts },
      // One after the other: a thread for each of many callers would be a load of its own.
      readBlocked: (question) => reads.run(() => engine.readBlocked(question)),
    };
    const { by, lock } = options;
    const console: Console = createConsole({ paths, running, by, from: 'command line', now });
    const served = await serveChannel({ endpoint: endpointOf(paths), console, log, lock });
    if (!served.ok) return served;
    parts.channel = served.value;
    return success(undefined);
  };

  const adopted = async (is: Loaded<FileTexts>, was: Loaded<FileTexts>): Promise<void> => {
    const { directoryFile } = is.settings.compliance;
    if (directoryFile !== was.settings.compliance.directoryFile) {
      await parts.directory?.setFeedFile(directoryFile);
    }
    await files.run(() => noteOutsideEdits(paths, log));
  };

  const service: Service<FileTexts> = createService({
    home: paths.home,
    load: () => files.run(() => loadSettings(paths, { boundPort: boundPort({ service }), now })),
    open,
    ready,
    adopted,
    emit: options.emit,
    log,
  });

  const closeAll = async (): Promise<void> => {
    await service.stop();
    // The channel's callers get their answers first: one of them may be who asked for the end.
    for (const part of [parts.channel, parts.journal, parts.directory]) {
      // One that fails must not keep the others from writing what they hold.
      await part?.close().catch((error: unknown) => {
        log.error({ err: error }, 'a part of the gateway did not close: this is a bug');
      });
    }
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

async function noteOutsideEdits(paths: HomePaths, log: Log): Promise<void> {
  const { version, warnings } = await recordOutside(paths);
  if (version !== null) log.info({ version }, 'settings were edited outside Sallyport');
  for (const each of warnings) log.warn({ problem: each }, each.message);
}
