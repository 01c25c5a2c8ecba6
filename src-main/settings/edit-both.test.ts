import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { setKeys, type Changes, type EditContext } from './edit.ts';
import { listVersions, rollback } from './history.ts';

const proxy = 'enable.boxer.ens.ews.proxy';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const set = (changes: Changes, context: EditContext = {}) =>
  setKeys(home.paths, changes, 'tester', { network: testNetwork(), ...context });

describe('both files in one order', () => {
  const mem = () => readFileSync(home.paths.memConfiguration, 'utf8');

  test('are one version, and one rollback puts both back', async () => {
    const before = { properties: home.properties(), mem: mem() };
    const saved = await set({ [proxy]: 'true', 'compliance.mode': 'enforce' }, { from: 'window' });
    expect(saved).toMatchObject({ ok: true, value: { changed: true, version: 2 }, warnings: [] });
    expect(home.properties()).toBe(before.properties.replace(`${proxy}=false`, `${proxy}=true`));
    expect(mem()).toBe(before.mem.replace('"mode": "test"', '"mode": "enforce"'));
    const versions = await listVersions(home.paths);
    expect(versions.ok && versions.value.at(-1)).toMatchObject({
      from: 'window',
      files: ['application.properties', 'mem-configuration.json'],
      summary: `${proxy}: false -> true, compliance.mode: test -> enforce`,
    });
    expect(await rollback(home.paths, undefined, 'tester')).toMatchObject({ ok: true });
    expect({ properties: home.properties(), mem: mem() }).toEqual(before);
  });

  test('a long list is short in the history', async () => {
    const names = Array.from({ length: 500 }, (_, at) => `account-${at}@contoso.test`);
    await set({ 'compliance.serviceAccounts': JSON.stringify(names) });
    expect(home.memConfiguration()).toMatchObject({ compliance: { serviceAccounts: names } });
    const versions = await listVersions(home.paths);
    const summary = versions.ok ? versions.value.at(-1)?.summary : undefined;
    expect(summary).toMatch(/^compliance.serviceAccounts: \[\] -> \["account-0@contoso.test".*…$/);
    expect(summary?.length).toBeLessThan(200);
  });

  test('what is wrong in either refuses both, every error at once', async () => {
    const before = { properties: home.properties(), mem: mem() };
    const refused = await set({
      [proxy]: 'yes',
      'listener.port': '70000',
      'compliance.mode': 'enforce',
      compliance: '{}',
      'listener.tls.pfx': 'x',
      schemaVersion: '2',
    });
    expect(refused.ok ? [] : refused.problems.map(({ code, key }) => `${code} ${key}`)).toEqual([
      `BOOLEAN ${proxy}`,
      'KEY_UNKNOWN compliance',
      'KEY_UNKNOWN listener.tls.pfx',
      'SCHEMA listener.port',
      'USAGE schemaVersion',
    ]);
    expect({ properties: home.properties(), mem: mem() }).toEqual(before);
  });

  test('what only the whole shows is refused: a loop, an open port, a certificate that is not there', async () => {
    const before = mem();
    for (const [key, value, code] of [
      ['emailServer.hostAndPort', 'https://127.0.0.1:8443', 'LOOP'],
      ['listener.host', '0.0.0.0', 'PLAIN_EXPOSED'],
      ['listener.tls', '{"pfx":"tls/none.pfx"}', 'FILE_MISSING'],
      ['compliance.directoryFile', '../devices.json', 'PATH_OUTSIDE'],
    ] as const) {
      expect(await set({ [key]: value })).toMatchObject({ ok: false, problems: [{ code }] });
    }
    expect(mem()).toBe(before);
  });

  test('a broken second file hinders its own keys only', async () => {
    writeFileSync(home.paths.memConfiguration, '{"listener": {},\n"listener": {}}');
    expect(await set({ 'listener.port': '1', [proxy]: 'true' })).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_DUPLICATE', file: home.paths.memConfiguration, line: 2 }],
    });
    expect(home.properties()).toContain(`${proxy}=false`);
    rmSync(home.paths.properties);
    expect(await set({ 'listener.port': '1' })).toMatchObject({
      ok: false,
      problems: [{ code: 'KEY_DUPLICATE' }],
    });
    rmSync(home.paths.memConfiguration);
    const missing = await set({ 'listener.port': '1', [proxy]: 'true' });
    expect(missing.ok ? [] : missing.problems.map(({ code }) => code)).toEqual([
      'FILE_MISSING',
      'FILE_MISSING',
    ]);
  });

  test('a broken file is mended key by key', async () => {
    home.changeMem({ 'listener.port': 'x', 'compliance.mode': undefined });
    expect(await set({ 'listener.port': '8443' })).toMatchObject({
      ok: true,
      warnings: [{ code: 'KEY_MISSING', key: 'compliance.mode', severity: 'warning' }],
    });
    expect(await set({ 'compliance.mode': 'off' })).toMatchObject({ ok: true, warnings: [] });
    expect(home.memConfiguration()).toMatchObject({ compliance: { mode: 'off' } });
  });

  test('the value that the file has, in other words, makes no version', async () => {
    const before = mem();
    expect(
      await set({
        'compliance.serviceAccounts': ' [ ] ',
        'listener.tls': 'null',
        [proxy]: 'false',
      }),
    ).toMatchObject({ ok: true, value: { changed: false, version: null } });
    expect(mem()).toBe(before);
  });

  test('the JSON that changes underneath', async () => {
    const network = testNetwork();
    const meddling = {
      ...network,
      lookup: (name: string) => {
        home.changeMem({ 'listener.port': 1234 });
        return network.lookup(name);
      },
    };
    expect(
      await set({ [proxy]: 'true', 'compliance.mode': 'off' }, { network: meddling }),
    ).toMatchObject({ ok: false, problems: [{ code: 'CONFIG_STALE' }] });
    expect(home.properties()).toContain(`${proxy}=false`);
    expect(home.memConfiguration()).toMatchObject({ compliance: { mode: 'test' } });
  });

  test('a file that would be too large to be read again', async () => {
    writeFileSync(
      home.paths.memConfiguration,
      mem().replace('{', `{ "vendor": "${'x'.repeat(1024 * 1024 - mem().length - 20)}",`),
    );
    const names = JSON.stringify(Array.from({ length: 20 }, (_, at) => `account ${at}`));
    expect(await set({ 'compliance.serviceAccounts': names })).toMatchObject({
      ok: false,
      problems: [{ code: 'FILE_TOO_LARGE', file: home.paths.memConfiguration }],
    });
    expect(await set({ 'compliance.mode': 'off' })).toMatchObject({ ok: true });
  });
});
