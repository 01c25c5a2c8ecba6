/** Opens the console as `npm start` does, and ends it after the test, however that went. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  _electron,
  test as base,
  expect,
  type ElectronApplication,
  type Page,
} from '@playwright/test';
import type {
  Reply,
  WindowAnswer,
  WindowCallName,
  WindowParams,
} from '../../src-shared/contract/window.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { makeTemporary } from '../../src-main/testing/temporary-folder.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ConsoleOptions {
  /** Without one: the lab, in a throw-away home of its own. */
  readonly home?: string;
  /** Another product than the built one. */
  readonly folder?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface OpenConsole extends Bridge {
  readonly app: ElectronApplication;
  /** The main process; its handle outlives the application. */
  readonly main: ChildProcess;
  readonly page: Page;
  /** What it wrote to standard output so far. */
  readonly said: () => string;
}

export interface Bridge {
  /** A call on the bridge, as the page makes it; rejects where the answer is no. */
  readonly call: <Name extends WindowCallName>(
    name: Name,
    params: WindowParams<Name>,
  ) => Promise<WindowAnswer<Name>>;
  /** The same with anything at all, and with the answer as it comes. */
  readonly ask: (name: unknown, params: unknown) => Promise<Reply<unknown>>;
}

interface Fixtures {
  /** Resolves when the page is there and the gateway has started, or failed to. */
  readonly openConsole: (options?: ConsoleOptions) => Promise<OpenConsole>;
  /** An empty folder that is gone afterwards. */
  readonly home: string;
}

export const test = base.extend<Fixtures>({
  // Playwright wants a pattern for what a fixture needs, and these need nothing.
  home: async ({ browserName: _none }, use) => {
    const { path, remove } = makeTemporary('e2e');
    await use(path);
    remove();
  },
  openConsole: async ({ browserName: _none }, use) => {
    const opened: OpenConsole[] = [];
    await use(async (options = {}) => {
      const found = await launch(options);
      opened.push(found);
      return found;
    });
    for (const { main } of opened) await end(main);
  },
});

export { expect };

/** For those who end it themselves. */
export async function launch(options: ConsoleOptions): Promise<OpenConsole> {
  const { home, folder = root, args = [], env = {} } = options;
  const executablePath = process.env['SALLYPORT_ELECTRON'];
  if (executablePath === undefined) throw new Error('run this with scripts/e2e.mjs');
  const where = home === undefined ? ['--lab'] : ['--home', home];
  const app = await _electron.launch({
    executablePath,
    args: [folder, ...where, ...args],
    env: { ...plainEnvironment(), ...env },
  });
  const main = app.process();
  let text = '';
  main.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  try {
    const page = await app.firstWindow();
    await expect.poll(() => text, { timeout: PATIENCE_MS }).toContain('ready: ');
    await shown(page);
    return { app, main, page, said: () => text, ...bridgeOf(page) };
  } catch (error) {
    await end(main);
    throw error;
  }
}

/**
 * The page is there, and loads nothing more. Electron 25 falls over (SIGSEGV) when a page goes that is still being
 * loaded while a debugger looks on; a person cannot do that.
 */
export async function shown(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** As a person does, by the window, and only once the page is there: see `shown`. */
export async function closeWindow(app: ElectronApplication, page: Page): Promise<void> {
  await shown(page);
  const closed = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}

/** The page's way to the host. */
export function bridgeOf(page: Page): Bridge {
  const ask = (name: unknown, params: unknown) =>
    page.evaluate(
      ([to, what]) => {
        const { sallyport } = window;
        return sallyport.call(to, what);
      },
      [name, params] as const,
    );
  const call = async (name: WindowCallName, params: unknown) => {
    const reply = await ask(name, params);
    if (reply.ok) return reply.value;
    throw new Error(reply.problems.map(({ code, message }) => `${code}: ${message}`).join('; '));
  };
  return { ask, call: call as Bridge['call'] };
}

export function plainEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE'));
}

/** A polite word first, so that the lab's home is thrown away. */
export async function end(main: ChildProcess): Promise<void> {
  if (main.exitCode !== null || main.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => main.once('exit', () => resolve()));
  main.kill('SIGTERM');
  const guard = setTimeout(() => main.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(guard);
}
