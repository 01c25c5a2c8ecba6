/** `serve`: a gateway in this process, from the lock of its home until that is released. */
import { failure, type Result } from '../../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../../src-shared/lifecycle.ts';
import { hostGateway, type Hosting } from '../../console/hosting.ts';
import { ensureHome, homeMissing } from '../../settings/ensure-home.ts';
import type { HomePaths } from '../../settings/home.ts';
import { acquireLock, type HomeLock } from '../../supervisor/lock.ts';
import type { Command, Context } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { serviceLog, type ServiceLog } from '../service-log.ts';

export const serve: Command = {
  name: 'serve',
  synopsis: '',
  summary: 'the gateway in the foreground, without a window',
  options: {},
  words: { least: 0, most: 0 },
  run: async (context) => {
    const lock = await lockHome(context.paths);
    if (!lock.ok) return context.output.failed(lock.problems);
    const log = serviceLog(context.host);
    try {
      return await serveLocked(context, lock.value, log);
    } finally {
      lock.value.release();
      log.flush();
    }
  },
};

/** Long enough for a `set` that is at work on the files, short enough for a person. */
const LOCK_WAIT_MS = 2000;

async function lockHome(paths: HomePaths): Promise<Result<HomeLock>> {
  // `ensureHome` would make one, and a mistyped --home would stay behind as an empty folder.
  const missing = await homeMissing(paths);
  if (missing !== null) return failure(missing);
  const ensured = await ensureHome(paths);
  if (!ensured.ok) return ensured;
  return acquireLock(paths.lock, { waitMs: LOCK_WAIT_MS, what: 'serve' });
}

async function serveLocked(context: Context, lock: HomeLock, log: ServiceLog): Promise<ExitCode> {
  const { paths, engine, host, output } = context;
  const emit = (event: LifecycleEvent): void => {
    host.out(`${JSON.stringify(event)}\n`);
    log.info({ lifecycle: event }, event.event);
  };
  const hosting = hostGateway({
    ...{ paths, engine, lock, log, emit },
    by: host.account,
    now: host.now,
  });
  const forget = obey(host, hosting, log);
  const started = await hosting.service.start();
  if (!started.ok) {
    await hosting.end();
    forget();
    return output.failed(started.problems);
  }
  await hosting.ended;
  forget();
  // The lock goes first: whoever reads `stopped` may start the next gateway on this home.
  lock.release();
  emit({ event: 'stopped' });
  return exitCodes.ok;
}

/** Signals and stray errors, from the start to the end of the gateway. */
function obey(host: Host, hosting: Hosting, log: ServiceLog): () => void {
  let asked = false;
  const stop = (): void => {
    if (asked) {
      log.flush();
      host.exitNow(exitCodes.ok);
      return;
    }
    asked = true;
    void hosting.end();
  };
  const restart = (): void => void hosting.service.restart();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) host.onSignal(signal, stop);
  const offs = [
    host.onSignal('SIGHUP', restart),
    host.onStray((error) => log.error({ err: error }, 'an error nobody caught: this is a bug')),
  ];
  return () => {
    // Whoever asks for the end now gets it, with the same exit code: the process only has its last words to say.
    asked = true;
    for (const off of offs) off();
  };
}
