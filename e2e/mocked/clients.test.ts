/** The blocked clients: their range, their order, what is looked for, and times that are whole. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

/** Who stands in the list, from above. */
const users = (page: Page) =>
  page
    .getByRole('row')
    .filter({ hasNot: page.getByRole('columnheader') })
    .evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
        .map((row) => row.firstElementChild?.textContent.split('@')[0]),
    );
const newestFirst = ['alice', 'j.meyer', 'p.okafor', 'b.ito', 'r.silva', 'm.larsen'];
const head = (page: Page, name: string) =>
  page.getByRole('columnheader', { name }).getByRole('button');

describe.skipIf(chromiumPath === undefined)('the blocked clients', () => {
  const windows = useWindows();

  it('asks for the range that is chosen', async () => {
    const { page, host } = await windows.open('/blocked');
    const since = () => {
      const asked = host.called.filter(({ name }) => name === 'blocked').at(-1)?.params;
      return (samples.now - Date.parse((asked as { since: string }).since)) / 86_400_000;
    };
    expect(since()).toBe(7);
    host.world.clients = samples.clients.slice(0, 1);
    for (const [name, days] of [
      ['Last 30 days', 30],
      ['Last day', 1],
    ] as const) {
      await page.getByRole('combobox', { name: 'Seen in' }).click();
      await page.getByRole('option', { name }).click();
      await expect.poll(since).toBe(days);
    }
    await page.getByText('1 client', { exact: true }).waitFor();
  });

  it('sorts by each column, and back', async () => {
    const { page } = await windows.open('/blocked');
    await expect.poll(() => users(page)).toEqual(newestFirst);
    await head(page, 'Last seen').click();
    await expect.poll(() => users(page)).toEqual(newestFirst.toReversed());
    await head(page, 'User').click();
    const byName = newestFirst.toSorted();
    await expect.poll(() => users(page)).toEqual(byName);
    await head(page, 'User').click();
    await expect.poll(() => users(page)).toEqual(byName.toReversed());
    await head(page, 'Tries').click();
    await expect.poll(async () => (await users(page))[0]).toBe('alice');
    const sorted = page.getByRole('columnheader', { name: 'Tries' });
    expect(await sorted.getAttribute('aria-sort')).toBe('descending');
    await head(page, 'Tries').click();
    await expect.poll(async () => (await users(page))[0]).toBe('m.larsen');
  });

  it('finds by user, device and reason, and says when nothing fits', async () => {
    const { page } = await windows.open('/blocked');
    await page.keyboard.press('/');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('wiped');
    await page.getByText('1 of 6 clients').waitFor();
    await expect.poll(() => users(page)).toEqual(['alice']);
    const field = page.getByRole('textbox', { name: 'Search clients' });
    await field.fill('android novice');
    await page.getByText('No client fits the search').waitFor();
    await field.fill('android corp.example');
    await page.getByText('3 of 6 clients').waitFor();
    await field.fill('');
    await page.getByText('6 clients', { exact: true }).waitFor();
  });

  it('shows times of another year whole, beside the drawer too', async () => {
    const [first, ...others] = samples.clients;
    const long = { firstSeen: '2025-11-21T23:30:00.000Z', lastSeen: '2025-12-28T23:30:00.000Z' };
    const { page } = await windows.open('/blocked', {
      clients: [{ ...first!, ...long }, ...others],
    });
    const cut = () =>
      page
        .getByRole('gridcell')
        .filter({ has: page.locator('time') })
        .evaluateAll((cells) => cells.filter((each) => each.scrollWidth > each.clientWidth).length);
    await page.getByText('28 Dec 2025 23:30').waitFor();
    // How much room there is, the table hears a moment later.
    await expect.poll(cut).toBe(0);
    await page.getByText('28 Dec 2025 23:30').click();
    await page.getByText('decided here').waitFor();
    await expect.poll(cut).toBe(0);
  });

  it('says in test mode where to see who would be blocked', async () => {
    const { page } = await windows.open('/blocked', {
      clients: [],
      view: samples.running({ mode: 'test' }),
    });
    await page.getByText('Test mode blocks no client').waitFor();
    await page.getByRole('button', { name: 'Show in the log' }).click();
    await page.getByRole('button', { name: 'Would be blocked', pressed: true }).waitFor();
  });
});
