/** On real files: what a running gateway makes of its feed. */
import { mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readDirectoryOnce } from './read-once.ts';
import { alice, input, override } from './testing.ts';
import { codes, quiet, until, useHome, verdict } from './testing-home.ts';

const { changed, feed, inHome, namesInState, paths, start, writeOverrides } = useHome();

describe('a change of the feed', () => {
  test('is in force within a second', async () => {
    await feed(input('a'));
    const service = await start();
    expect(verdict(service, 'a')).toBe('COMPLIANT');
    expect(changed).not.toHaveBeenCalledTimes(2);
    await feed(input('a', { enrollment: 'wipePending' }));
    // A second as this process has it: what it is kept waiting for by others counts as one of these.
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1), 10);
    onTestFinished(() => clearInterval(clock));
    await until(() => expect(verdict(service, 'a')).toBe('DEVICE_WIPED'));
    expect(ticks).toBeLessThan(100);
  });
  test('is noticed when another file takes its place with the same size and instant', async () => {
    const other = inHome('other');
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
    await truncate(paths.feedFile, 1100 * 1024 * 1024);
    await until(() => expect(codes(service)).toEqual(['DIRECTORY_STALE', 'FILE_TOO_LARGE']));
  });
});

test('a full disk is reported and stops nothing', async () => {
  await feed(input('a'));
  paths.stateFile = inHome('full', 'directory');
  await symlink(inHome('nowhere', 'full'), inHome('full'));
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
  const other = inHome('other.json');
  await writeFile(other, JSON.stringify([input('b')]));
  await service.setFeedFile(other);
  expect([verdict(service, 'a'), verdict(service, 'b')]).toEqual(['DEVICE_REMOVED', 'COMPLIANT']);
});

test('read once, for the command line: the same answers, and nothing is written', async () => {
  await feed(input('a'), input('b'));
  await (await start()).close();
  await feed(input('b'));
  await writeOverrides(override('block', 'b'));
  const before = await namesInState();
  const { directory, problems } = await readDirectoryOnce(paths, new Date());
  expect([
    verdict({ current: () => directory }, 'a'),
    verdict({ current: () => directory }, 'b'),
  ]).toEqual(['DEVICE_REMOVED', 'OVERRIDE_BLOCK']);
  expect(problems).toEqual([]);
  expect(await namesInState()).toEqual(before);
  await rm(inHome(), { recursive: true });
  const none = await readDirectoryOnce(paths, new Date());
  expect([none.directory.available, none.problems.map((each) => each.code)]).toEqual([
    false,
    ['FILE_MISSING'],
  ]);
  await mkdir(inHome());
});
