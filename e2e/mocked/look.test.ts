/** What the pictures do not hold: a change of the system's theme, a wide window, a way out that stands there once. */
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
    const control = await page.getByRole('switch', { name: 'EWS proxy for ENS' }).boundingBox();
    const words = await page.getByText(/^Lets Email Notification Service/).boundingBox();
    const gap = (control?.x ?? Infinity) - ((words?.x ?? 0) + (words?.width ?? 0));
    expect(gap).toBeLessThan(320);
    const exchange = page.getByRole('heading', { name: 'Exchange', exact: true });
    expect((await exchange.boundingBox())?.y).toBeGreaterThan(1080);
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
    const cut = await page
      .getByRole('gridcell')
      .locator('span')
      .evaluateAll((tags) => tags.filter((each) => each.scrollWidth > each.clientWidth).length);
    expect(cut).toBe(0);
  });

  it.each([samples.failed, samples.portTaken, { kind: 'stopped' as const }])(
    'offers Start once: $kind',
    async (view) => {
      const { page } = await windows.open('/', { view });
      await page.getByRole('alert').or(page.getByRole('status')).first().waitFor();
      expect(await page.getByRole('button', { name: 'Start', exact: true }).count()).toBe(1);
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
