/** On real files: what a running gateway makes of its feed, its state and its overrides. */
import {
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { decide } from './decide.ts';
import { readDirectoryOnce } from './read-once.ts';
import { alice, eas, input, override, policies } from './testing.ts';
import { openDirectory } from './service.ts';
import type { DirectoryOptions, DirectoryService } from './service.ts';

let home: string;
let paths: { feedFile: string; stateFile: string; overridesFile: string };
let opened: DirectoryService[] = [];
const changed = vi.fn<() => void>();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  home = temporaryFolder(onTestFinished, 'directory');
  paths = {
    feedFile: join(home, 'devices.json'),
    stateFile: join(home, 'state', 'directory'),
    overridesFile: join(home, 'state', 'overrides.json'),
  };
  await mkdir(join(home, 'state'));
  changed.mockClear();
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
});

async function start(more: Partial<DirectoryOptions> = {}): Promise<DirectoryService> {
  const service = await openDirectory({
    ...paths,
    now: () => new Date(),
    onChange: changed,
    log: quiet,
    pollMs: 20,
    ...more,
  });
  opened.push(service);
  return service;
}
const allowed = (id: string, at: Date) =>
  writeFile(
    paths.overridesFile,
    JSON.stringify({
      schemaVersion: 1,
      overrides: [{ ...override('allow', id), at: at.toISOString() }],
    }),
  );
const feed = (...devices: DeviceInput[]) => writeFile(paths.feedFile, JSON.stringify(devices));
const verdict = (service: Pick<DirectoryService, 'current'>, id: string, more = {}): string =>
  decide(eas(alice, id), service.current(), policies(more), new Date()).reason;
const codes = (service: DirectoryService): string[] => service.problems().map((each) => each.code);
const until = (hold: () => void) => vi.waitFor(hold, { timeout: 10_000, interval: 5 });

