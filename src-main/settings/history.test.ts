import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { setKeys } from './edit.ts';
import { listVersions, recordOutside, rollback } from './history.ts';

const proxy = 'enable.boxer.ens.ews.proxy';
let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const context = { network: testNetwork() };
const set = (value: string) => setKeys(home.paths, { [proxy]: value }, 'tester', context);
const back = (version?: number) => rollback(home.paths, version, 'tester', context);

async function versions() {
  const listed = await listVersions(home.paths);
  return listed.ok ? listed.value : [];
}

describe('versions', () => {
  test('init makes the first, private to the account', async () => {
    expect(await versions()).toEqual([
      {
        version: 1,
        at: expect.any(String),
        by: 'tester',
        from: 'init',
        files: ['application.properties', 'mem-configuration.json'],
        summary: 'first version',
      },
    ]);
    const folder = join(home.paths.history, '000001');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  test('an edit from outside is recorded once', async () => {
    home.changeMem({ 'compliance.mode': 'enforce' });
    expect(await recordOutside(home.paths)).toEqual({ version: 2, warnings: [] });
    expect(await recordOutside(home.paths)).toEqual({ version: null, warnings: [] });
    expect((await versions()).at(-1)).toMatchObject({
      from: 'outside',
      by: 'unknown',
      files: ['mem-configuration.json'],
      summary: 'compliance.mode: test -> enforce',
    });
  });

  test('a change of comments is named as such', async () => {
    home.editProperties('# Settings', '# My settings');
    await recordOutside(home.paths);
    expect((await versions()).at(-1)?.summary).toBe('comments or layout of application.properties');
  });

  test('one hundred are kept', async () => {
    for (let count = 0; count < 105; count += 1) {
      home.editProperties(/^# .*/.exec(home.properties())?.[0] ?? '', `# edit ${count}`);
      await recordOutside(home.paths);
    }
    const kept = await versions();
    expect(kept).toHaveLength(100);
    expect(kept.at(-1)?.version).toBe(106);
    expect(await back(1)).toMatchObject({
      ok: false,
      problems: [{ code: 'NO_SUCH_VERSION', message: 'There is no version 1.' }],
    });
  });
});

describe('rollback', () => {
  test('without a number: the one before the newest; that is a version again', async () => {
    const first = home.properties();
    await set('true');
    const second = home.properties();
    expect(await back()).toMatchObject({ ok: true, value: { changed: true, version: 3 } });
    expect(home.properties()).toBe(first);
    expect((await versions()).at(-1)).toMatchObject({
      from: 'rollback',
      summary: `${proxy}: true -> false`,
    });
    await back();
    expect(home.properties()).toBe(second);
  });

  test('an unsaved edit from outside is kept as a version, and what it replaced comes back', async () => {
    const first = home.properties();
    home.editProperties(`${proxy}=false`, `${proxy}=true`);
    await back();
    expect(home.properties()).toBe(first);
    expect((await versions()).map(({ from }) => from)).toEqual(['init', 'outside', 'rollback']);
  });

  test('both files, byte for byte', async () => {
    const mem = readFileSync(home.paths.memConfiguration);
    home.changeMem({ 'listener.port': 9443 });
    await set('true');
    await back(1);
    expect(readFileSync(home.paths.memConfiguration)).toEqual(mem);
    expect(home.properties()).toContain(`${proxy}=false`);
  });

  test('to what is there already changes nothing', async () => {
    await set('true');
    expect(await back(2)).toMatchObject({ ok: true, value: { changed: false, version: null } });
  });

  test('a deleted file comes back', async () => {
    await set('true');
    rmSync(home.paths.properties);
    expect(await back(2)).toMatchObject({ ok: true, value: { changed: true } });
    expect(home.properties()).toContain(`${proxy}=true`);
  });

  test('faults of the old version are warnings', async () => {
    home.changeMem({ 'compliance.mode': 'nonsense' });
    await recordOutside(home.paths);
    home.changeMem({ 'compliance.mode': 'off' });
    const done = await back(2);
    expect(done).toMatchObject({ ok: true, value: { changed: true } });
    expect(done.ok && done.warnings).toEqual([
      expect.objectContaining({ code: 'SCHEMA', severity: 'warning' }),
    ]);
  });

  test('no version before the newest', async () => {
    expect(await back()).toMatchObject({ ok: false, problems: [{ code: 'NO_SUCH_VERSION' }] });
  });
});

describe('damage', () => {
  const inVersion = (number: string, name: string) => join(home.paths.history, number, name);

  test('a damaged version is named, left out, and refused', async () => {
    await set('true');
    writeFileSync(inVersion('000001', 'application.properties'), 'tampered=1\n');
    expect(await back(1)).toMatchObject({
      ok: false,
      problems: [{ code: 'NO_SUCH_VERSION', message: expect.stringContaining('is damaged') }],
    });
    writeFileSync(inVersion('000001', 'meta.json'), '{');
    const listed = await listVersions(home.paths);
    expect(listed).toMatchObject({
      ok: true,
      value: [{ version: 2 }],
      warnings: [{ code: 'FILE_UNREADABLE', severity: 'warning' }],
    });
  });

  test('the next number goes on above a damaged one', async () => {
    await set('true');
    rmSync(inVersion('000002', 'meta.json'));
    expect(await set('false')).toMatchObject({ ok: true, value: { version: 4 } });
    expect((await versions()).map(({ version }) => version)).toEqual([1, 3, 4]);
  });

  test('no history at all is an empty list', async () => {
    rmSync(home.paths.history, { recursive: true });
    expect(await listVersions(home.paths)).toEqual({ ok: true, value: [], warnings: [] });
  });
});
