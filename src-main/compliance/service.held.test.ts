/** On real files: a list that would block too many at once waits for a person (ADR 28). */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { heldFileOf } from './held.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { DirectoryOptions } from './service.ts';
import { input, override, policies } from './testing.ts';
import { codes, until, useHome, verdict } from './testing-home.ts';

const { feed, paths, start } = useHome();
const mark = () => heldFileOf(paths.stateFile);

const house = (count: number, more: Partial<DeviceInput> = {}): DeviceInput[] =>
  Array.from({ length: count }, (_, i) => input(`d${i}`, more));
/** The first `changed` of `count` as `more` says, the others as before. */
const mixed = (count: number, changed: number, more: Partial<DeviceInput>): DeviceInput[] =>
  house(count).map((each, i) => (i < changed ? { ...each, ...more } : each));

async function started(devices: readonly DeviceInput[], more: Partial<DirectoryOptions> = {}) {
  await feed(...devices);
  const service = await start(more);
  const next = async (list: readonly DeviceInput[]): Promise<string> => {
    await feed(...list);
    await service.refresh();
    return codes(service).join();
  };
  return { service, next };
}

describe('what waits', () => {
  test.each<[string, number, readonly DeviceInput[], string]>([
    ['20 missing of 30', 30, house(10), ''],
    ['21 missing of 30', 30, house(9), 'DIRECTORY_HELD'],
    ['25 missing of 500, 5 %', 500, house(475), ''],
    ['26 missing of 500', 500, house(474), 'DIRECTORY_HELD'],
    ['21 un-enrolled', 100, mixed(100, 21, { enrollment: 'unenrolled' }), 'DIRECTORY_HELD'],
    ['21 blocked by the list', 100, mixed(100, 21, { override: 'block' }), 'DIRECTORY_HELD'],
    ['21 wiped', 100, mixed(100, 21, { enrollment: 'wiped' }), 'DIRECTORY_HELD'],
    ['20 wiped', 100, mixed(100, 20, { enrollment: 'wiped' }), ''],
    ['an empty list of two', 2, [], 'DIRECTORY_HELD'],
    ['an empty list of one', 1, [], ''],
    [
      'another house',
      30,
      house(30).map((each) => ({ ...each, deviceId: `x${each.deviceId}` })),
      'DIRECTORY_HELD',
    ],
    ['many that come', 3, house(300), ''],
  ])('%s', async (_what, before, list, expected) => {
    const { service, next } = await started(house(before));
    expect(await next(list)).toBe(expected);
    expect(existsSync(mark())).toBe(expected !== '');
    const last = `d${before - 1}`;
    if (expected !== '') expect(verdict(service, last)).toBe('COMPLIANT');
  });

  test.each<[string, Partial<DeviceInput>, string]>([
    ['compromised', { compromised: true }, 'DIRECTORY_HELD'],
    ['unencrypted', { encrypted: false }, 'DIRECTORY_HELD'],
    ['another model', { model: 'Pixel' }, ''],
  ])('21 that turn %s, where that is a policy', async (_what, more, expected) => {
    const rules = { ...noRules, compromised: true, encryption: true };
    const { next } = await started(house(100), { policies: () => policies({ rules }) });
    expect(await next(mixed(100, 21, more))).toBe(expected);
  });

  test('nobody is counted whom the policies block anyway, or an allow carries', async () => {
    const rules = { ...noRules, compromised: true };
    const { service, next } = await started(mixed(100, 60, { compromised: true }), {
      policies: () => policies({ rules }),
    });
    expect(await next(house(100).slice(60))).toBe('');
    const at = new Date(Date.now() + 1000).toISOString();
    await service.setOverrides(house(100).map((each) => override('allow', each.deviceId, { at })));
    expect(await next(house(100).map((each) => ({ ...each, compromised: true })))).toBe('');
  });

  test.each<[string, number, number, string]>([
    ['of 30 seen lately 21', 30, 21, 'DIRECTORY_HELD'],
    ['of 30 seen lately 20, and 25 of 500', 30, 20, ''],
    ['of 480 seen lately 24, 5 %', 480, 24, ''],
    ['of 480 seen lately 25', 480, 25, 'DIRECTORY_HELD'],
  ])('missing are, %s', async (_what, seen, lost, expected) => {
    const asleep = house(500).slice(0, 500 - seen);
    const lately = house(500).slice(500 - seen);
    const ids = new Set(lately.map((each) => each.deviceId.toUpperCase()));
    const { next } = await started(house(500), { seen: async () => ids });
    const more = Math.min(asleep.length, 25 - lost);
    expect(await next([...asleep.slice(more), ...lately.slice(lost)])).toBe(expected);
  });

  // Until now only those seen lately counted: after a pause an export that ended early was taken.
  test.each<[string, readonly string[], readonly DeviceInput[]]>([
    ['nobody was seen lately', [], house(9)],
    ['nobody was seen lately, an empty list', [], []],
    ['only one was seen lately, and it stays', ['d0'], house(9)],
    ['strangers were seen lately', ['x'], house(9)],
  ])('too many of all, while %s', async (_what, seen, list) => {
    const { service, next } = await started(house(30), { seen: async () => new Set(seen) });
    expect(await next(list)).toBe('DIRECTORY_HELD');
    expect(verdict(service, 'd29')).toBe('COMPLIANT');
    expect(service.held()?.counted).toBe(30);
  });

  test('as long as nobody can say who was seen, the enrolled ones count', async () => {
    const { next } = await started(house(100), { seen: async () => null });
    expect(await next(house(79))).toBe('DIRECTORY_HELD');
  });

  test('devices that were blocked before count neither way', async () => {
    const { next } = await started(mixed(100, 60, { enrollment: 'unenrolled' }));
    expect(await next(house(100).slice(60))).toBe('');
  });
});

