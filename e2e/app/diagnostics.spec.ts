/** The doctor in the real console: the checks are of its own gateway and of the Exchange behind it. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { temporaryCertificate } from '../../src-main/testing/temporary-certificate.ts';
import { expect, fillHome, go, test } from './own-world.ts';

test('the checks tell a gateway that works from one whose Exchange is gone', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange);
  const { page, call } = await openConsole({ home });
  const url = (await call('status', {})).url ?? '';
  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await go(page, 'Diagnostics');
  await page.getByRole('button', { name: 'Run all checks' }).click();
  await expect(row('Port of the listener')).toContainText(`The gateway answers on ${url}.`);
  await expect(row('ActiveSync and EWS fit together')).toContainText('works for both');
  await expect(row('Kerberos ticket for a user')).toContainText('is off');
  await page.getByRole('button', { name: 'What was seen: Saved settings' }).click();
  await expect(row('Saved settings')).toContainText('What is saved is in force.');

  await exchange.close();
  await page.getByRole('button', { name: 'Run again: Exchange for EWS' }).click();
  await expect(row('Exchange for EWS')).toContainText('nothing listens there');

  await page.getByLabel('Trial ticket for').fill('alice@ex.test');
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(page.getByText('Kerberos constrained delegation is off')).toHaveCount(3);

  // A server that nobody vouches for, as Exchange is after its installation.
  const server = await serverOfItsOwn();
  const hostAndPort = `https://127.0.0.1:${server.port}`;
  await page.evaluate((hash) => (location.hash = hash), serverHash(hostAndPort));
  await page.getByRole('button', { name: /^Trust this/ }).click();
  await page.getByRole('button', { name: 'It is the same: trust it' }).click();
  await expect(page.getByText('It is in force.')).toBeVisible();
  await expect(page.getByText(`${hostAndPort} is believed.`)).toBeVisible();
  const { exchange: towards, waits } = await call('certificates', {});
  expect(towards.files.map(({ certificates }) => certificates[0]?.subject)).toEqual(['CN=alone']);
  expect(waits).toEqual([]);
  await server.close();
});

async function serverOfItsOwn() {
  const server = createServer(temporaryCertificate(['IP:127.0.0.1'], 'alone'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

const serverHash = (hostAndPort: string): string =>
  `#/certificates?${new URLSearchParams({ server: hostAndPort }).toString()}`;
