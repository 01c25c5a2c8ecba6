import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import {
  goodCopyOf,
  loadOverrides,
  readOverrides,
  withOverride,
  withoutOverride,
  writeOverrides,
} from './overrides-file.ts';
import { ago, now, override } from './testing.ts';

let file: string;
beforeEach(async () => {
  file = join(temporaryFolder(onTestFinished, 'overrides'), 'overrides.json');
});
const block = override('block', 'a');

describe('overrides.json', () => {
  test('that does not exist yet is an empty list', async () => {
    expect(await readOverrides(file)).toMatchObject({ ok: true, value: [] });
  });
  test('is read as it was written, without those that ended, by this account alone', async () => {
    const ended = override('allow', 'b', { until: ago(0) });
    expect(await writeOverrides(file, [block, ended], now)).toMatchObject({
      ok: true,
      value: [block],
    });
    expect(await readOverrides(file)).toMatchObject({ ok: true, value: [block], warnings: [] });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
  test('with a byte order mark is read', async () => {
    await writeFile(file, '\ufeff{"schemaVersion":1,"overrides":[]}');
    expect(await loadOverrides(file)).toEqual({ kind: 'read', overrides: [] });
  });

  test.each([
    ['damaged', () => writeFile(file, '{"schemaVersion":1,')],
    ['missing', () => rm(file)],
    ['of another shape', () => writeFile(file, '{"schemaVersion":1,"overrides":[{"device":"a"}]}')],
  ])('that is %s gives way to its last good copy, and that is said', async (_what, spoil) => {
    await writeOverrides(file, [block], now);
    await spoil();
    const read = await readOverrides(file);
    if (!read.ok) throw new Error('lost');
    expect(read.value).toEqual([block]);
    expect(read.warnings[0]).toMatchObject({ code: 'DIRECTORY_STALE', severity: 'warning' });
    expect(read.warnings.filter((each) => each.severity === 'error')).toEqual([]);
  });
  test('that is damaged without a copy is lost, and that is said', async () => {
    await writeFile(file, '');
    const read = await readOverrides(file);
    expect(read).toMatchObject({
      ok: false,
      problems: [{ code: 'DIRECTORY_STALE' }, { code: 'JSON_SYNTAX' }],
    });
  });
  test('with a damaged copy and no file is lost as well', async () => {
    await writeFile(goodCopyOf(file), 'x');
    expect((await loadOverrides(file)).kind).toBe('lost');
  });
  test('that is damaged is set aside before it is written over', async () => {
    await writeFile(file, 'precious');
    await writeOverrides(file, [block], now);
    const aside = (await readdir(dirname(file))).find((name) => name.includes('.bad-'));
    expect(await readFile(join(dirname(file), aside ?? ''), 'utf8')).toBe('precious');
    expect(await readOverrides(file)).toMatchObject({ ok: true, value: [block] });
  });
  test('that cannot be written is a problem and no exception', async () => {
    await writeFile(file, '');
    expect(await writeOverrides(join(file, 'x'), [block], now)).toMatchObject({
      ok: false,
      problems: [{ code: 'FILE_UNWRITABLE' }],
    });
  });
});

describe('one override for a device and a user', () => {
  const forBob = override('allow', 'A', { user: 'bob@contoso.test' });
  test('replaces the one before, whatever the case', () => {
    const again = override('block', ' a ', { user: 'BOB@contoso.test' });
    expect(withOverride([block, forBob], again)).toEqual([block, again]);
    expect(withOverride([block, forBob], override('allow', 'A'))).toEqual([
      forBob,
      override('allow', 'A'),
    ]);
  });
  test('is taken back alone', () => {
    expect(withoutOverride([block, forBob], 'A', null)).toEqual([forBob]);
    expect(withoutOverride([block, forBob], 'a', 'Bob@contoso.test')).toEqual([block]);
    expect(withoutOverride([block, forBob], 'b', null)).toEqual([block, forBob]);
  });
});
