/** The set-up, gone through to its last step. */
import type { Page } from '@playwright/test';

export async function fillSetUp(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Next' });
  await next.click();
  await page.getByLabel('Exchange server').fill('https://mail.corp.example:443');
  await page.getByRole('switch', { name: 'EWS proxy for ENS' }).click();
  await next.click();
  await page.getByText('12,410 devices stand in it.').waitFor();
  await next.click();
  await page.getByText('Everything is entered.').waitFor();
}