describe('a change of the feed', () => {
  test('is in force within a second', async () => {
    await feed(input('a'));
    const service = await start();
    expect(verdict(service, 'a')).toBe('COMPLIANT');
    expect(changed).not.toHaveBeenCalledTimes(2);
    await feed(input('a', { enrollment: 'wipePending' }));
    const began = performance.now();
    await until(() => expect(verdict(service, 'a')).toBe('DEVICE_WIPED'));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
  test('is noticed when another file takes its place with the same size and instant', async () => {
    const other = join(home, 'other');
    await feed(input('a1'));
    const { mtime } = await stat(paths.feedFile);
    const service = await start();
    await writeFile(other, JSON.stringify([input('a2')]));
    await utimes(other, mtime, mtime);
    await rename(other, paths.feedFile);
    await until(() => expect(verdict(service, 'a2')).toBe('COMPLIANT'));
  });
  test('is noticed in the same file with the same size and instant', async () => {
    // No whole second: those are looked at longer anyway.
    const instant = new Date(Math.floor(Date.now() / 1000) * 1000 - 4_500);
    await feed(input('a1'));
    await utimes(paths.feedFile, instant, instant);
    const service = await start();
    await wait(100); // until the file counts as settled
    await feed(input('a2'));
    await utimes(paths.feedFile, instant, instant);
    await until(() => expect(verdict(service, 'a2')).toBe('COMPLIANT'));
  });
  test('is told once, and one that only touches the file is not told', async () => {
    await feed(input('a'));
    const service = await start();
    changed.mockClear();
    const before = service.current().loadedAt;
    await utimes(paths.feedFile, new Date(), new Date(Date.now() - 50));
    await feed(input('a'));
    await until(() => expect(service.current().loadedAt).not.toBe(before));
    expect(changed).not.toHaveBeenCalled();
    await feed(input('a'), input('b'));
    await until(() => expect(changed).toHaveBeenCalledTimes(1));
  });
});

describe('a feed that cannot be read', () => {
  test.each<[string, () => Promise<unknown>, string[]]>([
    ['deleted', () => rm(paths.feedFile), ['DIRECTORY_STALE', 'FILE_MISSING']],
    ['empty', () => writeFile(paths.feedFile, ''), ['DIRECTORY_STALE', 'JSON_SYNTAX']],
    [
      'half-written',
      () => writeFile(paths.feedFile, '[\n{"deviceId":'),
      ['DIRECTORY_STALE', 'JSON_SYNTAX'],
    ],
    [
      'with one id twice',
      () => feed(input('x'), input('X')),
      ['DIRECTORY_STALE', 'DEVICE_DUPLICATE'],
    ],
    [
      'a folder',
      () => rm(paths.feedFile).then(() => mkdir(paths.feedFile)),
      ['DIRECTORY_STALE', 'FILE_UNREADABLE'],
    ],
  ])(
    '%s: the directory before it serves on, and that is reported; mended, all is well',
    async (_what, spoil, problems) => {
      await feed(input('a'));
      const service = await start();
      await spoil();
      await until(() => expect(codes(service)).toEqual(problems));
      expect(service.problems()[0]).toMatchObject({ file: paths.feedFile, severity: 'error' });
      expect(verdict(service, 'a')).toBe('COMPLIANT');
      await rm(paths.feedFile, { recursive: true, force: true });
      await feed(input('a'));
      await until(() => expect(codes(service)).toEqual([]));
      expect(verdict(service, 'a')).toBe('COMPLIANT');
    },
  );
  test('names the line', async () => {
    await feed(input('a'));
    const service = await start();
    await writeFile(paths.feedFile, '[\n\n{"deviceId":');
    await until(() => expect(service.problems()[0]).toMatchObject({ line: 3 }));
  });
  test('from the start: the gate stays shut until there is one', async () => {
    const service = await start();
    expect(service.current().available).toBe(false);
    expect(codes(service)).toEqual(['FILE_MISSING']);
    expect(verdict(service, 'a', { unknownDevices: 'allow' })).toBe('DIRECTORY_UNAVAILABLE');
    await feed(input('a'));
    await until(() => expect(verdict(service, 'a')).toBe('COMPLIANT'));
  });
  test('[] is a feed: nobody has a device', async () => {
    await feed();
    const service = await start();
    expect([service.current().available, codes(service).length]).toEqual([true, 0]);
  });
  test('too large', async () => {
    await feed(input('a'));
    const service = await start();
    const { truncate } = await import('node:fs/promises');
    await truncate(paths.feedFile, 300 * 1024 * 1024);
    await until(() => expect(codes(service)).toEqual(['DIRECTORY_STALE', 'FILE_TOO_LARGE']));
  });
});

describe('after a restart', () => {
  test('a device that was deleted is still removed, until it enrols again', async () => {
    await feed(input('a'), input('b'));
    await (await start()).close();
    await feed(input('b'));
    await (await start()).close();
    const service = await start();
    expect(verdict(service, 'a', { unknownDevices: 'allow' })).toBe('DEVICE_REMOVED');
    await feed(input('a'), input('b'));
    await until(() => expect(verdict(service, 'a')).toBe('COMPLIANT'));
  });
  test('the last good directory serves while the feed is away, with its age', async () => {
    await feed(input('a'));
    const first = await start();
    const { loadedAt } = first.current();
    await first.close();
    await rm(paths.feedFile);
    const service = await start();
    expect(verdict(service, 'a')).toBe('COMPLIANT');
    expect(codes(service)).toEqual(['DIRECTORY_STALE', 'FILE_MISSING']);
    expect(service.current().loadedAt).toBe(loadedAt);
  });
  test('an allow made after the feed came, while no gateway ran, beats the wipe in it', async () => {
    await feed(input('w'));
    await (await start()).close();
    await wait(5);
    await feed(input('w', { enrollment: 'wiped' }));
    await wait(20);
    await allowed('w', new Date());
    await wait(5);
    expect(verdict(await start(), 'w')).toBe('OVERRIDE_ALLOW');
  });
  // The other way round until now: the feed's own time was believed. But a copy keeps the time of its
  // original (rsync -t, a restored backup), so the allow may have been made before anybody saw the wipe.
  test('an allow made before the feed came, while no gateway ran, does not, whatever time the file bears', async () => {
    await allowed('w', new Date());
    await wait(20);
    await feed(input('w', { enrollment: 'wiped' }));
    await utimes(paths.feedFile, new Date(), new Date(Date.now() - 60_000));
    const service = await start();
    expect(verdict(service, 'w')).toBe('DEVICE_WIPED');
    // The age of the data is another matter.
    expect(Date.now() - (service.current().loadedAt ?? 0)).toBeGreaterThan(50_000);
  });
  test('nor when a link was turned to an older file', async () => {
    const older = join(home, 'older.json');
    await writeFile(older, JSON.stringify([input('w', { enrollment: 'wiped' })]));
    await wait(20);
    await allowed('w', new Date());
    await wait(20);
    await symlink(older, paths.feedFile);
    expect(verdict(await start(), 'w')).toBe('DEVICE_WIPED');
  });
  test('a feed from the future is a feed of now', async () => {
    await feed(input('w', { enrollment: 'wiped' }));
    await utimes(paths.feedFile, new Date(), new Date(Date.now() + 3_600_000));
    const service = await start();
    const record = service.current().device('w');
    expect(record?.enrollmentSince).toBeLessThanOrEqual(Date.now());
    expect(service.current().loadedAt).toBeLessThanOrEqual(Date.now());
    await wait(5);
    await service.setOverrides([{ ...override('allow', 'w'), at: new Date().toISOString() }]);
    expect(verdict(service, 'w')).toBe('OVERRIDE_ALLOW');
  });
  test('a feed older than the one before it cannot date a wipe back', async () => {
    await feed(input('w'));
    await (await start()).close();
    const made = { ...override('allow', 'w'), at: new Date(Date.now() - 1_000).toISOString() };
    await writeFile(paths.overridesFile, JSON.stringify({ schemaVersion: 1, overrides: [made] }));
    await feed(input('w', { enrollment: 'wiped' }));
    await utimes(paths.feedFile, new Date(), new Date(Date.now() - 3_600_000));
    expect(verdict(await start(), 'w')).toBe('DEVICE_WIPED');
  });
});

test('while the gateway runs, a copy that keeps an old time cannot date a wipe back before an allow', async () => {
  const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  await feed(input('w'));
  await utimes(paths.feedFile, new Date(), minutesAgo(60));
  const made = { ...override('allow', 'w'), at: minutesAgo(1).toISOString() };
  await writeFile(paths.overridesFile, JSON.stringify({ schemaVersion: 1, overrides: [made] }));
  const service = await start();
  const other = join(home, 'copy');
  await writeFile(other, JSON.stringify([input('w', { enrollment: 'wiped' })]));
  await utimes(other, new Date(), minutesAgo(2));
  await rename(other, paths.feedFile);
  await until(() => expect(verdict(service, 'w')).toBe('DEVICE_WIPED'));
});

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
    await rm(join(home, 'state'), { recursive: true });
    await writeFile(join(home, 'state'), '');
    const failed = await service.setOverrides([override('block', 'a')]);
    expect(failed).toMatchObject({ ok: false, problems: [{ code: 'FILE_UNWRITABLE' }] });
    expect(failed.ok ? '' : failed.problems[0]?.message).toContain('in force');
    expect(verdict(service, 'a')).toBe('OVERRIDE_BLOCK');
    expect(codes(service)).toContain('FILE_UNWRITABLE');
  });
  test('that cannot be written are written as soon as the disk has room: a restart keeps the block', async () => {
    await feed(input('a'));
    const service = await start();
    await vi.waitFor(() => stat(paths.stateFile));
    await rename(join(home, 'state'), join(home, 'kept'));
    await writeFile(join(home, 'state'), '');
    expect(await service.setOverrides([override('block', 'a')])).toMatchObject({ ok: false });
    await rm(join(home, 'state'));
    await rename(join(home, 'kept'), join(home, 'state'));
    await until(() => expect(codes(service)).toEqual([]));
    await service.close();
    expect(verdict(await start(), 'a')).toBe('OVERRIDE_BLOCK');
  });
  test('that somebody writes by hand are in force within a poll, and streams hear of it', async () => {
    await feed(input('a'));
    const service = await start();
    await service.setOverrides([override('allow', 'c')]);
    changed.mockClear();
    await writeFile(
      paths.overridesFile,
      JSON.stringify({ schemaVersion: 1, overrides: [override('block', 'a')] }),
    );
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
    expect(
      (await readdir(join(home, 'state'))).some((name) => name.startsWith('overrides.json.bad-')),
    ).toBe(true);
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
    await writeFile(
      paths.overridesFile,
      JSON.stringify({ schemaVersion: 1, overrides: [override('block', 'a')] }),
    );
    await until(() => expect(verdict(again, 'a')).toBe('OVERRIDE_BLOCK'));
    expect(codes(again)).toEqual([]);
  });
});

