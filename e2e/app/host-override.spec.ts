/** The host override: its Test says at the field what is wrong, and only EWS goes there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ask } from '../../src-main/testing/http-client.ts';
import { quietPort } from '../../src-main/testing/quiet-port.ts';
import { temporaryCertificate } from '../../src-main/testing/temporary-certificate.ts';
import {
  alice,
  clientOf,
  exchangeOf,
  expect,
  fillHome,
  go,
  headers,
  phone,
  test,
} from './own-world.ts';

/** Listens and answers, and is no Exchange. */
async function somethingElse() {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close() };
}

test('tests that fail say why, one that is fine counts after a restart', async ({
  openConsole,
  home,
  exchange,
}) => {
  const tls = temporaryCertificate(['IP:127.0.0.1'], 'second');
  const challenges = ['Basic realm="second"'];
  const second = await exchangeOf({ tls, challenges, easChallenges: challenges });
  const strange = await exchangeOf({ tls: temporaryCertificate(['IP:127.0.0.1'], 'strange') });
  const web = await somethingElse();
  const dead = await quietPort();
  await fillHome(home, exchange);
  await mkdir(join(home, 'config', 'trust'), { recursive: true });
  await writeFile(join(home, 'config', 'trust', 'second.pem'), tls.cert);
  const { page, call } = await openConsole({ home });
  const url = (await call('status', {})).url ?? '';

  await go(page, 'Settings');
  await page.getByRole('switch', { name: 'EWS host override' }).click();
  const results = page.getByRole('status').getByRole('listitem');
  const tried = async (host: string) => {
    await page.getByRole('textbox', { name: 'Exchange host for EWS' }).fill(host);
    await expect(results).toHaveCount(0);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(results).toHaveCount(5);
    return async (name: string, state: string, words: RegExp) => {
      // Its own name, which comes first: others speak of connections, too.
      const line = results.filter({ hasText: new RegExp(`^${name}`) });
      await expect(line).toContainText(words);
      await expect(line.getByRole('img', { name: state, exact: true })).toBeVisible();
    };
  };

  const nobody = await tried(`https://127.0.0.1:${String(dead)}`);
  await nobody('Connection', 'failed', /nothing listens there/);
  await nobody('Certificate', 'not tested', /Not tried/);

  const other = await tried(`http://127.0.0.1:${String(web.port)}`);
  await other('Connection', 'fine', /Connected/);
  await other('Sign-in methods', 'warning', /is this an Exchange server\?/);

  const wrong = await tried(strange.url);
  await wrong('Certificate', 'failed', /Not trusted \(.*SELF_SIGNED.*CN=strange/);
  await wrong('Sign-in methods', 'not tested', /Not tried/);

  const right = await tried(second.url);
  await right('Name', 'fine', /is an address/);
  await right('Connection', 'fine', /Connected/);
  await right('Certificate', 'fine', /CN=second/);
  await right(
    'Sign-in methods',
    'fine',
    /EWS offers Basic\. Without a client certificate Basic is left/,
  );
  await right('Same as ActiveSync', 'fine', /Basic works for both/);
  expect(exchange.requests).toEqual([]);

  await page.getByRole('button', { name: 'Apply and restart' }).click();
  await expect(page.getByText(/Restarted in .*, 0 requests failed/)).toBeVisible();
  second.clearRequests();
  expect(await clientOf(url).findItems()).toBe(5);
  const query = `Cmd=FolderSync&User=${alice}&DeviceId=${phone}&DeviceType=Phone`;
  const path = `/Microsoft-Server-ActiveSync?${query}`;
  await ask(Number(new URL(url).port), { path, headers });
  expect(second.requests.map(({ protocol, operation }) => [protocol, operation])).toEqual([
    ['ews', 'FindItem'],
  ]);
  expect(exchange.requests.map(({ protocol, operation }) => [protocol, operation])).toEqual([
    ['eas', 'FolderSync'],
  ]);
  web.close();
  await Promise.all([second.close(), strange.close()]);
});
