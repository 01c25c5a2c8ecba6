/**
 * "Explore with the lab": a second console beside this one, a process with a throw-away home, a lock and a window of
 * its own, so that nothing of the demonstration can reach the real home. It ends with its window, or with us.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { clip } from '../../src-shared/clip.ts';
import { problem, SallyportError } from '../../src-shared/errors.ts';
import type { Log } from '../../src-shared/log.ts';
import { labSwitches } from './arguments.ts';

export interface ExploreOptions {
  readonly executable: string;
  /** What every console on this machine is started with: switches of Chromium and, from a checkout, the folder. */
  readonly args: readonly string[];
  /** An empty one: whoever made it can throw it away, however little the lab came to say. */
  readonly makeHome: () => string;
  readonly throwAway: (home: string) => void;
  readonly log: Log;
  /** For tests. */
  readonly startMs?: number;
}

export interface Explore {
  /** Resolves when the window of the lab is there, or in front again. Rejects with why not. */
  readonly open: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** The lab fills its world first; on a slow machine Electron itself takes its time. */
const START_MS = 90_000;
const END_MS = 15_000;
const LAST_WORDS = 2000;

/** What the lab beside a console says when it begins to end. */
export const ENDING = 'ending';

interface Opened {
  readonly child: ChildProcess;
  readonly home: Promise<string>;
  readonly gone: Promise<void>;
  /** It said that it ends. */
  readonly ending: () => boolean;
}

export function createExplore(options: ExploreOptions): Explore {
  let opened: Opened | null = null;

  const begin = (): Opened => {
    const home = options.makeHome();
    const child = spawn(
      options.executable,
      [...options.args, ...labSwitches(process.pid, home)],
      // Windows programs have no standard input worth reading: the child looks for our process instead.
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const made = watch(child, home, options);
    opened = made;
    void made.gone.then(() => {
      if (opened === made) opened = null;
    });
    return made;
  };
  return {
    open: async () => {
      // Its home may be thrown away at any moment: nothing may be started on that any more.
      if (opened?.ending() === true) await opened.gone;
      if (opened === null) {
        await begin().home;
        return;
      }
      const home = await opened.home;
      // A second console of a home brings the first one to the front and ends.
      await run(options.executable, [...options.args, '--home', home]);
    },
    end: async () => {
      const { child, gone } = opened ?? { child: null, gone: Promise.resolve() };
      child?.kill('SIGTERM');
      const guard = setTimeout(() => child?.kill('SIGKILL'), END_MS);
      await gone;
      clearTimeout(guard);
    },
  };
}

function watch(
  child: ChildProcess,
  home: string,
  { throwAway, log, startMs = START_MS }: ExploreOptions,
): Opened {
  let said = '';
  let ending = false;
  child.stderr?.on(
    'data',
    (chunk: Buffer) => (said = `${said}${String(chunk)}`.slice(-LAST_WORDS)),
  );
  let failed: Error | null = null;
  child.once('error', (error) => (failed = error));
  const gone = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      log.info({ code, signal }, 'the lab beside this console ended');
      // Chromium writes once more after the last word of its console.
      throwAway(home);
      resolve();
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    const refuse = (why: string): void => {
      clearTimeout(guard);
      reject(new SallyportError([notOpened(failed?.message ?? (clip(said.trim(), 600) || why))]));
    };
    const guard = setTimeout(() => {
      refuse(`it gave no sign within ${startMs / 1000} s`);
      child.kill('SIGKILL');
    }, startMs);
    void gone.then(() => refuse('its process ended'));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === ENDING) ending = true;
      const found = /^ready: .*, home (.+)$/.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(guard);
      resolve(found);
    });
  });
  // Whoever asked hears of it; nobody may have.
  ready.catch((error: unknown) => log.warn({ err: error }, 'the lab did not open'));
  return { child, home: ready, gone, ending: () => ending };
}

function notOpened(why: string) {
  const remedy = 'Try it again; `npm start -- --lab` in a terminal says more.';
  return problem('INTERNAL', `The lab did not open: ${why}`, { remedy });
}

function run(executable: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(executable, [...args], { stdio: 'ignore' });
    const guard = setTimeout(() => child.kill('SIGKILL'), END_MS);
    const done = (): void => {
      clearTimeout(guard);
      resolve();
    };
    child.once('error', done);
    child.once('exit', done);
  });
}
