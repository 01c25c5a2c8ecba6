/** Opens the real window in Chromium before a fake host. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { launchChromium, problemsOf } from '../../src-main/testing/chromium.ts';
import { serveBuiltPage } from '../../src-main/testing/page-server.ts';
import type { PageServer } from '../../src-main/testing/page-server.ts';
import { FakeHost } from './fake-host.ts';
import type { World } from './fake-host.ts';

export interface Opened {
  readonly page: Page;
  readonly host: FakeHost;
  /** Errors and warnings of the page's console, violations of the policy among them. */
  readonly problems: string[];
}

export interface Windows {
  readonly open: (path: string, parts?: Partial<World>) => Promise<Opened>;
}

/** To be called once in a suite: one Chromium for its tests; their pages are closed after each, also a failed one. */
export function useWindows(): Windows {
  let server: PageServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveBuiltPage(), launchChromium()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return { open: (path, parts = {}) => open(browser, server, path, parts) };
}

async function open(
  browser: Browser,
  server: PageServer,
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
  page.setDefaultTimeout(PATIENCE_MS);
  const problems = problemsOf(page);
  const host = new FakeHost(parts);
  await host.attach(page);
  await page.goto(`${server.url}#${path}`);
  await page.waitForSelector('main h1');
  await page.evaluate('document.fonts.ready');
  await host.settled();
  return { page, host, problems };
}

/** Nothing moves any more: what slides or fades has come to its end. */
export async function still(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const ends = ({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime);
    for (let moving = null; moving === null || moving.length > 0; ) {
      await frame();
      await frame();
      moving = document.getAnimations().filter((each) => each.playState === 'running' && ends(each));
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
  })()`);
}
