/** A value that nobody can use is shown at its row and mended there; what was saved is rolled back. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, fillHome, go, test } from './own-world.ts';

const proxyKey = 'enable.boxer.ens.ews.proxy';

test('a wrong value at its row, its mend, and the way back', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const file = join(home, 'config', 'application.properties');
  const right = await readFile(file, 'utf8');
  await writeFile(file, right.replace(`${proxyKey}=true`, `${proxyKey}=ture`));
  const { page, ask, call } = await openConsole({ home });
  const chip = page.getByRole('status', { name: 'Gateway' });
  const row = page.locator(`[id="setting-${proxyKey}"]`);
  const proxy = page.getByRole('switch', { name: 'EWS proxy for ENS' });
  const inForce = async () => (await call('status', {})).settings.ewsProxy;

  await test.step('the failure leads to the row, which says the same', async () => {
    await expect(chip).toContainText('Failed');
    await expect(page.getByRole('button', { name: 'Start', exact: true })).toHaveCount(1);
    await page.getByRole('link', { name: 'Show this setting' }).first().click();
    await expect(row.getByRole('alert')).toContainText(`${proxyKey} is "ture"`);
    await expect(row).toHaveAttribute('data-asked');
  });

  await test.step('the mend is on the same page', async () => {
    await proxy.click();
    await page.getByRole('button', { name: 'Save and start' }).click();
    await expect(chip).toHaveText('Running');
    await expect(row.getByRole('alert')).toHaveCount(0);
    await expect(proxy).toBeChecked();
    expect(await readFile(file, 'utf8')).toBe(right);
    expect(await inForce()).toBe(true);
  });

  await test.step('a version is rolled back, and counts after a restart', async () => {
    await proxy.click();
    await page.getByRole('button', { name: 'Apply and restart' }).click();
    await expect(page.getByText(/Restarted in .*, 0 requests failed/)).toBeVisible();
    expect(await inForce()).toBe(false);
    await page.getByRole('button', { name: 'History' }).click();
    const history = page.getByRole('complementary', { name: 'History' });
    // The newest is the one of just now: from here on they keep their places.
    await expect(history.getByRole('listitem').first()).toContainText('true → false');
    const before = history.getByRole('listitem').nth(1);
    await before.getByRole('button', { name: 'Roll back' }).click();
    await before.getByRole('button', { name: 'Roll back' }).click();
    await expect(page.getByText('1 saved change waits for a restart')).toBeVisible();
    await expect(proxy).toBeChecked();
    await expect(history.getByRole('listitem').first()).toContainText('rolled back');
    expect(await readFile(file, 'utf8')).toBe(right);
    expect(await inForce()).toBe(false);
    await page.getByRole('button', { name: 'Apply and restart' }).click();
    await expect.poll(inForce).toBe(true);
  });
  expect((await ask('check', {})).ok).toBe(true);
});

test('follows the theme of the system while it is open', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { app, page } = await openConsole({ home });
  // Playwright emulates a scheme of its own, which would stand before the system's.
  await page.emulateMedia({ colorScheme: null });
  await go(page, 'Settings');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const themed = async (theme: 'light' | 'dark') => {
    await app.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    return ground();
  };
  const [light, dark] = [await themed('light'), await themed('dark')];
  expect(light).not.toBe(dark);
  expect(await themed('light')).toBe(light);
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});
