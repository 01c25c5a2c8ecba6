/** What the pictures do not hold: a change of the system's theme, a wide window, a way out that stands there once. */
import type { Locator } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { axeFinds, chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

describe.skipIf(chromiumPath === undefined)('the look', () => {
  const windows = useWindows();

  it('follows the system while it is open, until a theme is chosen', async () => {
    const { page } = await windows.open('/');
    const themed = (theme: string) =>
      page.waitForSelector(`html[data-theme="${theme}"]`, { state: 'attached' });
    const ground = () =>
      page
        .locator('main')
        .evaluate((each) => getComputedStyle(each.ownerDocument.body).backgroundColor);
    await themed('light');
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    await themed('dark');
    expect(await ground()).not.toBe(light);
    await page.getByRole('button', { name: /Change theme/ }).click();
    await themed('light');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await themed('light');
    expect(await ground()).toBe(light);
  });

  it('keeps the controls of the settings near their words on a wide window', async () => {
    const { page } = await windows.open('/settings');
    await page.setViewportSize({ width: 1920, height: 1080 });
    const gap = async () => {
      const control = await page.getByRole('switch', { name: 'EWS proxy for ENS' }).boundingBox();
      const words = await page.getByText(/^Lets Email Notification Service/).boundingBox();
      return (control?.x ?? Infinity) - ((words?.x ?? 0) + (words?.width ?? 0));
    };
    await expect.poll(gap).toBeLessThan(320);
    const exchange = page.getByRole('heading', { name: 'Exchange', exact: true });
    await expect.poll(async () => (await exchange.boundingBox())?.y).toBeGreaterThan(1080);
    await page.getByRole('navigation', { name: 'On this page' }).getByText('Exchange').click();
    await expect.poll(async () => (await exchange.boundingBox())?.y).toBeLessThan(200);
    expect(await axeFinds(page)).toEqual([]);
  });

  it('has all columns beside the details where there is room', async () => {
    const { page } = await windows.open('/log');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.getByRole('row').nth(4).click();
    await page.getByText('Time spent').waitFor();
    await page.getByRole('columnheader', { name: 'Device' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('columnheader', { name: 'Device' }).waitFor({ state: 'detached' });
    const cut = () =>
      page
        .getByRole('gridcell')
        .locator('span')
        .evaluateAll((tags) => tags.filter((each) => each.scrollWidth > each.clientWidth).length);
    await expect.poll(cut).toBe(0);
  });

  it('shows whole rows below the head while it follows, in a window of any height', async () => {
    const { page } = await windows.open('/log');
    for (const height of [800, 811, 835, 1080]) {
      await page.setViewportSize({ width: 1280, height });
      const grid = page.getByRole('grid');
      // The head stands over the first pixels of the grid.
      const cut = () =>
        grid.evaluate((each) => {
          const top = each.getBoundingClientRect().top + 34;
          const rows = [...each.querySelectorAll('.table-row')];
          return rows.filter((row) => {
            const { top: above, bottom } = row.getBoundingClientRect();
            return above < top - 1 && bottom > top + 1;
          }).length;
        });
      await expect.poll(cut).toBe(0);
      expect(await page.getByRole('row').last().getByRole('gridcell').count()).toBeGreaterThan(0);
    }
  });

  it('ends a short list with its last row, and says what is not in it', async () => {
    const { page } = await windows.open('/blocked');
    const end = page.getByText(/^Blocked now, and asked in the last 7 days/);
    const gap = async () => {
      const last = await page.getByRole('row').last().boundingBox();
      const below = (await end.boundingBox())?.y ?? Infinity;
      return below - ((last?.y ?? 0) + (last?.height ?? 0));
    };
    await expect.poll(gap).toBeLessThan(24);
    await page.getByRole('button', { name: 'All blocked requests' }).click();
    await page.getByRole('heading', { level: 1, name: 'Block log' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Filter the log' }).inputValue()).toBe(
      'last:7d',
    );
  });

  it.each(['/blocked', '/log'])(
    'cuts no column and no name in the smallest window: %s',
    async (path) => {
      const { page } = await windows.open(path);
      await page.setViewportSize({ width: 960, height: 600 });
      const sideways = () =>
        page.getByRole('grid').evaluate((each) => each.scrollWidth - each.clientWidth);
      const cutCells = () =>
        page
          .getByRole('gridcell')
          .evaluateAll(
            (cells) => cells.filter((each) => each.scrollWidth > each.clientWidth).length,
          );
      for (const open of [() => Promise.resolve(), () => page.getByRole('row').last().click()]) {
        await open();
        await expect.poll(sideways).toBe(0);
        await expect.poll(cutCells).toBe(0);
      }
    },
  );

  it('keeps the bar of changes as wide as the page that it is about', async () => {
    const { page } = await windows.open('/settings');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    const edge = async (of: Locator) => {
      const box = await of.boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0);
    };
    const bar = page.getByRole('region', { name: 'Pending changes' });
    const history = page.getByRole('button', { name: 'History' });
    const apart = async () => Math.abs((await edge(bar)) - (await edge(history)));
    await expect.poll(apart).toBeLessThan(2);
  });

  it('scrolls a setting clear of a bar of several lines', async () => {
    const { page } = await windows.open('/settings', {
      settings: samples.settings({ 'listener.host': '10.1.1.21' }),
    });
    await page.setViewportSize({ width: 960, height: 700 });
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill('99999');
    const bar = page.getByRole('region', { name: 'Pending changes' });
    const heading = page.getByRole('heading', { name: 'Certificate', exact: true });
    const below = async () => {
      await heading.evaluate((each) => each.scrollIntoView());
      const box = await bar.boundingBox();
      const bottom = (box?.y ?? Infinity) + (box?.height ?? 0);
      return ((await heading.boundingBox())?.y ?? 0) - bottom;
    };
    // The page measures the bar after it has grown.
    await expect.poll(below).toBeGreaterThan(0);
  });

  it('says in the first window what to do about an Exchange that is gone', async () => {
    const { page } = await windows.open('/', samples.exchangeDown);
    const advice = await page.getByText(/^Requests are answered with 503/).boundingBox();
    expect((advice?.y ?? Infinity) + (advice?.height ?? 0)).toBeLessThan(800);
  });

  it('asks why about the request as it was', async () => {
    const { page, host } = await windows.open('/log');
    const why = async (row: RegExp) => {
      await page.getByRole('row', { name: row }).click();
      await page.getByRole('button', { name: 'Why?' }).click();
      await page.getByText('decided here').waitFor();
      // The one that is about then names no request.
      const asked = host.called.filter(({ name }) => name === 'why').map(({ params }) => params);
      return asked.findLast((each) => Object.hasOwn(each as object, 'request'));
    };
    const ofEns = page.getByText('From an address of ENS');
    expect(await why(/10:02:37\.118/)).toMatchObject({
      request: { protocol: 'eas', client: '10.1.4.24', mailbox: null },
    });
    expect(await ofEns.count()).toBe(0);
    expect(await why(/10:02:38\.518/)).toMatchObject({
      request: { protocol: 'ews', client: '10.1.2.14', mailbox: null },
    });
    await ofEns.getByText('yes').or(ofEns).first().waitFor();
  });

  it('marks the group of settings where one is', async () => {
    const { page } = await windows.open('/settings');
    await page.setViewportSize({ width: 1920, height: 1080 });
    const groups = page.getByRole('navigation', { name: 'On this page' });
    const marked = () => groups.locator('[aria-current="location"]').allTextContents();
    await expect.poll(marked).toEqual(['Email Notification Service']);
    await groups.getByText('Compliance', { exact: true }).click();
    await expect.poll(marked).toEqual(['Compliance']);
    await groups.getByText('Access log').click();
    await expect.poll(marked).toEqual(['Access log']);
  });

  it.each([samples.failed, samples.portTaken, { kind: 'stopped' as const }])(
    'offers Start once: $kind',
    async (view) => {
      const { page } = await windows.open('/', { view });
      await page.getByRole('alert').or(page.getByRole('status')).first().waitFor();
      const starts = page.getByRole('button', { name: 'Start', exact: true });
      await expect.poll(() => starts.count()).toBe(1);
    },
  );

  it('clears the list under a filter that is not understood, and says what is wrong', async () => {
    const { page } = await windows.open('/log');
    await page.getByRole('gridcell').first().waitFor();
    await page.getByRole('textbox', { name: 'Filter the log' }).fill('stauts:403');
    await page.getByText('“stauts:403” is not understood.', { exact: true }).waitFor();
    await page.getByText(/Did you mean “status:”\?/).waitFor();
    expect(await page.getByRole('gridcell').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('gridcell').first().waitFor();
  });
});
