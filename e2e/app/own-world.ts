/** A sample Exchange in the process of the test, and a home that leads there: no traffic but that of the test. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startExchange } from '../../lab/index.ts';
import type { Exchange, ExchangeOptions } from '../../lab/index.ts';
import { ewsClient } from '../../src-main/testing/ews-client.ts';
import type { EwsClient } from '../../src-main/testing/ews-client.ts';
import { configuration, properties } from '../../src-main/testing/product.ts';
import { expect, test as base } from './open-console.ts';

export { expect };

export const alice = 'alice@contoso.test';
export const phone = 'alicephone';
export const deviceHeader = 'X-ENS-Devices';
export const password = randomBytes(12).toString('base64url');

export const exchangeOf = (options: Partial<ExchangeOptions> = {}): Promise<Exchange> =>
  startExchange({
    users: [{ upn: alice, password }],
    seedItems: 5,
    hangingConnectionLimit: 1000,
    ...options,
  });

export const test = base.extend<{ readonly exchange: Exchange }>({
  exchange: async ({ browserName: _none }, use) => {
    const exchange = await exchangeOf();
    await use(exchange);
    await exchange.close();
  },
});

export interface HomeOptions {
  readonly ewsProxy?: boolean;
  /** Further lines of `application.properties`. */
  readonly lines?: readonly string[];
}

/** Before the console starts: what is missing then it writes itself. */
export async function fillHome(
  home: string,
  { url }: Exchange,
  { ewsProxy = true, lines = [] }: HomeOptions = {},
): Promise<void> {
  const config = join(home, 'config');
  await mkdir(config, { recursive: true, mode: 0o700 });
  const put = (name: string, text: string) => writeFile(join(config, name), text, { mode: 0o600 });
  const key = 'enable.boxer.ens.ews.proxy=';
  const base = properties.replace(`${key}true`, `${key}${String(ewsProxy)}`);
  await put('application.properties', `${base}${lines.map((each) => `${each}\n`).join('')}`);
  // The client of these tests stands for the notification service, which names devices.
  const ens = { sources: ['127.0.0.1/32'], deviceHeader, verdictHeader: null };
  const memory = configuration(url, { ens: { ...ens, onlyEnsMayUseEws: false } });
  await put('mem-configuration.json', JSON.stringify(memory, null, 2));
  const device = { deviceId: phone, user: alice, managed: true, enrollment: 'enrolled' };
  await put('devices.json', JSON.stringify([{ ...device, compromised: false, encrypted: true }]));
}

/** Of every request that needs no client of its own. */
export const headers = {
  Authorization: `Basic ${Buffer.from(`${alice}:${password}`).toString('base64')}`,
};

export const clientOf = (url: string): EwsClient =>
  ewsClient(url, alice, password, { [deviceHeader]: phone });

/** By the rail, as a person goes there. */
export async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** Of the block log, newest last; `words` it must have. */
export const logRows = (page: Page, words: string | RegExp) =>
  page.getByRole('grid').getByRole('row').filter({ hasText: words });
