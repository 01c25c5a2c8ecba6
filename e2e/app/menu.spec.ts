/** The menu and the page act as one, with a window and without. */
import type { ElectronApplication } from '@playwright/test';
import { bridgeOf, closeWindow, shown } from './open-console.ts';
import { expect, fillHome, test } from './own-world.ts';

// The development run-time (Electron 25.1.1) dies in one of forty closings of a window that a debugger looks on; without
// a debugger in none of twelve. What a test finds wrong is wrong in each try.
test.describe.configure({ retries: 2 });

const choose = (app: ElectronApplication, id: string) =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (item === null || item === undefined) throw new Error(`the menu has no ${wanted}`);
    item.click();
  }, id);

test('Restart of the menu is done, and told of, in the window', async ({ openConsole }) => {
  const { app, page, call } = await openConsole();
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
  await shown(next);
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
  await shown(next);
  const { call } = bridgeOf(next);
  await expect.poll(async () => (await call('status', {})).generation).toBe(2);
});
