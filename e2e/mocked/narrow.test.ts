/** Narrow windows, a zoom of 200 % (which is half the pixels), and what floats above a page. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { axeFinds, chromiumPath } from '../../src-main/testing/chromium.ts';
import { still, useWindows } from './open-window.ts';

const sizes = [
  { width: 1024, height: 700 },
  { width: 640, height: 400 },
];
const paths = [
  '/',
  '/blocked',
  '/log',
  '/devices',
  '/policies',
  '/settings',
  '/certificates',
  '/diagnostics',
  '/set-up',
];

const floating: readonly (readonly [string, string, (page: Page) => Promise<void>])[] = [
  ['the export', '/log', (page) => page.getByRole('button', { name: 'Export' }).click()],
  ['the reasons', '/log', (page) => page.getByRole('combobox').first().click()],
  [
    'the filter help',
    '/log',
    (page) => page.getByRole('button', { name: 'How to filter' }).click(),
  ],
  ['the shortcuts', '/', (page) => page.keyboard.press('?')],
];

describe.skipIf(chromiumPath === undefined)('where there is little room', () => {
  const windows = useWindows();

  it.each(paths)('%s: state and Restart are whole', async (path) => {
    const { page } = await windows.open(path);
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const shown of [
        page.getByRole('banner').getByText('Running', { exact: true }),
        page.getByRole('button', { name: 'Restart', exact: true }),
      ]) {
        const clipped = () => shown.evaluate((each) => each.scrollWidth > each.clientWidth);
        const end = async () => {
          const box = await shown.boundingBox();
          return (box?.x ?? Infinity) + (box?.width ?? 0);
        };
        await expect.poll(clipped).toBe(false);
        await expect.poll(end).toBeLessThanOrEqual(size.width);
      }
      expect(await axeFinds(page), `at ${size.width}`).toEqual([]);
    }
  });

  it('a change can be saved from the end of the settings', async () => {
    const { page } = await windows.open('/settings');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await page.getByRole('heading', { name: 'EWS for ENS only' }).evaluate((row) => {
      row.scrollIntoView();
    });
    const bar = await page.getByRole('button', { name: 'Save', exact: true }).boundingBox();
    const row = await page.getByRole('heading', { name: 'Compliance', exact: true }).boundingBox();
    expect(bar?.y).toBeGreaterThan(56);
    expect(bar?.y).toBeLessThan(100);
    expect(row?.y).toBeLessThan(0);
  });

  it.each(floating)('nothing is wrong with %s when it is open', async (_name, path, open) => {
    const { page } = await windows.open(path);
    await open(page);
    await still(page);
    expect(await axeFinds(page)).toEqual([]);
  });
});
