/** For the tests of this room only: bundles the thread as the build does, starts child processes, makes events. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { makeTemporary } from '../testing/temporary-folder.ts';
import { databasePath } from './files.ts';
import { openDatabase } from './database.ts';
import type { JournalHealth } from '../../src-shared/events.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const made: (() => void)[] = [];

/** A folder of the test's own, which `cleanUp` removes. Others may enter: some tests run children as nobody. */
export function temporaryFolder(): string {
  const { path, remove } = makeTemporary('journal');
  made.push(remove);
  chmodSync(path, 0o755);
  return path;
}

export function cleanUp(): void {
  for (const remove of made.splice(0)) remove();
}

export interface Bundles {
  readonly workerFile: string;
  /** testing-child.ts. */
  readonly childFile: string;
  readonly folder: string;
}

/** Bundles thread and child into CommonJS, once per test file; libsql comes from the project's node_modules. */
export async function bundles(): Promise<Bundles> {
  const folder = temporaryFolder();
  symlinkSync(here('../../node_modules'), join(folder, 'node_modules'), 'junction');
  await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      target: 'node18.15',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        external: ['libsql'],
        input: {
          worker: here('worker.ts'),
          child: here('testing-child.ts'),
          reader: here('reader.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
        },
      },
    },
  });
  return { folder, workerFile: join(folder, 'worker.cjs'), childFile: join(folder, 'child.cjs') };
}

/** A line of testing-child.ts. */
export interface ChildLine {
  readonly recorded?: { readonly seq: number; readonly at: number };
  readonly health?: JournalHealth;
  readonly closed?: JournalHealth;
}

export interface Child {
  readonly process: ChildProcess;
  readonly lines: ChildLine[];
  /** Resolves with the first line, also an earlier one, that passes; rejects when the child ends before. */
  readonly until: (passes: (line: ChildLine) => boolean, from?: number) => Promise<ChildLine>;
  readonly ended: Promise<void>;
}

/** `before`: a command that runs the child (`setpriv`, `prlimit`), with its arguments. */
export function startChild(
  bundle: Bundles,
  folder: string,
  seed: number,
  before: string[] = [],
): Child {
  const node = process.env['SALLYPORT_TEST_NODE'] ?? process.execPath;
  const [command, ...rest] = [
    ...before,
    node,
    bundle.childFile,
    folder,
    bundle.workerFile,
    String(seed),
  ];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: ChildLine[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const wake = () => {
    for (const each of waiting) each();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as ChildLine);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      over = true;
      wake();
      resolve();
    });
  });
  const until = (passes: (line: ChildLine) => boolean, from = 0) =>
    new Promise<ChildLine>((resolve, reject) => {
      let next = from;
      const look = () => {
        for (; next < lines.length; next += 1) {
          const line = lines[next];
          if (line === undefined || !passes(line)) continue;
          waiting.delete(look);
          resolve(line);
          return;
        }
        if (over) reject(new Error('the child ended'));
      };
      waiting.add(look);
      look();
    });
  return { process: child, lines, until, ended };
}

/** What SQLite itself says of the whole file, read as a reader does: `ok`. */
export function quickCheck(folder: string): string {
  const live = readdirSync(folder).includes('events.db-shm');
  const database = openDatabase(databasePath(folder), live ? 'live' : 'still', 2000);
  try {
    return String(database.prepare('PRAGMA quick_check').get()?.['quick_check']);
  } finally {
    database.close();
  }
}

/** Asks every 20 ms; the bound is a guard against hanging only. */
export async function eventually(passes: () => boolean, boundMs = PATIENCE_MS): Promise<void> {
  const end = Date.now() + boundMs;
  while (!passes()) {
    if (Date.now() > end) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
