/** The menu and the page act as one, with a window and without. */
import type { ElectronApplication, Page } from '@playwright/test';
import { bridgeOf } from './open-console.ts';
import { expect, fillHome, test } from './own-world.ts';

/** As a person does: by the window. A page that its debugger closes takes Electron 25 with it now and then. */
async function closeWindow(app: ElectronApplication, page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}

const choose = (app: ElectronApplication, id: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (item === null || item === undefined) throw new Error(`the menu has no ${wanted}`);
    item.click();
  }, id);

test('Restart of the menu is done, and told of, in the window', async ({ openConsole }) => {
  const { app, page, call } = await openConsole();
  // The gateway may be ready before the page listens.
  await page.waitForSelector('main h1');
  await choose(app, 'restart');
  await expect(page.getByText('Restarted in')).toBeVisible();
  expect((await call('status', {})).generation).toBe(2);
});

test('a page that is chosen without a window is the one that the window opens with', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { app, page } = await openConsole({ home });
  await closeWindow(app, page);
  const [next] = await Promise.all([app.waitForEvent('window'), choose(app, 'settings')]);
  await expect(next.getByRole('heading', { level: 1 })).toHaveText('Settings');
});

test('without a window main restarts by itself', async ({ openConsole, home, exchange }) => {
  // A lab would end with its window.
  await fillHome(home, exchange);
  const { app, page } = await openConsole({ home });
  await closeWindow(app, page);
  await choose(app, 'restart');
  const [next] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ app: electron }) => void electron.emit('activate')),
  ]);
  await next.waitForSelector('main h1');
  const { call } = bridgeOf(next);
  await expect.poll(async () => (await call('status', {})).generation).toBe(2);
});
