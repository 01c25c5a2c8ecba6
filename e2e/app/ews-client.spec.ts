/** A mail client in the background, an administrator at the window. */
import { refusalOf } from '../../src-main/testing/ews-client.ts';
import { alice, clientOf, expect, fillHome, go, logRows, phone, test } from './own-world.ts';

test('switch the EWS proxy on, block the device of a client, let it in again', async ({
  openConsole,
  home,
  exchange,
}) => {
  await fillHome(home, exchange, { ewsProxy: false });
  const { page, call } = await openConsole({ home });
  const client = clientOf((await call('status', {})).url ?? '');
  // It says nothing of its own about a 404; this throws where it gets an answer.
  await refusalOf(client.findItems());

  await test.step('two clicks', async () => {
    await go(page, 'Settings');
    await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
    await page.getByRole('button', { name: 'Apply and restart' }).click();
    await expect(page.getByText(/Restarted in .*, 0 requests failed/)).toBeVisible();
    expect(await client.findItems()).toBe(5);
  });

  await test.step('one click blocks: the row comes live, the stream ends, the client reads why', async () => {
    const stream = await client.stream();
    await expect.poll(() => exchange.hanging().streams).toBe(1);
    await go(page, 'Block log');
    await page.getByRole('button', { name: 'All requests' }).click();
    const passed = logRows(page, 'FindItem').last();
    await expect(passed).toContainText('Compliant');
    await passed.getByRole('button', { name: `Block ${phone}` }).click();
    await stream.ended;
    await expect(page.getByText(`Device ${phone} of ${alice} is blocked.`)).toBeVisible();
    await expect(page.getByText('1 open request was cut.')).toBeVisible();

    await page.getByRole('button', { name: 'Blocked only' }).click();
    const blocked = logRows(page, 'Blocked by admin');
    await expect(blocked).toHaveCount(1);
    await expect(blocked).toContainText('GetStreamingEvents');
    expect(await refusalOf(client.findItems())).toContain(
      'An administrator blocked the device. (OVERRIDE_BLOCK)',
    );
    // Blocked by its head: nobody looked for the operation in its body.
    await expect(blocked).toHaveCount(2);
    await expect(blocked.last()).toContainText(new RegExp(`${alice}.*${phone}.*500`));
  });

  await test.step('allow', async () => {
    await go(page, 'Blocked clients');
    await logRows(page, alice).getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('form', { name: 'Allow' }).getByRole('button', { name: 'Allow' }).click();
    await expect(page.getByText(`Device ${phone} of ${alice} is allowed.`)).toBeVisible();
    await expect(page.getByText('No client is blocked')).toBeVisible();
    expect(await client.findItems()).toBe(5);
  });

  await test.step('what was done is taken back where it was done', async () => {
    await go(page, 'Block log');
    await page.getByRole('button', { name: 'All requests' }).click();
    await logRows(page, 'Compliant')
      .last()
      .getByRole('button', { name: `Block ${phone}` })
      .click();
    await expect(page.getByText(`Device ${phone} of ${alice} is blocked.`)).toBeVisible();
    await refusalOf(client.findItems());
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(
      page.getByText(`The decision about device ${phone} of ${alice} is taken back.`),
    ).toBeVisible();
    expect(await client.findItems()).toBe(5);
  });
});
