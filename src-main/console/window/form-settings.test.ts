import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formSettingSchema } from '../../../src-shared/contract/window.ts';
import { catalogue } from '../../../src-shared/settings/catalogue.ts';
import { setKeys } from '../../settings/edit.ts';
import { readSaved } from '../../settings/load.ts';
import { createTestHome, testNetwork, type TestHome } from '../../testing/settings-home.ts';
import { formSettings, isFirstRun } from './form-settings.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const saved = async (key: string) =>
  (await formSettings(home.paths, null)).find((each) => each.key === key)?.saved;

test('every setting of the catalogue once, with its file, as the contract has it', async () => {
  const rows = await formSettings(home.paths, null);
  expect(rows.map(({ key, file }) => `${file} ${key}`)).toEqual(
    catalogue.map(({ key, file }) => `${file} ${key}`),
  );
  expect(rows.map((row) => formSettingSchema.parse(row))).toEqual(rows);
  expect(rows.every(({ inForce }) => inForce === null)).toBe(true);
});

test('what is saved beside what is in force', async () => {
  const inForce = await readSaved(home.paths);
  home.editProperties('ews.proxy=false', 'ews.proxy=true');
  home.changeMem({ 'compliance.mode': 'enforce', 'listener.balancers': undefined });
  const rows = await formSettings(home.paths, inForce);
  expect(rows.filter((row) => row.saved !== row.inForce)).toEqual([
    {
      key: 'enable.boxer.ens.ews.proxy',
      file: 'application.properties',
      saved: 'true',
      inForce: 'false',
    },
    { key: 'listener.balancers', file: 'mem-configuration.json', saved: null, inForce: '[]' },
    { key: 'compliance.mode', file: 'mem-configuration.json', saved: 'enforce', inForce: 'test' },
  ]);
});

test('texts plain, everything else as JSON; a property that is commented out is absent', async () => {
  home.changeMem({
    'listener.tls': { pfx: 'tls/a.pfx' },
    'compliance.ens.sources': ['10.0.0.0/8'],
    'compliance.ens.deviceHeader': 'null',
  });
  expect(await saved('listener.host')).toBe('127.0.0.1');
  expect(await saved('listener.port')).toBe('8443');
  expect(await saved('listener.tls')).toBe('{"pfx":"tls/a.pfx"}');
  expect(await saved('compliance.ens.sources')).toBe('["10.0.0.0/8"]');
  expect(await saved('compliance.ens.deviceHeader')).toBe('"null"');
  expect(await saved('compliance.ens.verdictHeader')).toBe('null');
  expect(await saved('compliance.domains')).toBeNull();
  expect(await saved('ews.email.server.host.and.port')).toBeNull();
});

test('what it shows, `set` takes as no change', async () => {
  home.changeMem({
    'compliance.domains': { CONTOSO: 'contoso.test' },
    'compliance.serviceAccounts': ['svc "a"', 'ünal'],
    'compliance.ens.deviceHeader': 'null',
  });
  const rows = (await formSettings(home.paths, null)).filter(({ key }) => key !== 'schemaVersion');
  const changes = Object.fromEntries(rows.map((row) => [row.key, row.saved]));
  expect(await setKeys(home.paths, changes, 'tester', { network: testNetwork() })).toMatchObject({
    ok: true,
    value: { changed: false },
  });
});

test('a value of the wrong type is shown as the file has it', async () => {
  home.changeMem({ 'listener.port': '8443', listener2: 1, 'compliance.ens': 5 });
  expect(await saved('listener.port')).toBe('"8443"');
  expect(await saved('compliance.ens.sources')).toBeNull();
});

test.each(['', '{', '[]', 'null', '5'])('a file that holds %j has no values', async (text) => {
  writeFileSync(home.paths.memConfiguration, text);
  expect(await saved('listener.port')).toBeNull();
  expect(await saved('enable.boxer.ens.ews.proxy')).toBe('false');
  rmSync(home.paths.memConfiguration);
  expect(await saved('compliance.mode')).toBeNull();
});

test('first run: as long as nobody named an Exchange', async () => {
  expect(await isFirstRun(home.paths)).toBe(true);
  home.changeMem({ 'emailServer.hostAndPort': 'https://mail.contoso.test:443' });
  expect(await isFirstRun(home.paths)).toBe(false);
  home.changeMem({ 'emailServer.hostAndPort': undefined });
  expect(await isFirstRun(home.paths)).toBe(true);
});
