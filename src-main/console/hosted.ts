/** The life of an engine on the settings of a home: what `serve` and the desktop have in common. */
import { failure, success, type Problem, type Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { Log } from '../../src-shared/log.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { Engine, EnginePlaces } from '../engine/engine.ts';
import { recordOutside } from '../settings/history.ts';
import type { HomePaths } from '../settings/home.ts';
import { withSecretOfNow, type ReadSecret } from '../settings/kcd.ts';
import { loadSettings, type FileTexts } from '../settings/load.ts';
import { placed } from '../settings/placed.ts';
import type { SerialQueue } from '../supervisor/queue.ts';
import type { Runs } from '../supervisor/runs.ts';
import { createService, type Loaded, type Service } from '../supervisor/service.ts';
import { boundPort } from './bound-port.ts';
import { watchCertificate } from './certificate-watch.ts';
import { openHotSettings, type HotSettings } from './hot-settings.ts';

export interface HostedOptions {
  readonly paths: HomePaths;
  readonly engine: Engine;
  readonly files: SerialQueue;
  readonly log: Log;
  readonly now: () => Date;
  readonly emit: (event: LifecycleEvent) => void;
  /** Called when the gateway listens and before anybody is told. */
  readonly ready: () => Promise<Result<void>>;
  readonly changed?: () => void;
  readonly runs: Runs;
  readonly secret: ReadSecret;
  /** Settings that this host will not open a gateway with, though they are sound. */
  readonly refuse?: (settings: GatewaySettings) => Problem | null;
}

export interface Hosted extends Service<FileTexts> {
  readonly hot: HotSettings;
}

export function hostedService(options: HostedOptions): Hosted {
  const { paths, engine, files, log, now, emit } = options;
  const noteEdits = (): Promise<void> => files.run(() => noteOutsideEdits(paths, log));
  const context = () => ({ boundPort: boundPort({ service }), now, secret: options.secret });
  const load = async (): Promise<Result<Loaded<FileTexts>>> => {
    const loaded = await files.run(() => loadSettings(paths, context()));
    const refused = loaded.ok ? (options.refuse?.(loaded.value.settings) ?? null) : null;
    return refused === null ? loaded : failure(refused);
  };
  const service: Service<FileTexts> = createService({
    home: paths.home,
    load: async () => {
      const loaded = await load();
      return loaded.ok ? success(await hot.settle(loaded.value), loaded.warnings) : loaded;
    },
    open: async (settings) => {
      // One that comes back after a loss has the settings of then; a password that was set since counts.
      const fresh = await withSecretOfNow(settings, options.secret);
      const opened = await placed(paths, await engine.open(fresh));
      if (!opened.ok) return opened;
      const gateway = {
        restart: async (next: GatewaySettings) => placed(paths, await engine.restart(next)),
        adopt: ({ compliance }: GatewaySettings) => engine.adopt(compliance),
        close: engine.drain,
      };
      return success({ gateway, listening: opened.value }, opened.warnings);
    },
    ready: async () => {
      await noteEdits();
      return options.ready();
    },
    adopted: noteEdits,
    ...{ emit, log },
    changed: () => {
      noteRun(service.state(), options.runs);
      watch.follow(isUp(service.state()));
      hot.follow(isUp(service.state()));
      options.changed?.();
    },
  });
  const watch = watchCertificate({ ...options, service });
  const hot = openHotSettings({ paths, engine, files, log, now, service, load, context });
  return { ...service, hot };
}

function isUp(state: ReturnType<Service<FileTexts>['state']>): boolean {
  return state === 'running' || state === 'restarting';
}

function noteRun(state: ReturnType<Service<FileTexts>['state']>, runs: Runs): void {
  if (state === 'running') runs.began();
  else if (state !== 'restarting') runs.ended(null);
}

export function placesOf(paths: HomePaths): EnginePlaces {
  const { journal, directory, overrides, logs, adminToken, revocationLists } = paths;
  return { journal, directory, overrides, logs, adminToken, revocationLists };
}

async function noteOutsideEdits(paths: HomePaths, log: Log): Promise<void> {
  const { version, warnings } = await recordOutside(paths);
  if (version !== null) log.info({ version }, 'settings were edited outside Sallyport');
  for (const each of warnings) log.warn({ problem: each }, each.message);
}
