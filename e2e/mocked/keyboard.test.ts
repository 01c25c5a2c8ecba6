/** Every action by Tab, arrows and Enter alone: no mouse, no focus set by the test. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

/** More than a page has. */
const STOPS = 200;

/** Presses Tab until the focus is on what `selector` names. */
async function tabTo(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor({ state: 'attached' });
  for (let at = 0; at < STOPS; at += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`${selector} is not reached`);
}
const named = (name: string) => `button:text-is("${name}")`;

describe.skipIf(chromiumPath === undefined)('by keyboard alone', () => {
  const windows = useWindows();

  it('a client is blocked, and that is undone', async () => {
    const { page, host } = await windows.open('/blocked');
    await tabTo(page, '[role="grid"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, named('Block'));
    await page.keyboard.press('Enter');
    await expect.poll(() => host.called.map(({ name }) => name)).toContain('override');
    await tabTo(page, named('Undo'));
    await page.keyboard.press('Enter');
    await expect.poll(() => host.called.map(({ name }) => name)).toContain('unset');
  });

  it('a row of the log is read, and its device blocked; the log is exported', async () => {
    const { page, host } = await windows.open('/log');
    await tabTo(page, '[role="grid"]');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await tabTo(page, named('Block'));
    await page.keyboard.press('Enter');
    await expect.poll(() => host.called.map(({ name }) => name)).toContain('override');
    await tabTo(page, named('Export'));
    await page.keyboard.press('Enter');
    await page.locator('[role="menuitem"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const exported = () => host.called.find(({ name }) => name === 'exportLog')?.params;
    await expect.poll(exported).toMatchObject({ format: 'json' });
  });

  it('a host is tested, and an older version put back', async () => {
    const history = [
      { version: 2, at: new Date(samples.now).toISOString(), by: 'admin', files: [] },
      { version: 1, at: new Date(samples.now - 60_000).toISOString(), by: 'admin', files: [] },
    ].map((each) => ({ ...each, from: 'window' as const, summary: `version ${each.version}` }));
    const { page, host } = await windows.open('/settings', { history });
    await tabTo(page, 'input[role="switch"]');
    await tabTo(page, 'input[role="switch"]');
    await tabTo(page, 'input[role="switch"]');
    await page.keyboard.press('Space');
    await tabTo(page, 'input[type="text"]');
    await page.keyboard.type('https://ews.corp.example:443');
    await tabTo(page, named('Test'));
    await page.keyboard.press('Enter');
    await expect.poll(() => host.called.map(({ name }) => name)).toContain('testHost');
    await tabTo(page, named('History'));
    await page.keyboard.press('Enter');
    await tabTo(page, named('Roll back'));
    await page.keyboard.press('Enter');
    await tabTo(page, named('Roll back'));
    await page.keyboard.press('Enter');
    const rolled = () => host.called.find(({ name }) => name === 'rollback')?.params;
    await expect.poll(rolled).toEqual({ version: 1 });
  });

  it('a stopped gateway is started from the one button for it', async () => {
    const { page, host } = await windows.open('/', { view: { kind: 'stopped' } });
    await tabTo(page, named('Start'));
    await page.keyboard.press('Enter');
    await expect.poll(() => host.called.map(({ name }) => name)).toContain('start');
  });
});
