/** Opens the real window in Chromium before a fake host. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { FakeHost } from './fake-host.ts';
import type { World } from './fake-host.ts';
import { serveRenderer } from './server.ts';
import type { RendererServer } from './server.ts';

export const chromiumPath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

export interface Opened {
  readonly page: Page;
  readonly host: FakeHost;
  /** Errors and warnings of the page's console, violations of the policy among them. */
  readonly problems: string[];
}

export interface Windows {
  readonly open: (path: string, parts?: Partial<World>) => Promise<Opened>;
  /** After each test, also a failed one. */
  readonly closePages: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openWindows(): Promise<Windows> {
  const server = await serveRenderer();
  const browser = await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ['--no-sandbox'],
  });
  return {
    open: (path, parts = {}) => open(browser, server, path, parts),
    closePages: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function open(
  browser: Browser,
  server: RendererServer,
  path: string,
  parts: Partial<World>,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const host = new FakeHost(parts);
  await host.attach(page);
  await page.goto(`${server.url}#${path}`);
  await page.waitForSelector('main h1');
  await page.evaluate('document.fonts.ready');
  return { page, host, problems };
}
