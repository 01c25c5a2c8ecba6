/** What a gateway that starts again makes of the files that it finds, and of the times that they bear. */
import { rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { input, override } from './testing.ts';
import { codes, until, useHome, verdict } from './testing-home.ts';

const { feed, inHome, paths, start, writeOverrides } = useHome();
const allowed = (id: string, at: Date) =>
  writeOverrides({ ...override('allow', id), at: at.toISOString() });

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
    const older = inHome('older.json');
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
    await writeOverrides(made);
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
  await writeOverrides(made);
  const service = await start();
  const other = inHome('copy');
  await writeFile(other, JSON.stringify([input('w', { enrollment: 'wiped' })]));
  await utimes(other, new Date(), minutesAgo(2));
  await rename(other, paths.feedFile);
  await until(() => expect(verdict(service, 'w')).toBe('DEVICE_WIPED'));
});
