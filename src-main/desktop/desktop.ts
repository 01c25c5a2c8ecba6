/** The console with its window, from the lock of its home until that is released. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { isError, type Problem } from '../../src-shared/errors.ts';
import { windowConsole } from '../console/window/calls.ts';
import { openStation, type Station } from '../console/station.ts';
import { systemProtector } from './secret-protector.ts';
import { remoteEngine } from '../engine/remote.ts';
import { readInThread } from '../journal/reader-thread.ts';
import type { HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import { makeLabHome, throwAway } from '../settings/lab-home.ts';
import { acquireLock, type HomeLock } from '../supervisor/lock.ts';
import { chromiumSwitches, type Arguments } from './arguments.ts';
import { endAtOnce, whenGone } from './beside.ts';
import { chooser } from './chosen.ts';
import { ENDING, createExplore, type Explore } from './explore.ts';
import { raiseFences } from './fences.ts';
import { startGatewayChild } from './gateway-child.ts';
import { trayIcon, windowIcon } from './icons.ts';
import { startLab, type Lab } from './lab.ts';
import { liveLog } from './live-log.ts';
import { openLogFile, type LogFile } from './log-file.ts';
import { dropTray, setMenu, setTray } from './menu.ts';
import { openPageLine, type PageLine } from './page.ts';
import { isDevelopmentRuntime, onlyLoopback } from './place.ts';
import { serveFiles } from './protocol.ts';
import { createMainWindow, type MainWindow } from './window.ts';

export interface DesktopOptions {
  readonly args: Arguments;
  readonly paths: HomePaths;
  readonly version: string;
  /** The Electron that we ship. */
  readonly madeFor: string;
  /** The absolute path of a file of the build. */
  readonly built: (name: string) => string;
  /** The folder of the page. */
  readonly root: string;
  readonly exitCodeOf: (problems: readonly Problem[]) => number;
}

/** Another `set` may be at work on the files. */
const LOCK_WAIT_MS = 2000;

/** After the app is ready. Ends the process itself. */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { paths, args } = options;
  const log = openLogFile(paths.logs);
  const lock = await acquireLock(paths.lock, { waitMs: LOCK_WAIT_MS, what: 'console' });
  if (!lock.ok) {
    fail(lock.problems, options);
    return;
  }
  const explore = createExplore({ ...ownStart(), makeHome: makeLabHome, throwAway, log });
  const parts: Parts = { lab: null, station: null, line: null, window: null, explore };
  const ending = endOnce(options, parts, lock.value, log);
  obey(parts, ending, { log, args });
  const opened = await open(options, parts, { lock: lock.value, log, end: () => ending(0) });
  if (opened.length > 0) {
    for (const each of opened) process.stderr.write(`sallyport: ${each.code}: ${each.message}\n`);
    await ending(options.exitCodeOf(opened));
    return;
  }
  const problems = await start(options, parts, log);
  if (args.exitWhenReady) await ending(options.exitCodeOf(problems));
}

interface Parts {
  lab: Lab | null;
  station: Station | null;
  line: PageLine | null;
  window: MainWindow | null;
  readonly explore: Explore;
}

/** How another console of this build is started. */
function ownStart(): { executable: string; args: string[] } {
  const folder = app.isPackaged ? [] : [app.getAppPath()];
  return { executable: process.execPath, args: [...chromiumSwitches(process.argv), ...folder] };
}

interface Held {
  readonly lock: HomeLock;
  readonly log: LogFile;
  readonly end: () => Promise<void>;
}

/** Everything but the gateway. Returns why there is no console. */
async function open(
  options: DesktopOptions,
  parts: Parts,
  { lock, log, end }: Held,
): Promise<readonly Problem[]> {
  const { paths, args, built, root, version } = options;
  const developmentRuntime = isDevelopmentRuntime(options.madeFor);
  if (args.lab) {
    const lab = await startLab(built('lab.cjs'), paths.home);
    if (!lab.ok) return lab.problems;
    parts.lab = lab.value;
  }
  // A home that cannot be completed is no reason to show nothing: the page says what is wrong.
  const initialised = await initHome(paths, { by: userInfo().username });
  if (!initialised.ok) log.error({ problems: initialised.problems }, 'the home is not complete');

  const now = (): Date => new Date();
  const station = await openStation({
    ...{ paths, lock, log, now, by: userInfo().username },
    engine: (places, onLost) =>
      remoteEngine({
        ...{ places, log, onLost },
        ...patience(),
        start: () => startGatewayChild(built('gateway-process.cjs')),
      }),
    emit: (event) => {
      log.info({ lifecycle: event }, event.event);
      // After a crash it may listen on another port.
      if (event.event === 'listening') parts.lab?.tell(event.url);
    },
    systemProtector: await systemProtector(),
    ...(developmentRuntime ? { refuse: onlyLoopback } : {}),
    onChange: () => parts.line?.pushView(),
    onStopAsked: end,
  });
  if (!station.ok) return station.problems;
  parts.station = station.value;

  serveFiles(root);
  await raiseFences();
  const journal = readInThread(paths.journal, built('journal-reader.cjs'));
  const live = liveLog(
    journal,
    (batch) => parts.line?.pushLog(batch),
    () => parts.window?.isVisible() ?? false,
  );
  const window = createMainWindow({
    preload: built('../preload/preload.cjs'),
    icon: windowIcon(built),
    log,
    onMade: (contents) => {
      // A page that is gone follows nothing and obeys nobody.
      for (const gone of ['did-start-loading', 'render-process-gone', 'destroyed'] as const) {
        contents.on(gone as 'destroyed', () => {
          live.follow(null, 0);
          parts.line?.actions.pageGone();
        });
      }
    },
  });
  parts.window = window;
  const console = windowConsole({
    ...{ station: station.value, journal, paths, now, follow: live.follow, chooseFile },
    explore: parts.explore.open,
    facts: { version, electron: process.versions.electron, lab: args.lab, developmentRuntime },
  });
  const { view } = station.value;
  parts.line = openPageLine({ window, console: () => console, view, log });
  const choose = chooser({
    ...{ log, page: parts.line.actions, quit: () => app.quit() },
    show: () => void window.show(),
    restart: () => station.value.console.restart({}),
  });
  setMenu(choose);
  setTray(trayIcon(root), choose, log);
  return [];
}

