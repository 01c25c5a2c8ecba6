/** On real files: what a running gateway makes of its overrides. */
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { input, override } from './testing.ts';
import { codes, until, useHome, verdict } from './testing-home.ts';

const { changed, feed, inHome, namesInState, paths, start, writeOverrides } = useHome();

describe('overrides', () => {
  test('are in force at once and kept', async () => {
    await feed(input('a'));
    const service = await start();
    changed.mockClear();
    const written = service.setOverrides([override('block', 'a')]);
    expect([verdict(service, 'a'), changed.mock.calls.length]).toEqual(['OVERRIDE_BLOCK', 1]);
    expect(await written).toMatchObject({ ok: true });
    await service.close();
    expect(verdict(await start(), 'a')).toBe('OVERRIDE_BLOCK');
  });
  test('that cannot be written are in force all the same, and it is said', async () => {
    await feed(input('a'));
    const service = await start();
    await rm(inHome('state'), { recursive: true });
    await writeFile(inHome('state'), '');
    const failed = await service.setOverrides([override('block', 'a')]);
    expect(failed).toMatchObject({ ok: false, problems: [{ code: 'FILE_UNWRITABLE' }] });
    expect(failed.ok ? '' : failed.problems[0]?.message).toContain('in force');
    expect(verdict(service, 'a')).toBe('OVERRIDE_BLOCK');
    expect(codes(service)).toContain('FILE_UNWRITABLE');
  });
  test('that cannot be written are written as soon as the disk has room: a restart keeps the block', async () => {
    await feed(input('a'));
    const service = await start();
    await expect.poll(() => existsSync(paths.stateFile)).toBe(true);
    await rename(inHome('state'), inHome('kept'));
    await writeFile(inHome('state'), '');
    expect(await service.setOverrides([override('block', 'a')])).toMatchObject({ ok: false });
    await rm(inHome('state'));
    await rename(inHome('kept'), inHome('state'));
    await until(() => expect(codes(service)).toEqual([]));
    await service.close();
    expect(verdict(await start(), 'a')).toBe('OVERRIDE_BLOCK');
  });
  test('that somebody writes by hand are in force within a poll, and streams hear of it', async () => {
    await feed(input('a'));
    const service = await start();
    await service.setOverrides([override('allow', 'c')]);
    changed.mockClear();
    await writeOverrides(override('block', 'a'));
    await until(() => expect(verdict(service, 'a')).toBe('OVERRIDE_BLOCK'));
    expect([changed.mock.calls.length, codes(service)]).toEqual([1, []]);
    await writeFile(paths.overridesFile, '{"schemaVersion":1,"over');
    await until(() => expect(codes(service)).toEqual(['JSON_SYNTAX']));
    expect(verdict(service, 'a')).toBe('OVERRIDE_BLOCK');
  });
  test('that are damaged come back from the good copy: a lost block does not open the gate', async () => {
    await feed(input('a'));
    const first = await start();
    await first.setOverrides([override('block', 'a')]);
    await first.close();
    await writeFile(paths.overridesFile, 'x');
    const service = await start();
    expect(verdict(service, 'a')).toBe('OVERRIDE_BLOCK');
    expect(codes(service)).toEqual(['DIRECTORY_STALE', 'JSON_SYNTAX']);
    expect(JSON.parse(await readFile(paths.overridesFile, 'utf8'))).toMatchObject({
      schemaVersion: 1,
    });
    expect(await namesInState('overrides.json.bad-')).toHaveLength(1);
  });
  test('that are damaged without a copy shut the gate until they are mended', async () => {
    await feed(input('a'));
    await writeFile(paths.overridesFile, '{"schemaVersion":1,"overrides":[{}]}');
    const service = await start();
    expect(verdict(service, 'a', { unknownDevices: 'allow' })).toBe('DIRECTORY_UNAVAILABLE');
    expect(await service.setOverrides([])).toMatchObject({ ok: false });
    await service.close();
    const again = await start();
    expect(verdict(again, 'a')).toBe('DIRECTORY_UNAVAILABLE');
    await writeOverrides(override('block', 'a'));
    await until(() => expect(verdict(again, 'a')).toBe('OVERRIDE_BLOCK'));
    expect(codes(again)).toEqual([]);
  });
});
