/** Every page, light and dark, at 1280x800: a picture for docs/pictures, and axe finds nothing. */
import type { Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { axeFinds, chromiumPath } from '../../src-main/testing/chromium.ts';
import type { World } from './fake-host.ts';
import { still, useWindows } from './open-window.ts';
import * as samples from './samples.ts';
import { fillSetUp } from './set-up.ts';

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly world?: Partial<World>;
  readonly before?: (page: Page) => Promise<void>;
}

const proxyKey = 'enable.boxer.ens.ews.proxy';
const hostKey = 'ews.email.server.host.and.port';

const enforcing = { settings: samples.policySettings };
const down = { overview: samples.emptyOverview, clients: [] };
const firstRun = { ...down, view: samples.firstRunning, settings: samples.firstSettings };
const toTop = (element: { scrollIntoView: () => void }) => element.scrollIntoView();

const pictures: readonly Picture[] = [
  { name: 'overview', path: '/' },
  {
    name: 'overview-test-mode',
    path: '/',
    world: {
      clients: [],
      view: samples.running({
        mode: 'test',
        directory: { devices: 12410, ageSeconds: 1560, problems: [] },
        noMethodLeft: [
          { client: '10.1.4.7', user: 'b.ito@corp.example', at: samples.status().since },
        ],
      }),
      facts: { ...samples.facts, lab: true, developmentRuntime: true },
      settings: samples.settings({ [proxyKey]: 'true' }),
    },
  },
  {
    name: 'overview-exchange-down',
    path: '/',
    world: samples.exchangeDown,
  },
  {
    name: 'overview-failed',
    path: '/',
    world: { ...down, view: samples.failed },
  },
  { name: 'blocked-clients', path: '/blocked' },
  {
    name: 'blocked-clients-why',
    path: '/blocked',
    before: async (page) => {
      await page
        .getByRole('row', { name: /j\.meyer/ })
        .first()
        .getByRole('button', { name: 'Why?' })
        .click();
      await page.getByText('decided here').waitFor();
    },
  },
  { name: 'block-log', path: '/log' },
  {
    name: 'block-log-detail',
    path: '/log',
    before: async (page) => {
      await page.getByRole('row', { name: /10:02:37\.118/ }).click();
      await page.getByText('Time spent').waitFor();
    },
  },
  {
    name: 'block-log-gap',
    path: '/log',
    world: { events: samples.eventsAround, outages: samples.outages, cutStreams: 116 },
    before: async (page) => {
      await page.getByRole('button', { name: 'All requests' }).click();
      await page.getByRole('button', { name: 'Restart' }).click();
      await page.getByText(/116 streams reconnected/).waitFor();
    },
  },
  { name: 'block-log-empty', path: '/log', world: { events: [], clients: [] } },
  { name: 'devices', path: '/devices' },
  {
    name: 'devices-detail',
    path: '/devices',
    before: async (page) => {
      await page.getByRole('row', { name: /9F3A44D2C1/ }).click();
      await page.getByText('decided here').waitFor();
    },
  },
  {
    name: 'devices-notifications',
    path: '/devices?mailbox=alice%40corp.example',
    before: async (page) => {
      await page.getByText('the gate blocks this mailbox').waitFor();
    },
  },
  { name: 'devices-actions', path: '/devices?actions' },
  {
    name: 'devices-empty',
    path: '/devices',
    world: { directory: [] },
  },
  { name: 'settings', path: '/settings' },
  {
    name: 'settings-changed',
    path: '/settings',
    world: { settings: samples.settings({ 'remove.unsupported.auth.for.ews': 'false' }) },
    before: async (page) => {
      await page.getByRole('switch', { name: 'EWS host override' }).click();
      await page.getByLabel('Exchange host for EWS').fill('https://ews.corp.example:443');
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await page.getByText('88 days left').waitFor();
    },
  },
  {
    name: 'settings-gateway',
    path: '/settings',
    world: {
      settings: samples.settings({
        'listener.tls': '{"certificate":"tls/server.pem","key":"tls/server.key"}',
        'emailServer.ignoreSslErrorsWithExch': 'true',
      }),
    },
    before: async (page) => {
      await page.getByRole('textbox', { name: 'Port', exact: true }).fill('99999');
      await page.getByRole('textbox', { name: 'Load balancers' }).fill('10.1.2.0/24\n10.1.3');
      await page
        .getByRole('textbox', { name: 'Exchange server' })
        .fill('https://mail.corp.example:443');
      await page.getByRole('heading', { name: 'Certificate', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'settings-compliance',
    path: '/settings',
    world: {
      settings: samples.settings({
        'compliance.unknownDevices': 'allow',
      }),
    },
    before: async (page) => {
      await page.getByRole('button', { name: 'Enforce', exact: true }).click();
      await page.getByRole('heading', { name: 'Compliance', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'settings-ens',
    path: '/settings',
    world: {
      settings: samples.settings({ 'compliance.domains': '{"CORP":"corp.example"}' }),
    },
    before: async (page) => {
      await page.getByRole('textbox', { name: 'Addresses of ENS' }).fill('10.1.2.0/24\n10.1.3');
      await page.getByRole('button', { name: 'Add a domain' }).click();
      await page.getByRole('heading', { name: 'Domains', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'settings-client-certificates',
    path: '/settings',
    world: {
      settings: samples.settings({
        'clientCertificates.mode': 'optional',
        'clientCertificates.crlUrls': '["http://pki.corp.example/issuing.crl"]',
      }),
    },
    before: async (page) => {
      await page
        .getByRole('textbox', { name: 'Certificates and users' })
        .fill('alice@corp.example');
      await page.getByRole('heading', { name: 'Client certificates', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'settings-kerberos',
    path: '/settings',
    world: {
      settings: samples.settings({
        'kcd.serviceAccount': 'svc-sallyport',
        'kcd.domainControllers':
          '["CORP.EXAMPLE dc1.corp.example","CORP.EXAMPLE dc2.corp.example"]',
      }),
      secrets: [{ name: 'kcd.keytab', protector: 'system', setAt: samples.status().since }],
    },
    before: async (page) => {
      await page.getByRole('button', { name: 'Set: Password of the service account' }).click();
      await page.getByRole('textbox', { name: 'New password' }).fill('invented');
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByRole('heading', { name: 'Service account', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'settings-history',
    path: '/settings',
    world: {
      history: [
        {
          version: 3,
          at: samples.status().since,
          by: 'CORP\\m.admin',
          from: 'window',
          files: ['application.properties'],
          summary: `${hostKey}: (none) -> https://ews.corp.example:443`,
        },
        {
          version: 2,
          at: '2026-11-20T14:31:00.000Z',
          by: 'root',
          from: 'command line',
          files: ['application.properties'],
          summary: `${proxyKey}: false -> true`,
        },
        {
          version: 1,
          at: '2026-11-18T08:02:00.000Z',
          by: 'root',
          from: 'init',
          files: ['application.properties', 'mem-configuration.json'],
          summary: 'first version',
        },
      ],
    },
    before: async (page) => {
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByText('Version 2').waitFor();
    },
  },
  {
    name: 'policies',
    path: '/policies',
    world: enforcing,
    before: (page) => page.getByText('41 of 12,410 devices are blocked.').waitFor(),
  },
  {
    name: 'policies-draft',
    path: '/policies',
    world: enforcing,
    before: async (page) => {
      await page.getByRole('switch', { name: 'Encryption' }).click();
      await page.getByText('would lose mail', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'policies-confirm',
    path: '/policies',
    world: { ...enforcing, impact: { none: samples.noImpact, some: samples.greatImpact } },
    before: async (page) => {
      await page.getByRole('switch', { name: 'Models' }).click();
      await page.getByRole('textbox', { name: 'Models allowed' }).fill('iOS: iPhone 15*');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('1,904 of 12,410 devices would lose mail.').waitFor();
      await page.getByRole('heading', { name: 'Models', exact: true }).evaluate(toTop);
    },
  },
  {
    name: 'policies-simulator',
    path: '/policies',
    world: enforcing,
    before: async (page) => {
      await page.getByRole('switch', { name: 'Encryption' }).click();
      await page.getByRole('button', { name: 'Try a request' }).click();
      await page.getByLabel('User', { exact: true }).fill('alice@corp.example');
      await page.getByLabel('User-Agent').fill('Apple-iPhone16C1/2104.82');
      await page.getByRole('button', { name: 'Decide' }).click();
      await page.getByText('decided here').waitFor();
    },
  },
  { name: 'certificates', path: '/certificates' },
  {
    name: 'certificates-trust',
    path: '/certificates',
    world: { certificates: samples.renewed },
    before: async (page) => {
      await page.getByRole('button', { name: 'Check Exchange' }).click();
      await page.getByRole('button', { name: 'Trust this certificate' }).click();
      await page.getByText('is SHA-1 and not enough').waitFor();
    },
  },
  {
    name: 'certificates-none',
    path: '/certificates',
    world: { certificates: samples.noCertificates },
  },
  {
    name: 'diagnostics',
    path: '/diagnostics',
    before: async (page) => {
      await page.getByRole('button', { name: 'Run all checks' }).click();
      await page.getByText('9 fine').waitFor();
    },
  },
  {
    name: 'diagnostics-ticket',
    path: '/diagnostics',
    before: async (page) => {
      await page.getByLabel('Trial ticket for').fill('alice@corp.example');
      await page.getByRole('button', { name: 'Try', exact: true }).click();
      await page.getByText('Every step passed').evaluate(toTop);
    },
  },
  {
    name: 'diagnostics-ticket-refused',
    path: '/diagnostics',
    before: async (page) => {
      await page.getByLabel('Trial ticket for').fill('p.okafor@corp.example');
      await page.getByRole('button', { name: 'Try', exact: true }).click();
      await page.getByText('No ticket for').evaluate(toTop);
    },
  },
  {
    name: 'diagnostics-header',
    path: '/diagnostics',
    before: async (page) => {
      await page.getByRole('button', { name: 'Search for ten minutes' }).click();
      await page.getByRole('button', { name: 'Try X-Mobile-Device-List' }).click();
      await page.getByRole('button', { name: 'Set as device header' }).evaluate(toTop);
    },
  },
  {
    name: 'diagnostics-details',
    path: '/diagnostics',
    before: async (page) => {
      await page.getByRole('button', { name: 'Run all checks' }).click();
      await page.getByText('9 fine').waitFor();
      await page.getByRole('button', { name: 'What was seen: Exchange for EWS' }).click();
    },
  },
  {
    name: 'welcome',
    path: '/',
    world: { ...firstRun, facts: { ...samples.facts, firstRun: true } },
  },
  {
    name: 'set-up',
    path: '/set-up',
    world: { ...firstRun, taken: [8443] },
    before: async (page) => {
      await page.getByText('Port 8443 is taken.').waitFor();
    },
  },
  {
    name: 'set-up-exchange',
    path: '/set-up',
    world: firstRun,
    before: async (page) => {
      await page.getByText('Port 8443 is free.').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Exchange server').fill('https://mail.corp.example:443');
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await page.getByText('88 days left').waitFor();
    },
  },
  { name: 'set-up-end', path: '/set-up', world: firstRun, before: fillSetUp },
  { name: 'port-taken', path: '/', world: { ...down, view: samples.portTaken } },
  { name: 'file-torn', path: '/settings', world: { ...down, view: samples.torn } },
  {
    name: 'settings-broken',
    path: '/settings',
    world: { view: samples.failed, problems: samples.failed.problems },
    before: async (page) => {
      await page.getByRole('link', { name: 'Show this setting' }).first().click();
    },
  },
  {
    name: 'palette',
    path: '/',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
    },
  },
];

const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
const themes = ['light', 'dark'] as const;

describe.skipIf(chromiumPath === undefined)('each page of the window', () => {
  const windows = useWindows();
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
  });

  it.each(pictures)('$name', async ({ name, path, world, before }) => {
    const { page, host, problems } = await windows.open(path, world);
    await before?.(page);
    await host.settled();
    // Nothing is shown as if somebody pointed at it.
    await page.mouse.move(1, 1);
    const found: string[] = [];
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForSelector(`html[data-theme="${colorScheme}"]`, { state: 'attached' });
      await still(page);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      // The tool itself evaluates text, which the policy of the page reports.
      found.push(...problems.splice(0));
      found.push(...(await axeFinds(page)).map((each) => `${colorScheme}: ${each}`));
      problems.length = 0;
    }
    expect(found).toEqual([]);
  });
});
