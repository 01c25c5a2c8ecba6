/** Devices from device management: with a gateway that runs, as a client of the channel sees it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startUemApi } from '../../lab/index.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import type { Console } from '../../src-shared/contract/calls.ts';
import { labDevice } from '../testing/sample-uem.ts';
import { codeOf, useHome } from './testing.ts';

const { overFiles, paths, running, setDevices } = useHome();

async function uemInSettings() {
  const devices = { current: [labDevice(1), labDevice(2)] };
  const uem = await startUemApi({ devices: () => devices.current });
  onTestFinished(() => uem.close());
  const { user, password, tenantCode } = uem.credentials;
  const secret = (value: string) => Buffer.from(value).toString('base64');
  const console = overFiles();
  await console.setSecret({ name: 'uem.password', value: secret(password) });
  await console.setSecret({ name: 'uem.tenantCode', value: secret(tenantCode) });
  const file = JSON.parse(readFileSync(paths.memConfiguration, 'utf8')) as object;
  const section = { url: uem.url, user };
  writeFileSync(paths.memConfiguration, JSON.stringify({ ...file, uem: section }));
  return { uem, devices };
}

const bulksOf = async (console: Console) => (await console.status({})).uem?.bulks;
const untilBulks = (console: Console, bulks: number) =>
  vi.waitFor(async () => expect(await bulksOf(console)).toBe(bulks), {
    ...{ timeout: PATIENCE_MS, interval: 10 },
  });

test('they come from UEM and not from the file; all of them again when asked; from the file again', async () => {
  const { devices, uem } = await uemInSettings();
  setDevices([]);
  const { console } = await running();
  await untilBulks(console, 1);
  const { directory, uem: shown } = await console.status({});
  expect(directory.devices).toBe(2);
  expect(shown).toMatchObject({ devices: 2, withoutEasId: 0, sharedEasIds: 0 });
  expect(await console.why({ device: 'EAS000001' })).not.toMatchObject({
    reason: 'UNKNOWN_DEVICE',
  });

  devices.current = [labDevice(1), labDevice(2), labDevice(3)];
  await console.syncNow({});
  await untilBulks(console, 2);
  expect((await console.status({})).directory.devices).toBe(3);

  // The same settings go on with what they have.
  await console.restart({});
  expect(await bulksOf(console)).toBe(2);
  const asked = uem.requests().length;
  await console.set({ changes: { 'uem.url': null } });
  await console.restart({});
  expect((await console.status({})).uem).toBeUndefined();
  expect(await codeOf(console.syncNow({}))).toBe('UEM_OFF');
  expect(uem.requests()).toHaveLength(asked);
});

test('a UEM that lets nobody in keeps no gateway from its start, and its problem stands in the status', async () => {
  await uemInSettings();
  const value = Buffer.from('not this one').toString('base64');
  await overFiles().setSecret({ name: 'uem.tenantCode', value });
  const { console } = await running();
  await untilBulks(console, 1);
  expect(await console.status({})).toMatchObject({
    state: 'running',
    uem: { lastBulkAt: null, problem: { code: 'UEM_SIGN_IN' } },
  });
});

test('nothing to ask where no gateway runs', async () => {
  expect(await codeOf(overFiles().syncNow({}))).toBe('NOT_RUNNING');
});

test('check says nothing of a file that nobody looks at', async () => {
  await uemInSettings();
  writeFileSync(paths.devices, 'no JSON');
  expect((await overFiles().check({})).errors.filter(({ file }) => file === paths.devices)).toEqual(
    [],
  );
});