/** Window and gateway at the same time; the window comes whatever the gateway does. */
async function start(
  { paths }: DesktopOptions,
  { station, window }: Parts,
  log: LogFile,
): Promise<readonly Problem[]> {
  if (station === null || window === null) return [];
  const [started] = await Promise.all([
    station.start(),
    window.show().catch((error: unknown) => {
      log.error({ err: error }, 'the page of the window did not load');
    }),
  ]);
  const errors = started.ok ? [] : started.problems.filter(isError);
  const gateway = started.ok
    ? (station.url() ?? 'stopped')
    : `failed (${errors.map(({ code }) => code).join(', ')})`;
  const { electron } = process.versions;
  process.stdout.write(`ready: gateway ${gateway}, Electron ${electron}, home ${paths.home}\n`);
  return errors;
}

/** For tests, and from a checkout only: seconds without a sign after which a gateway process counts as hanging. */
function patience(): { patience?: number } {
  const seconds = Number(app.isPackaged ? undefined : process.env['SALLYPORT_PATIENCE_SECONDS']);
  return seconds > 0 ? { patience: seconds } : {};
}

async function chooseFile(suggested: string): Promise<string | null> {
  const defaultPath = join(app.getPath('documents'), suggested);
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath });
  return canceled || filePath === '' ? null : filePath;
}

function fail(problems: readonly Problem[], { exitCodeOf, args, paths }: DesktopOptions): void {
  for (const { code, message, remedy } of problems) {
    process.stderr.write(`sallyport: ${code}: ${message}\n  ${remedy}\n`);
  }
  if (args.lab) throwAway(paths.home);
  app.exit(exitCodeOf(problems));
}

/** The gateway drains while its Exchange, the lab's, still answers; the lock goes last. */
function endOnce(
  { args, paths }: DesktopOptions,
  parts: Parts,
  lock: HomeLock,
  log: LogFile,
): (code: number) => Promise<void> {
  let ending: Promise<void> | null = null;
  const end = async (code: number): Promise<void> => {
    if (args.beside !== null) process.stdout.write(`${ENDING}\n`);
    parts.line?.close();
    const explored = parts.explore.end();
    const failed = (error: unknown): void => {
      log.error({ err: error }, 'a part of the console did not end: this is a bug');
    };
    await parts.station?.stop().catch(failed);
    await parts.lab?.end().catch(failed);
    await explored.catch(failed);
    // The answer to who asked for the end is on its way before its channel closes.
    void Promise.resolve(parts.station?.end())
      .catch(failed)
      .then(() => {
        lock.release();
        dropTray();
        log.flush();
        if (args.beside !== null) endAtOnce(() => throwAway(paths.home));
        if (args.lab) throwAway(paths.home);
        app.exit(code);
      });
  };
  return (code) => (ending ??= end(code));
}

function obey(
  parts: Parts,
  end: (code: number) => Promise<void>,
  { log, args }: { readonly log: LogFile; readonly args: Arguments },
): void {
  let asked = false;
  const stop = (): void => {
    if (asked) app.exit(0);
    asked = true;
    void end(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  app.on('before-quit', (event) => {
    event.preventDefault();
    void end(0);
  });
  if (args.beside !== null) whenGone(args.beside, () => void end(0));
  // Closing the window keeps the gateway; this handler keeps Electron from quitting. A demonstration ends with it.
  app.on('window-all-closed', () => {
    if (args.lab) void end(0);
    else log.info({}, 'the window is closed, the gateway runs on');
  });
  const show = (): void => void parts.window?.show();
  app.on('second-instance', show);
  app.on('activate', show);
  for (const stray of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(stray, (error: unknown) => {
      log.error({ err: error }, 'an error nobody caught: this is a bug');
    });
  }
}
