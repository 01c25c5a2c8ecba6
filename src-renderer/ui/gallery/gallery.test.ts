import type { Browser, Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  axeFinds,
  chromiumPath,
  launchChromium,
  problemsOf,
} from '../../../src-main/testing/chromium.ts';
import type { PageServer } from '../../../src-main/testing/page-server.ts';
import { serveGallery } from '../../testing/gallery-server.ts';

// parts.tsx would bring the whole of React into this process.
const parts = ['states', 'controls', 'overview', 'log', 'empty', 'settings', 'palette'];
const themes = ['light', 'dark'] as const;

/** Set: each part is also kept as a picture there. */
const pictures = process.env['GALLERY_PICTURES'];

async function keepPicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  // What changes its colour slowly has done so.
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

describe.skipIf(chromiumPath === undefined)('the gallery in Chromium', () => {
  let server: PageServer;
  let browser: Browser;
  // One for all: Chromium compiles what it shows once.
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([serveGallery(), launchChromium()]);
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    page = await context.newPage();
    problems = problemsOf(page);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const open = async (part: string): Promise<void> => {
    problems.length = 0;
    await page.goto(`${server.url}?part=${part}&theme=light`);
    await page.waitForSelector('main, [role="dialog"]');
    await page.evaluate(() => document.fonts.ready);
  };

  it.each(parts)('%s: nothing for axe, nothing against the policy', async (part) => {
    await open(part);
    const found: string[] = [];
    for (const theme of themes) {
      await page.evaluate(
        (name) => document.documentElement.setAttribute('data-theme', name),
        theme,
      );
      await keepPicture(page, `${part}-${theme}`);
      found.push(...problems.splice(0));
      found.push(...(await axeFinds(page)).map((each) => `${theme}: ${each}`));
      // The tool itself evaluates text, which the policy of the page reports.
      problems.length = 0;
    }
    expect(found).toEqual([]);
  });

  it('is looked at by an axe that finds what is wrong', async () => {
    await open('states');
    await page.evaluate(() =>
      document.querySelector('main')?.append(document.createElement('button')),
    );
    expect(await axeFinds(page)).toEqual([expect.stringContaining('button-name')]);
  });

  it('uses the fonts of the app', async () => {
    await open('states');
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
    );
    expect(loaded.join()).toContain('Inter Variable');
    expect(loaded.join()).toContain('JetBrains Mono Variable');
  });
});
