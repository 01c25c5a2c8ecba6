/** Certificates: what is shown, trust by fingerprint by mouse and by keyboard, and what is said when there is nothing to show. */
import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { chromiumPath } from '../../src-main/testing/chromium.ts';
import { useWindows } from './open-window.ts';
import * as samples from './samples.ts';

const row = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });
const path = '/certificates';

describe.skipIf(chromiumPath === undefined)('certificates', () => {
  const windows = useWindows();

  it('shows each with how long it lasts, and asks no server before somebody says so', async () => {
    const { page, host } = await windows.open(path);
    await row(page, 'CN=mailgate.corp.example').getByText('9 days left').waitFor();
    await row(page, 'CN=EX01').getByText('Expired 12 days ago').waitFor();
    await page.getByText('1 expired', { exact: true }).waitFor();
    await page.getByText('it was answered with 404').waitFor();
    const details = page.getByRole('button', { name: 'Details: CN=mailgate.corp.example' });
    await details.click();
    await page.getByText('mailgate.corp.example, autodiscover.corp.example').waitFor();
    await page.getByText('config/tls/server.pem').waitFor();
    expect(host.called.map(({ name }) => name)).not.toContain('probeServer');
  });

  it('trusts by the fingerprint that was compared, by keyboard alone; Escape changes nothing', async () => {
    const { page, host } = await windows.open(path);
    await page.getByRole('button', { name: 'Check Exchange' }).press('Enter');
    await page.getByText('comes from an authority that is not trusted here').waitFor();
    const offer = page.getByRole('button', { name: 'Trust this authority' });
    await offer.press('Enter');
    const question = page.getByRole('group', { name: 'Trust this authority' });
    const root = samples.unknownProbe.chain[2]?.fingerprint ?? '';
    await question.getByText(root).waitFor();
    const cancel = question.getByRole('button', { name: 'Cancel' });
    expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(host.called.map(({ name }) => name)).not.toContain('trustCertificate');
    await offer.press('Enter');
    await question.getByRole('button', { name: 'It is the same: trust it' }).press('Enter');
    await page.getByText('Trusted, in config/trust/').waitFor();
    await page.getByText('https://mail.corp.example:443 is believed.').waitFor();
    expect(host.called.filter(({ name }) => name === 'trustCertificate')).toEqual([
      expect.objectContaining({
        params: { hostAndPort: 'https://mail.corp.example:443', fingerprint: root },
      }),
    ]);
  });

  it('says why a certificate was not trusted, and what to do', async () => {
    const changed = problem('CERTIFICATE_CHANGED', 'The server shows another certificate by now.');
    const { page } = await windows.open(path, { refuse: { trustCertificate: [changed] } });
    await page.getByRole('button', { name: 'Check Exchange' }).click();
    await page.getByRole('button', { name: 'Trust this certificate' }).click();
    await page.getByRole('button', { name: 'It is the same: trust it' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'That was not done.' });
    await alert.getByText('The server shows another certificate by now.').waitFor();
  });

  it('the failed test of a host leads to what that host shows', async () => {
    const { page, host } = await windows.open(
      '/certificates?server=https%3A%2F%2Fnew.corp.example%3A443',
    );
    await page.getByText('https://new.corp.example:443').waitFor();
    const asked = host.called.filter(({ name }) => name === 'probeServer');
    expect(asked).toEqual([
      expect.objectContaining({ params: { hostAndPort: 'https://new.corp.example:443' } }),
    ]);
    expect(await page.getByRole('button', { name: 'Trust this authority' }).count()).toBe(1);
  });

  it('stops trusting after a question', async () => {
    const { page, host } = await windows.open(path);
    const old = row(page, 'CN=EX01');
    await old.getByRole('button', { name: 'Stop trusting' }).click();
    await old.getByText('A copy stays in state/untrusted.').waitFor();
    await old.getByRole('button', { name: 'Stop trusting' }).click();
    await page.getByText('ex01.pem is trusted no more.').waitFor();
    await old.waitFor({ state: 'detached' });
    expect(host.called.filter(({ name }) => name === 'untrustCertificate')).toHaveLength(1);
  });

  it('takes a renewed certificate into force', async () => {
    const { page } = await windows.open(path, { certificates: samples.renewed });
    await page
      .getByText('In force is another one: CN=mailgate.corp.example, 9 days left.')
      .waitFor();
    await page.getByRole('button', { name: 'Take into force' }).click();
    await page.getByText('The certificates are in force as their files are now.').waitFor();
    expect(await page.getByRole('button', { name: 'Take into force' }).count()).toBe(0);
  });

  it('nothing to show: says why; nothing to read: says what to do', async () => {
    const { page } = await windows.open(path, {
      certificates: samples.noCertificates,
      view: { kind: 'stopped' },
    });
    await page.getByText('The listener speaks plain HTTP').waitFor();
    await page.getByText('config/trust holds no certificate').waitFor();
    await page.getByText('Clients are not asked for certificates').waitFor();
    const broken = problem('CHANNEL', 'Nobody answers.');
    const other = await windows.open(path, { refuse: { certificates: [broken] } });
    await other.page.getByText('The certificates could not be read.').waitFor();
    await other.page.getByText('Nobody answers.').waitFor();
  });
});