test('a full disk is reported and stops nothing', async () => {
  await feed(input('a'));
  paths.stateFile = join(home, 'full', 'directory');
  await symlink(join(home, 'nowhere', 'full'), join(home, 'full'));
  const service = await start();
  await until(() => expect(codes(service)).toContain('FILE_UNWRITABLE'));
  expect(verdict(service, 'a')).toBe('COMPLIANT');
});

test('more removed devices than are remembered: those that left longest ago are forgotten, and it is told once', async () => {
  const told = vi.fn<(fields: object, message: string) => void>();
  await feed(input('a'), input('b'), input('c'));
  const service = await start({ removedLimit: 1, log: { ...quiet, warn: told } });
  for (const left of [[input('a'), input('b')], [input('a')], []]) {
    await wait(20);
    await feed(...left);
    await until(() => expect(service.current().devicesOf(alice)).toHaveLength(left.length + 1));
    await until(() =>
      expect(service.current().device(`${'abc'[left.length]}`)?.enrollment).toBe('removed'),
    );
  }
  expect([verdict(service, 'a'), verdict(service, 'b')]).toEqual([
    'DEVICE_REMOVED',
    'UNKNOWN_DEVICE',
  ]);
  expect(told).toHaveBeenCalledTimes(1);
  expect(codes(service)).toEqual(['DIRECTORY_STALE']);
  expect(service.problems()[0]).toMatchObject({ severity: 'warning' });
});

