/** What an administrator does in the window, before a fake host: by mouse and by keyboard alone. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

const proxyKey = 'enable.boxer.ens.ews.proxy';
/** By its place: the first in the document need not be the first in the list. */
const row = (page: Page, place: number) =>
  page.getByRole('grid').locator(`[role="row"][aria-rowindex="${String(place + 1)}"]`);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(chromiumPath === undefined)('work in the window', () => {
  const windows = useWindows();

  it('toggles the EWS proxy, applies and restarts in two clicks', async () => {
    const { page, host } = await windows.open('/settings');
    const restarted = host.holdRestart();
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await page.getByText('1 change is not saved').waitFor();
    await button(page, 'Apply and restart').click();
    await page.getByText('Restarting', { exact: true }).waitFor();
    restarted();
    await page.getByText('Restarted in 0.2 s, 0 requests failed').waitFor();
    expect(host.called.filter(({ name }) => name === 'set')).toEqual([
      { name: 'set', params: { changes: { [proxyKey]: 'true' } } },
    ]);
    await page.getByText('not saved').waitFor({ state: 'detached' });
  });

  it('saves without a restart, says what waits, and puts back what is in force', async () => {
    const { page, host } = await windows.open('/settings');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await button(page, 'Save').click();
    await page.getByText('1 saved change waits for a restart').waitFor();
    await button(page, 'Put back what is in force').click();
    await page.getByText('waits for a restart').waitFor({ state: 'detached' });
    expect(host.world.settings.find(({ key }) => key === proxyKey)?.saved).toBe('false');
  });

  it('changes both files in one order, by keyboard alone, and puts both back', async () => {
    const { page, host } = await windows.open('/settings');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('textbox', { name: 'Time limit' }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('7');
    await page.getByRole('textbox', { name: 'Addresses of ENS' }).focus();
    await page.keyboard.type('10.1.2.0/24');
    await page.keyboard.press('Enter');
    await page.keyboard.type('10.1.3');
    await page.getByText('Entry 2 is "10.1.3"').waitFor();
    await page.keyboard.type('.7');
    await button(page, 'Add a domain').focus();
    await page.keyboard.press('Enter');
    await page.locator('input[value=""]:focus').waitFor();
    await page.keyboard.type('CORP');
    await page.keyboard.press('Tab');
    await page.keyboard.type('corp.example');
    await page.getByText('4 changes are not saved').waitFor();
    await page.keyboard.press('Control+s');
    // Who may pass counts at once.
    await page.getByText('2 saved changes wait for a restart').waitFor();
    await page.getByText('in force: 120').waitFor();
    await button(page, 'Put back what is in force').click();
    await page.getByText('wait for a restart').waitFor({ state: 'detached' });
    expect(host.called.filter(({ name }) => name === 'set').map(({ params }) => params)).toEqual([
      {
        changes: {
          [proxyKey]: 'true',
          'emailServer.timeoutSeconds': '7',
          'compliance.ens.sources': '["10.1.2.0/24","10.1.3.7"]',
          'compliance.domains': '{"CORP":"corp.example"}',
        },
      },
      {
        changes: {
          [proxyKey]: 'false',
          'emailServer.timeoutSeconds': '120',
        },
      },
    ]);
  });

  it('a setting that lacks a secret leads to its field: typed, sent, and nowhere in the page', async () => {
    const lacks = problem('SECRET_MISSING', 'Kerberos has neither a password nor a keytab.', {
      ...{ key: 'kcd.enabled', secret: 'kcd.password' },
    });
    const { page, host } = await windows.open('/settings', { refuse: { set: [lacks] } });
    await page.getByRole('switch', { name: 'Kerberos for client certificates' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Set it first, then save.').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByRole('link', { name: 'Enter it' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[id="setting-kcd.password"] button:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('input[type="password"]:focus').waitFor();
    const word = 'planted-w0rd-5a2e';
    await page.keyboard.type(word);
    await page.keyboard.press('Enter');
    await page.getByText('It is set. It counts from the next restart on').waitFor();
    const value = Buffer.from(word).toString('base64');
    const sent = host.called.filter(({ name }) => name === 'setSecret');
    expect(sent).toEqual([{ name: 'setSecret', params: { name: 'kcd.password', value } }]);
    const told = `${await page.content()} ${JSON.stringify(await page.context().storageState())}`;
    for (const secret of [word, value]) expect(told).not.toContain(secret);
    await page.getByRole('link', { name: 'Enter it' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await page.getByText('1 saved change waits for a restart').waitFor();
  });

  it('does not save while a value is wrong, and keeps the draft over a restart of the window', async () => {
    const { page, host } = await windows.open('/settings');
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill('99999');
    await page.getByText('Write a whole number from 0 to 65535.').waitFor();
    expect(await button(page, 'Save').isDisabled()).toBe(true);
    await page.reload();
    await page.getByText('1 change is not saved').waitFor();
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill('443');
    await button(page, 'Save').click();
    await page.getByText('1 saved change waits for a restart').waitFor();
    expect(host.world.settings.find(({ key }) => key === 'listener.port')?.saved).toBe('443');
  });

  it('drops a draft, and keeps one over a change of page', async () => {
    const { page } = await windows.open('/settings');
    await page.getByRole('switch', { name: 'Remove unsupported authentication' }).click();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('1 change is not saved').waitFor();
    await button(page, 'Discard').click();
    await page.getByText('1 change is not saved').waitFor({ state: 'detached' });
  });

  it('blocks the device of a row of the log with one click, and undoes it', async () => {
    const { page, host } = await windows.open('/log');
    const rows = host.world.events.filter(({ event }) => event.verdict === 'blocked');
    const last = rows.at(-1)?.event;
    await row(page, rows.length).click();
    await page
      .getByRole('complementary')
      .getByText(last?.requestId ?? '')
      .waitFor();
    await button(page, 'Block').click();
    await page
      .getByText(`Device ${last?.devices[0]?.id ?? ''} of ${last?.user ?? ''} is blocked.`)
      .waitFor();
    await button(page, 'Undo').click();
    await page.getByText(/is taken back/).waitFor();
    expect(host.called.map(({ name }) => name)).toContain('unset');
  });

  it('allows a client with a note, until a time', async () => {
    const { page, host } = await windows.open('/blocked');
    await page.getByRole('row', { name: /alice/ }).first().click();
    await button(page, 'Allow').click();
    await button(page, '7 days').click();
    await page.getByLabel('Note').fill('new phone');
    await button(page, 'Allow').click();
    await page.getByText(/^Device \S+ of alice@corp\.example is allowed\./).waitFor();
    expect(host.called.find(({ name }) => name === 'override')?.params).toMatchObject({
      action: 'allow',
      note: 'new phone',
      until: new Date(samples.now + 7 * 86_400_000).toISOString(),
    });
  });

  it('follows the log at its end only, and pauses it at the source', async () => {
    const { page, host } = await windows.open('/log', { events: samples.events(20_000) });
    const grid = page.getByRole('grid');
    await row(page, 500).waitFor();
    const live = (id: number) => {
      const { event } = samples.event(id, id);
      return { id, event: { ...event, verdict: 'blocked' as const } };
    };
    await host.happens(live(30_001));
    await row(page, 501).waitFor();
    await grid.focus();
    await page.keyboard.press('Home');
    await host.happens(live(30_002), live(30_003));
    await page.getByText('2 new').waitFor();
    await page.keyboard.press('p');
    await page.getByText('Paused', { exact: true }).waitFor();
    await expect.poll(() => host.following).toBeNull();
  });

  it('says when the log cannot be read any more, and when it can again', async () => {
    const { page, host } = await windows.open('/log');
    await page.getByText('Live', { exact: true }).waitFor();
    await host.blind([samples.unreadable]);
    await page.getByText('Not live', { exact: true }).waitFor();
    await page.getByText('New rows cannot be read').waitFor();
    await page.getByText(samples.unreadable.message).waitFor();
    await host.happens();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('New rows cannot be read').waitFor({ state: 'detached' });
  });

  it('says which streams a restart cut when that happens, a minute later', async () => {
    const { page, host } = await windows.open('/');
    const last = { at: '2026-11-22T09:00:00.000Z', generation: 8, durationMs: 210 };
    const after = (cutStreams: number) =>
      samples.running({
        generation: 8,
        lastRestart: { ...last, failed: 0, cutStreams, finishing: 0 },
      });
    await host.show(after(0));
    await page.getByText(/requests failed/).waitFor({ state: 'detached' });
    await host.show(after(116));
    await page.getByText(/^Restarted in 0.2 s, 0 requests failed, 116 streams re/).waitFor();
  });

  it('a failed gateway shows its problems on every page, and settings can be changed', async () => {
    const { page } = await windows.open('/log', { view: samples.failed });
    await page
      .getByText(/neither true nor false/)
      .last()
      .waitFor();
    await button(page, 'Open settings').click();
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await button(page, 'Save').waitFor();
    await page.getByText('The gateway has failed: no mail passes.').waitFor();
  });

  it('saves and starts, where no gateway runs that could restart', async () => {
    const { page, host } = await windows.open('/settings', { view: { kind: 'stopped' } });
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await button(page, 'Save and start').click();
    await page.getByText('1 change is not saved').waitFor({ state: 'detached' });
    await page.getByText('Running', { exact: true }).waitFor();
    const orders = ['set', 'start', 'restart'];
    const names = host.called.map(({ name }) => name).filter((name) => orders.includes(name));
    expect(names).toEqual(['set', 'start']);
  });

  it('restarts when that is chosen in the menu, and says how it goes', async () => {
    const { page, host } = await windows.open('/log');
    const restarted = host.holdRestart();
    await host.emit('action', 'restart');
    await page.getByText('Restarting', { exact: true }).waitFor();
    restarted();
    await page.getByText('Restarted in 0.2 s, 0 requests failed').waitFor();
    expect(host.called.filter(({ name }) => name === 'restart')).toHaveLength(1);
  });

  it('reaches everything by keyboard', async () => {
    const { page, host } = await windows.open('/');
    await page.keyboard.press('Control+2');
    await page.getByRole('heading', { name: 'Blocked clients', level: 1 }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await button(page, 'Allow').focus();
    await page.keyboard.press('Control+6');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+s');
    await page.getByText('1 saved change waits for a restart').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('[role="combobox"]:focus').waitFor();
    await page.keyboard.type('restart');
    await page.keyboard.press('Enter');
    await page.getByText(/0 requests failed/).waitFor();
    expect(host.called.map(({ name }) => name)).toContain('restart');
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });
});