describe('while it waits', () => {
  test('its wipes are taken at once, and nothing else', async () => {
    const { service, next } = await started(house(100));
    await next(mixed(30, 1, { enrollment: 'wipePending' }));
    expect(verdict(service, 'd0')).toBe('DEVICE_WIPED');
    expect(verdict(service, 'd99')).toBe('COMPLIANT');
    expect(service.current().size).toBe(100);
  });

  // Until now only wipes of devices that were seen lately and passed were counted, and without one none was taken.
  test('also the wipe of a device that was not seen, or did not pass', async () => {
    const rules = { ...noRules, compromised: true };
    const seen = async () =>
      new Set(
        house(100)
          .map((each) => each.deviceId)
          .slice(1),
      );
    const before = house(100).map((each, i) => (i === 1 ? { ...each, compromised: true } : each));
    const { service, next } = await started(before, { seen, policies: () => policies({ rules }) });
    expect(await next(mixed(30, 2, { enrollment: 'wiped' }))).toBe('DIRECTORY_HELD');
    expect([verdict(service, 'd0'), verdict(service, 'd1')]).toEqual([
      ...['DEVICE_WIPED', 'DEVICE_WIPED'],
    ]);
    expect(verdict(service, 'd99')).toBe('COMPLIANT');
  });

  test('neither are wipes, when they are too many', async () => {
    const { service, next } = await started(house(100));
    await next(mixed(100, 50, { enrollment: 'wiped' }));
    expect(verdict(service, 'd0')).toBe('COMPLIANT');
  });

  test('the data do not look younger, and a restart changes nothing', async () => {
    const { service, next } = await started(house(100));
    const { loadedAt } = service.current();
    await next([]);
    await next([]);
    expect(service.current().loadedAt).toBe(loadedAt);
    await service.close();
    const again = await start();
    expect(codes(again)).toEqual(['DIRECTORY_HELD']);
    expect(verdict(again, 'd0')).toBe('COMPLIANT');
  });

  test('it says what, of which, and how it is confirmed', async () => {
    const { service, next } = await started(house(100));
    await next(house(40));
    expect(service.problems()[0]).toMatchObject({ severity: 'error', file: paths.feedFile });
    expect(service.problems()[0]?.message).toContain('newly block 60 of 100 devices');
    expect(service.problems()[0]?.remedy).toContain(mark());
    expect(await readFile(mark(), 'utf8')).toContain('60 of 100');
  });
});

describe('it ends', () => {
  test('when the file is deleted: exactly this list counts', async () => {
    const { service, next } = await started(house(100));
    await next(house(40));
    await rm(mark());
    await until(() => expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED'));
    expect(verdict(service, 'd0')).toBe('COMPLIANT');
    expect(codes(service)).toEqual([]);
    await next([]);
    expect(codes(service)).toEqual(['DIRECTORY_HELD']);
  });

  test('when it is confirmed as it was seen, and nothing else', async () => {
    const { service, next } = await started(house(100));
    await next(house(50));
    const seen = service.held();
    expect(seen).toMatchObject({ what: 'devices', newlyBlocked: 50, counted: 100, file: mark() });
    expect(seen?.of[0]).toMatchObject({ deviceId: 'd50', reasonAfter: 'DEVICE_REMOVED' });
    await until(() => expect(new Date().toISOString()).not.toBe(seen?.since));
    await next(house(40));
    expect(await service.confirmHeld(seen?.since ?? '')).toBe(false);
    expect(verdict(service, 'd99')).toBe('COMPLIANT');
    expect(await service.confirmHeld(service.held()?.since ?? '')).toBe(true);
    expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED');
    expect(existsSync(mark())).toBe(false);
    expect(service.held()).toBeNull();
  });

  test('when a better list comes', async () => {
    const { service, next } = await started(house(100));
    await next([]);
    expect(await next(house(99))).toBe('');
    expect(existsSync(mark())).toBe(false);
    expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED');
  });

  test('when another file is told, or none', async () => {
    const { service, next } = await started(house(100));
    await next([]);
    await service.setFeedFile(null);
    expect([service.held(), existsSync(mark()), codes(service)]).toEqual([null, false, []]);
    expect(verdict(service, 'd0')).toBe('COMPLIANT');
  });

  test('also where its file cannot be deleted', async () => {
    const { service, next } = await started(house(100));
    await rm(mark(), { force: true });
    await mkdir(join(mark(), 'in the way'), { recursive: true });
    await next(house(99));
    expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED');
  });

  test('a list that could not be taken for a mistake of the gateway is read again', async () => {
    let fails = true;
    const mistaken = () => {
      if (fails) throw new Error('a mistake');
      return policies();
    };
    const { service, next } = await started(house(3), { policies: mistaken });
    await next(house(2));
    expect(verdict(service, 'd2')).toBe('COMPLIANT');
    fails = false;
    await until(() => expect(verdict(service, 'd2')).toBe('DEVICE_REMOVED'));
  });

  test('but not because the whole folder went away', async () => {
    const { service, next } = await started(house(100));
    await next([]);
    await service.refresh();
    await rm(paths.stateFile);
    await rm(mark());
    await service.refresh();
    expect(verdict(service, 'd0')).toBe('COMPLIANT');
  });
});
