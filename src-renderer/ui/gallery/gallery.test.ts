import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, serveGallery } from '../../testing/gallery-server.ts';
import type { GalleryServer } from '../../testing/gallery-server.ts';

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
  let server: GalleryServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await serveGallery();
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const open = async (part: string): Promise<{ page: Page; problems: string[] }> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${server.url}?part=${part}&theme=light`);
    await page.waitForSelector('main, [role="dialog"]');
    await page.evaluate(() => document.fonts.ready);
    return { page, problems };
  };

  it.each(parts)('%s: nothing for axe, nothing against the policy', async (part) => {
    const { page, problems } = await open(part);
    const found: string[] = [];
    for (const theme of themes) {
      await page.evaluate(
        (name) => document.documentElement.setAttribute('data-theme', name),
        theme,
      );
      await keepPicture(page, `${part}-${theme}`);
      found.push(...problems.splice(0));
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations) {
        found.push(...nodes.map(({ html }) => `${theme}: ${id}: ${html}`));
      }
      // The tool itself evaluates text, which the policy of the page reports.
      problems.length = 0;
    }
    await page.context().close();
    expect(found).toEqual([]);
  });

  it('uses the fonts of the app', async () => {
    const { page } = await open('states');
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
    );
    await page.context().close();
    expect(loaded.join()).toContain('Inter Variable');
    expect(loaded.join()).toContain('JetBrains Mono Variable');
  });
});
