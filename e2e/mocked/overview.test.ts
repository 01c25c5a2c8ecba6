/** The Overview: what its figures count, and that each leads to what it stands for. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const filterOf = (page: Page) => page.getByRole('textbox', { name: 'Filter the log' }).inputValue();
const wouldBlock = { ...samples.overview, blocked: { requests: 37, clients: 1 } };

describe.skipIf(chromiumPath === undefined)('the Overview', () => {
  const windows = useWindows();

  it('shows what was counted, in the range that is chosen', async () => {
    const { page, host } = await windows.open('/');
    await figure(page, 'Blocked').getByText('198').waitFor();
    await figure(page, 'Requests').getByText('182').waitFor();
    await figure(page, 'Added latency').getByText('2.4').waitFor();
    await figure(page, 'Exchange errors').getByText('0').waitFor();
    await page
      .getByRole('img', { name: 'Blocked per minute, last hour: between 0 and 17' })
      .waitFor();
    await page.getByRole('button', { name: '24 h' }).click();
    const asked = () => host.called.filter(({ name }) => name === 'overview').at(-1)?.params;
    await expect.poll(asked).toEqual({ minutes: 1440, verdict: 'blocked' });
    await page.getByText('Why blocked, last 24 hours').waitFor();
  });

  it.each([
    ['the blocked', 'button:has-text("Blocked")', 'last:1h', 'Blocked only'],
    ['all requests', 'button:has-text("Requests")', 'last:1h', 'All requests'],
    ['errors', 'button:has-text("Exchange errors")', 'reason:upstream last:1h', 'All requests'],
    ['a reason', 'button[title*="Unenrolled"]', 'reason:device_unenrolled last:1h', 'Blocked only'],
    ['a client', 'button[title*="alice"]', 'user:alice@corp.example last:1h', 'Blocked only'],
  ])('%s leads to the log', async (_what, selector, words, shown) => {
    const { page } = await windows.open('/');
    await page.locator(`main ${selector}`).first().click();
    await page.getByRole('heading', { name: 'Block log', level: 1 }).waitFor();
    expect(await filterOf(page)).toBe(words);
    await page.getByRole('button', { name: shown, pressed: true }).waitFor();
  });

  it('counts in test mode what would be blocked, and says so', async () => {
    const view = samples.running({ mode: 'test' });
    const { page, host } = await windows.open('/', { view, wouldBlock });
    await figure(page, 'Would be blocked').getByText('37').waitFor();
    await page.getByRole('img', { name: /^Would be blocked, per minute/ }).waitFor();
    await page.getByText('Who would be blocked, last hour').waitFor();
    expect(await figure(page, 'Blocked').count()).toBe(0);
    await host.show(samples.running());
    await figure(page, 'Blocked').getByText('198').waitFor();
    await host.show({ kind: 'stopped' });
    await figure(page, 'Blocked').getByText('198').waitFor();
    await host.show(view);
    await figure(page, 'Would be blocked').getByText('37').waitFor();
  });
});
