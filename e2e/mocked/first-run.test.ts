/** The first run and the ways out of a gateway that does not start, before a fake host. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { problem } from '../../src-shared/errors.ts';
import type { FakeHost } from './fake-host.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';
import { fillSetUp } from './set-up.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const firstRun = {
  facts: { ...samples.facts, firstRun: true },
  view: samples.firstRunning,
  settings: samples.firstSettings,
};
const asked = (host: FakeHost, name: string) =>
  host.called.filter((each) => each.name === name).map(({ params }) => params);

describe.skipIf(chromiumPath === undefined)('the first run', () => {
  const windows = useWindows();

  it('is set up by keyboard alone, in one go', async () => {
    const { page, host } = await windows.open('/', firstRun);
    await button(page, 'Set up').focus();
    await page.keyboard.press('Enter');
    const address = page.getByLabel('Address', { exact: true });
    await address.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('9443');
    await page.getByText('Port 9443 is free.').waitFor();
    await button(page, 'Next').focus();
    await page.keyboard.press('Enter');
    // The next step has the focus: whoever types, goes on.
    await page.locator('#set-up-exchange:focus').waitFor();
    await page.keyboard.type('https://mail.corp.example:443');
    await button(page, 'Test').focus();
    await page.keyboard.press('Enter');
    await page.getByText('88 days left').waitFor();
    await button(page, 'Next').focus();
    await page.keyboard.press('Enter');
    await page.getByText('12,410 devices stand in it.').waitFor();
    await button(page, 'Next').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /Test first/ }).waitFor();
    await button(page, 'Save and restart').focus();
    await page.keyboard.press('Enter');
    await heading(page, 'Overview').waitFor();
    expect(asked(host, 'testHost')).toEqual([{ hostAndPort: 'https://mail.corp.example:443' }]);
    // Test mode is what the file says already.
    expect(asked(host, 'set')).toEqual([
      {
        changes: {
          'listener.port': '9443',
          'emailServer.hostAndPort': 'https://mail.corp.example:443',
        },
      },
    ]);
    expect(asked(host, 'restart')).toHaveLength(1);
  });

  it('says while one types what cannot be, and goes on only without it', async () => {
    const { page, host } = await windows.open('/set-up', {
      ...{ view: samples.firstRunning, settings: samples.firstSettings, taken: [8443, 8444] },
    });
    await page.getByText('Port 8443 is taken.').waitFor();
    await button(page, 'Use port 8445').click();
    await page.getByText('Port 8445 is free.').waitFor();
    await page.getByLabel('Port').fill('99999');
    await page.getByText('Allowed: a whole number from 0 to 65535.').waitFor();
    await page.getByLabel('Port').fill('8445');
    await page.getByLabel('Address', { exact: true }).fill('0.0.0.0');
    await button(page, 'Next').click();
    await page.getByText(/can be reached from other machines/).waitFor();
    await page.getByLabel('Addresses of the load balancers').fill('10.1.2.0/24, 10.1.3');
    await page.getByText(/Allowed: a list of addresses and networks/).waitFor();
    await page.getByLabel('Addresses of the load balancers').fill('10.1.2.0/24, 10.1.3.7');
    await button(page, 'Next').click();
    await button(page, 'Next').click();
    await page.getByText('Name your Exchange server.').waitFor();
    await page.getByLabel('Exchange server').fill('mail.corp.example');
    await page.getByText(/does not begin with https/).waitFor();
    await page.getByLabel('Exchange server').fill('https://mail.corp.example:443');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await button(page, 'Next').click();
    await page.getByLabel('Device directory').fill('feed/none.json');
    await page.getByText(/none\.json does not exist/).waitFor();
    await page.getByText(/Let your device management write it there/).waitFor();
    await page.getByLabel('Device directory').fill('devices.json');
    await button(page, 'Next').click();
    await page.getByRole('radio', { name: /Enforce at once/ }).click();
    await button(page, 'Save and restart').click();
    await heading(page, 'Overview').waitFor();
    expect(asked(host, 'set')).toEqual([
      {
        changes: {
          'listener.host': '0.0.0.0',
          'listener.port': '8445',
          'listener.balancers': '["10.1.2.0/24","10.1.3.7"]',
          'emailServer.hostAndPort': 'https://mail.corp.example:443',
          'enable.boxer.ens.ews.proxy': 'true',
          'compliance.mode': 'enforce',
        },
      },
    ]);
  });

  it('shows what the host refuses at its field, and what belongs to none above', async () => {
    const { page, host } = await windows.open('/set-up', {
      view: { kind: 'stopped' },
      refuse: {
        set: [
          problem('FILE_MISSING', 'config/tls/gw.pem does not exist.', {
            key: 'listener.tls.certificate',
          }),
          problem('FILE_UNWRITABLE', 'The folder cannot be written.'),
        ],
      },
    });
    await page.getByRole('radio', { name: /At this gateway/ }).click();
    await page.getByLabel('Certificate', { exact: true }).fill('tls/gw.pem');
    await page.getByLabel('Private key').fill('tls/gw.key');
    await fillSetUp(page);
    await button(page, 'Save and start').click();
    await page.getByText(/config\/tls\/gw\.pem does not exist/).waitFor();
    await page.getByText('The folder cannot be written.').waitFor();
    await heading(page, 'Set up this gateway').waitFor();
    await page.getByLabel('Certificate', { exact: true }).fill('tls/gateway.pfx');
    await page.getByText(/gw\.pem does not exist/).waitFor({ state: 'detached' });
    await button(page, 'Save and start').click();
    await heading(page, 'Overview').waitFor();
    expect(asked(host, 'set')[1]).toMatchObject({
      changes: { 'listener.tls': '{"pfx":"tls/gateway.pfx"}' },
    });
    expect(asked(host, 'start')).toHaveLength(1);
  });

  it('can be left and taken up again with what was entered', async () => {
    const { page } = await windows.open('/', firstRun);
    await button(page, 'Set up').click();
    await page.getByLabel('Port').fill('9443');
    await button(page, 'Skip to the console').click();
    await heading(page, 'Overview').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('set up');
    await page.keyboard.press('Enter');
    await heading(page, 'Set up this gateway').waitFor();
    expect(await page.getByLabel('Port').inputValue()).toBe('9443');
  });

  it('opens the lab beside itself, and says why when it does not come', async () => {
    const why = problem('INTERNAL', 'The lab did not open: no display.');
    const { page, host } = await windows.open('/', { ...firstRun, refuse: { explore: [why] } });
    await button(page, 'Start the lab').click();
    await page.getByText('The lab did not open: no display.').waitFor();
    await button(page, 'Start the lab').click();
    await page.getByText('The lab did not open: no display.').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('explore');
    await page.keyboard.press('Enter');
    await expect.poll(() => asked(host, 'explore').length).toBe(3);
  });

  it('offers neither in the demonstration itself', async () => {
    const { page } = await windows.open('/', { facts: { ...samples.facts, lab: true } });
    await page.getByText(/Closing this window ends it/).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('lab');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    await page.getByRole('combobox').fill('set up');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
  });

  it('a taken port: names who has it, and the next free one is one click away', async () => {
    const { page, host } = await windows.open('/log', { view: samples.portTaken, taken: [8444] });
    await page.getByText('10.1.1.20:8443 is taken by nginx (process 981).').last().waitFor();
    await button(page, 'Use port 8445 instead').click();
    await page.getByText('The gateway has failed').waitFor({ state: 'detached' });
    expect(asked(host, 'set')).toEqual([{ changes: { 'listener.port': '8445' } }]);
    expect(asked(host, 'start')).toHaveLength(1);
  });

  it('a file that cannot be read: the last sound version is put back with one click', async () => {
    const { page, host } = await windows.open('/settings', { view: samples.torn });
    await page.getByText(/mem-configuration\.json, line 12/).waitFor();
    await button(page, 'Put back version 12').click();
    await page.getByText('The gateway has failed').waitFor({ state: 'detached' });
    expect(asked(host, 'rollback')).toEqual([{ version: 12 }]);
    expect(asked(host, 'start')).toHaveLength(1);
  });

  it('a wrong value: the banner leads to its row, where it says so and can be changed', async () => {
    const { view, problems } = { view: samples.failed, problems: samples.failed.problems };
    const { page } = await windows.open('/log', { view, problems });
    await page.getByRole('link', { name: 'Show this setting' }).first().click();
    await heading(page, 'Settings').waitFor();
    await page.locator('[role="switch"]:focus').waitFor();
    const row = page.locator('[id="setting-enable.boxer.ens.ews.proxy"]');
    await row.getByText(/neither true nor false/).waitFor();
    await page.keyboard.press('Space');
    await row.getByText(/neither true nor false/).waitFor({ state: 'detached' });
    await page.getByText('1 change is not saved').waitFor();
  });
});
