/** What the doctor says of device management: off, incomplete, refused, empty, with another clock, and fine. */
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { fleet, startedUem } from '../testing/sample-uem.ts';
import { openClinic, type Clinic } from './testing.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.home.remove());

async function uemOf(devices: number) {
  const uem = await startedUem(onTestFinished, { current: fleet(devices) });
  const { user, password, tenantCode } = uem.credentials;
  clinic.home.changeMem({ uem: { url: uem.url, user } });
  clinic.secrets.set('uem.password', Buffer.from(password));
  clinic.secrets.set('uem.tenantCode', Buffer.from(tenantCode));
  return uem;
}

test('skipped where the devices come from a file', async () => {
  expect(await clinic.ask('uem')).toMatchObject({ state: 'skipped' });
});

test('what lacks is named, and nothing is asked', async () => {
  const uem = await uemOf(1);
  clinic.secrets.delete('uem.password');
  const found = await clinic.ask('uem');
  expect(found).toMatchObject({ state: 'fails' });
  expect([found.text, found.remedy].join()).toMatch(/uem\.password/);
  expect(uem.requests()).toEqual([]);
});

test('fine: signed in, one device read, and the clock', async () => {
  const uem = await uemOf(12);
  expect(await clinic.ask('uem')).toMatchObject({
    ...{ state: 'fine', text: 'It answers, and names 12 devices.', remedy: null },
    details: [
      expect.stringContaining('accepts'),
      expect.anything(),
      expect.stringContaining('clock'),
    ],
  });
  expect(uem.requests().map(({ query }) => query['pagesize'])).toEqual(['1']);
});

test('refused, with what to do; the answer is not repeated', async () => {
  const uem = await uemOf(1);
  clinic.secrets.set('uem.tenantCode', Buffer.from('wrong-code'));
  const found = await clinic.ask('uem');
  expect(found).toMatchObject({ state: 'fails' });
  expect(found.remedy).toContain('uem.tenantCode');
  expect(JSON.stringify(found)).not.toContain('wrong-code');
  expect(JSON.stringify(found)).not.toContain(uem.credentials.user);
});

test('nobody, and another clock', async () => {
  const uem = await uemOf(0);
  expect(await clinic.ask('uem')).toMatchObject({ state: 'warns', text: 'It names no device.' });
  await uem.close();
  (await uemOf(3)).set({ clockMs: 3_600_000 });
  expect(await clinic.ask('uem')).toMatchObject({
    state: 'warns',
    text: 'It answers, and its clock is not ours.',
  });
});
