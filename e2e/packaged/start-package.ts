/**
 * Starts the packed console somewhere else than where it was packed. It is locked: the main process takes no debugger, so
 * what Playwright's own launcher needs is not there, and its page is reached as any Chromium's.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, cp, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import { bridgeOf, end, plainEnvironment, type Bridge } from '../app/open-console.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';

export interface Moved {
  readonly folder: string;
  readonly program: string;
}

export interface Started {
  readonly main: ChildProcess;
  readonly said: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

export interface OpenPackage extends Started, Bridge {
  readonly page: Page;
}

interface StartOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What to type before the program instead of its switches, as `setpriv --reuid=1 --`. */
  readonly behind?: readonly string[];
}

interface Fixtures {
  readonly start: (options: StartOptions) => Started;
  /** Resolves when the page is there and the gateway has started, or failed to. */
  readonly open: (options: StartOptions) => Promise<OpenPackage>;
  /** An empty folder that is gone afterwards. */
  readonly scratch: string;
}

/** The program where `npm run pack` would put it. */
export const packed = (): string => {
  const program = process.env['SALLYPORT_PACKAGE'];
  if (program === undefined) throw new Error('run this with scripts/e2e.mjs packaged');
  return program;
};

export const test = base.extend<Fixtures, { moved: Moved }>({
  moved: [
    async ({ browserName: _none }, use) => {
      const { path: away, remove } = makeTemporary('päcked away');
      // For a user who is not us.
      await chmod(away, 0o755);
      const from = dirname(packed());
      const folder = join(away, basename(from));
      await cp(from, folder, { recursive: true });
      await use({ folder, program: join(folder, basename(packed())) });
      remove();
    },
    { scope: 'worker' },
  ],
  scratch: async ({ browserName: _none }, use) => {
    const { path, remove } = makeTemporary('e2e');
    await use(path);
    remove();
  },
  start: async ({ moved }, use) => {
    const all: Started[] = [];
    await use((options) => {
      const started = launch(moved.program, options);
      all.push(started);
      return started;
    });
    for (const { main } of all) await end(main);
  },
  open: async ({ start }, use) => {
    const closing: (() => Promise<void>)[] = [];
    await use(async ({ args, ...rest }) => {
      const started = start({ args: ['--remote-debugging-port=0', ...args], ...rest });
      const { page, close } = await pageOf(started);
      closing.push(close);
      return { ...started, page, ...bridgeOf(page) };
    });
    for (const close of closing) await close();
  },
});

export { expect };

function launch(program: string, { args, env = {}, behind }: StartOptions): Started {
  const switches = (process.env['SALLYPORT_SWITCHES'] ?? '').split(' ').filter(Boolean);
  const line = behind === undefined ? [program, ...switches] : [...behind, program];
  const [command = program, ...rest] = [...line, ...args];
  const main = spawn(command, rest, {
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [main.stdout, main.stderr]) {
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  const ended = new Promise<number | string | null>((resolve) => {
    // 'close' comes after its last words.
    main.once('close', (code, signal) => resolve(code ?? signal));
  });
  return { main, said: () => text, ended };
}

async function pageOf({ said }: Started): Promise<{ page: Page; close: () => Promise<void> }> {
  const address = () => /DevTools listening on (ws:\S+)/.exec(said())?.[1];
  await expect.poll(said, { timeout: PATIENCE_MS }).toMatch(/DevTools listening[^]*ready: /);
  // Electron has none of the browser's contexts that Playwright would set up.
  const browser = await chromium.connectOverCDP(address() ?? '', { noDefaults: true });
  const context = browser.contexts()[0];
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('there is no window');
  await page.waitForLoadState();
  return { page, close: () => browser.close() };
}

/** Every file with its size and the time of its last change. */
export async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [path, ...(await listing(path))];
    const { size, mtimeMs } = await stat(path);
    return [`${path} ${size} ${mtimeMs}`];
  });
  return (await Promise.all(lines)).flat().sort();
}
