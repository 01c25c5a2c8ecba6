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

/**
 * To be called once in a suite: one Chromium for its tests. A page that a test has passed with is emptied for the next
 * one, which spares it half of its start; a second one in a test, and one after a failure, is new.
 */
export function useWindows(): Windows {
  let server: PageServer;
  let browser: Browser;
  let kept: Page | null = null;
  let inUse: Page | null = null;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveBuiltPage(), launchChromium()]);
  });
  afterEach(async ({ task }) => {
    kept = task.result?.state === 'fail' ? null : inUse;
    inUse = null;
    const others = browser.contexts().filter((context) => context !== kept?.context());
    await Promise.all(others.map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return {
    open: async (path, parts = {}) => {
      const page = kept ?? (await newPage(browser));
      if (kept !== null) await empty(page, server.url);
      inUse = page;
      kept = null;
      return open(page, `${server.url}#${path}`, parts);
    },
  };
}

const size = { width: 1280, height: 800 };
const calm = { reducedMotion: 'reduce', colorScheme: 'light' } as const;

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: size, timezoneId: 'UTC', ...calm });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** As a new one would be, but for what Chromium has compiled. */
async function empty(page: Page, url: string): Promise<void> {
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  await page.mouse.move(0, 0);
  // A picture runs no script that could write once more what is forgotten here.
  await page.goto(`${url}tray.png`);
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await page.setViewportSize(size);
  await page.emulateMedia(calm);
}

async function open(page: Page, url: string, parts: Partial<World>): Promise<Opened> {
  const problems = problemsOf(page);
  const host = new FakeHost(parts);
  await host.attach(page);
  await page.goto(url);
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