test('another feed file: what is not in it was removed', async () => {
  await feed(input('a'));
  const service = await start();
  const other = join(home, 'other.json');
  await writeFile(other, JSON.stringify([input('b')]));
  await service.setFeedFile(other);
  expect([verdict(service, 'a'), verdict(service, 'b')]).toEqual(['DEVICE_REMOVED', 'COMPLIANT']);
});

test('read once, for the command line: the same answers, and nothing is written', async () => {
  await feed(input('a'), input('b'));
  await (await start()).close();
  await feed(input('b'));
  await writeFile(
    paths.overridesFile,
    JSON.stringify({ schemaVersion: 1, overrides: [override('block', 'b')] }),
  );
  const before = await readdir(join(home, 'state'));
  const { directory, problems } = await readDirectoryOnce(paths, new Date());
  expect([
    verdict({ current: () => directory }, 'a'),
    verdict({ current: () => directory }, 'b'),
  ]).toEqual(['DEVICE_REMOVED', 'OVERRIDE_BLOCK']);
  expect(problems).toEqual([]);
  expect(await readdir(join(home, 'state'))).toEqual(before);
  await rm(home, { recursive: true });
  const none = await readDirectoryOnce(paths, new Date());
  expect([none.directory.available, none.problems.map((each) => each.code)]).toEqual([
    false,
    ['FILE_MISSING'],
  ]);
  await mkdir(home);
});
