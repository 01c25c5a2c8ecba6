/** Diagnostics: the checks one by one and all at once, the trial of a ticket, and what is said when there is nothing to show. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { axeFinds, chromiumPath } from '../../src-main/testing/chromium.ts';
import type { FakeHost } from './fake-host.ts';
import { useWindows } from './open-window.ts';

const row = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title });
const asked = (host: FakeHost, what: string) => host.called.filter(({ name }) => name === what);
const runAll = (page: Page) => page.getByRole('button', { name: 'Run all checks' });

describe.skipIf(chromiumPath === undefined)('diagnostics', () => {
  const windows = useWindows();

  it('nothing is asked before somebody says so', async () => {
    const { page, host } = await windows.open('/diagnostics');
    await row(page, 'Saved settings').getByText('Not run yet.').waitFor();
    expect(await page.getByText('Not run yet.').count()).toBe(13);
    const called = host.called.map(({ name }) => name);
    expect(called).toContain('checks');
    expect(called).not.toContain('runCheck');
  });

  it('runs all: the worst first in the count, each with its remedy and what was seen', async () => {
    const { page, host } = await windows.open('/diagnostics');
    await runAll(page).click();
    await page.getByText('2 fail', { exact: true }).waitFor();
    await page.getByText('9 fine', { exact: true }).waitFor();
    await expect.poll(() => asked(host, 'runCheck').length).toBe(13);
    const methods = row(page, 'ActiveSync and EWS fit together');
    await methods.getByText('Switch on Basic for EWS as well.').waitFor();
    await methods.getByLabel('failed').waitFor();
    const seen = page.getByRole('button', { name: 'What was seen: Exchange for EWS' });
    await seen.click();
    expect(await seen.getAttribute('aria-expanded')).toBe('true');
    await page.getByText('Connected to port 443 in 3 ms.').waitFor();
    await seen.click();
    await page.getByText('Connected to port 443 in 3 ms.').waitFor({ state: 'detached' });
  });

  it('runs one again', async () => {
    const { page, host } = await windows.open('/diagnostics');
    await page.getByRole('button', { name: 'Run: Exchange for EWS' }).click();
    await row(page, 'Exchange for EWS').getByText('answers.').waitFor();
    host.world.checks = {
      'exchange.ews': { state: 'fails', text: 'Nobody is there.', remedy: 'Go and look.' },
    };
    await page.getByRole('button', { name: 'Run again: Exchange for EWS' }).click();
    await row(page, 'Exchange for EWS').getByText('Go and look.').waitFor();
    expect(host.called.filter(({ name }) => name === 'runCheck')).toHaveLength(2);
    await page.getByText('1 fails', { exact: true }).waitFor();
  });

  it('while one runs it says so, and is not started twice', async () => {
    const { page, host } = await windows.open('/diagnostics', { checkMs: 600_000 });
    await page.getByRole('button', { name: 'Run: Port of the listener' }).click();
    await row(page, 'Port of the listener').getByText('Running').first().waitFor();
    await page.getByText('1 running').waitFor();
    const again = page.getByRole('button', { name: 'Run again: Port of the listener' });
    expect(await again.getAttribute('aria-disabled')).toBe('true');
    expect(await again.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await axeFinds(page)).toEqual([]);
    expect(await runAll(page).isDisabled()).toBe(true);
    expect(host.called.filter(({ name }) => name === 'runCheck')).toHaveLength(1);
  });

  it('a ticket by keyboard: its steps in order, with what they brought', async () => {
    const { page, host } = await windows.open('/diagnostics');
    await page.getByLabel('Trial ticket for').focus();
    await page.keyboard.type(' alice@corp.example ');
    await page.keyboard.press('Enter');
    await page.getByText('Every step passed for alice@corp.example.').waitFor();
    const params = { user: 'alice@corp.example' };
    expect(asked(host, 'kerberosTest')).toEqual([{ name: 'kerberosTest', params }]);
    const steps = page.getByRole('list', { name: 'Steps of the ticket' }).getByRole('listitem');
    expect(await steps.count()).toBe(6);
    const ticket = steps.nth(4);
    for (const fact of ['5.8 ms', 'aes256-cts-hmac-sha1-96', 'ok-as-delegate', 'lasts 9 h 59 min'])
      await ticket.getByText(fact).waitFor();
    // The check of a ticket asks for the same user.
    await page.getByRole('button', { name: 'Run: Kerberos ticket for a user' }).click();
    await expect
      .poll(() => asked(host, 'runCheck'))
      .toEqual([{ name: 'runCheck', params: { id: 'kerberos.ticket', ...params } }]);
    // Another name, and what was found for the first one is gone.
    await page.getByLabel('Trial ticket for').fill('b');
    await page.getByText('Every step passed').waitFor({ state: 'detached' });
  });

  it('a ticket that is refused ends with why, and what to mend', async () => {
    const { page } = await windows.open('/diagnostics');
    await page.getByLabel('Trial ticket for').fill('p.okafor@corp.example');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('No ticket for p.okafor@corp.example.').waitFor();
    await page.getByText('Trust the service account for delegation').waitFor();
    const steps = page.getByRole('list', { name: 'Steps of the ticket' }).getByRole('listitem');
    expect(await steps.count()).toBe(5);
  });

  it('where Kerberos is off it says where to switch it on', async () => {
    const off = problem('KERBEROS_OFF', 'Kerberos is off in the saved settings.', {
      key: 'kcd.enabled',
    });
    const { page } = await windows.open('/diagnostics', { refuse: { kerberosTest: [off] } });
    await page.getByLabel('Trial ticket for').fill('alice@corp.example');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('There was no trial.').waitFor();
    await page.getByRole('link', { name: 'Show this setting' }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
  });

  it('a list that cannot be read says why, and is read again', async () => {
    const broken = problem('CHANNEL', 'The gateway hung up.');
    const { page } = await windows.open('/diagnostics', { refuse: { checks: [broken] } });
    await page.getByText('The gateway hung up.').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read again' }).click();
    await row(page, 'Saved settings').waitFor();
    expect(await page.getByText('The gateway hung up.').count()).toBe(0);
  });

  it('from the palette', async () => {
    const { page, host } = await windows.open('/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('run all checks');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Diagnostics', level: 1 }).waitFor();
    await page.getByText('9 fine', { exact: true }).waitFor();
    await expect.poll(() => asked(host, 'runCheck').length).toBe(13);
  });

  it('by shortcut', async () => {
    const { page } = await windows.open('/');
    await page.keyboard.press('Control+8');
    await page.getByRole('heading', { name: 'Diagnostics', level: 1 }).waitFor();
  });
});
