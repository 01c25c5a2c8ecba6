/** Lists and single records that come from elsewhere than the file: from device management. */
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { heldFileOf } from './held.ts';
import type { DirectoryService } from './service.ts';
import { bob, eas, input, override } from './testing.ts';
import { asked, codes, until, useHome, verdict } from './testing-home.ts';

const { changed, feed, inHome, paths, start } = useHome();

const list = (devices: readonly DeviceInput[], at = Date.now()) => ({
  ...{ devices, changedAt: at, placedAt: at },
});
const house = (count: number, more: Partial<DeviceInput> = {}): DeviceInput[] =>
  Array.from({ length: count }, (_, i) => input(`d${i}`, { ids: { uem: `uem-${i}` }, ...more }));
const wiped = (id: string) => input(id, { enrollment: 'wipePending' });
const news = (devices: readonly DeviceInput[], removed: readonly string[] = []) => ({
  ...{ devices, removed, at: Date.now() },
});

async function started(devices: readonly DeviceInput[]) {
  const service = await start({ feedFile: null });
  expect(await service.take(list(devices))).toEqual({ kind: 'taken' });
  return service;
}

describe('a complete list', () => {
  test('is the directory, and what is missing from the next is removed', async () => {
    const service = await started(house(3));
    await service.take(list(house(2)));
    expect([0, 1, 2].map((i) => verdict(service, `d${i}`))).toEqual([
      ...['COMPLIANT', 'COMPLIANT', 'DEVICE_REMOVED'],
    ]);
    expect(codes(service)).toEqual([]);
  });

  test('goes through the same door: held, with its wipes taken', async () => {
    const service = await started(house(100));
    expect(await service.take(list([wiped('d0'), input('d1')]))).toEqual({ kind: 'held' });
    expect(verdict(service, 'd0')).toBe('DEVICE_WIPED');
    expect(verdict(service, 'd99')).toBe('COMPLIANT');
    expect(service.problems()[0]?.message).toMatch(/^The list of device management waits: /);
  });

  test('with two records of one id is refused whole', async () => {
    const service = await started(house(2));
    const taken = await service.take(list([wiped('d0'), input('D0')]));
    expect(taken).toMatchObject({ kind: 'refused', problems: [{ code: 'DEVICE_DUPLICATE' }] });
    expect(verdict(service, 'd0')).toBe('COMPLIANT');
  });

  test('does not undo a change that came while it was read', async () => {
    const service = await started(house(3));
    const began = Date.now();
    await service.change(news([wiped('d0'), input('new')], ['uem-1']));
    await service.take(list(house(3), began));
    expect(['d0', 'd1', 'd2', 'new'].map((id) => verdict(service, id))).toEqual([
      ...['DEVICE_WIPED', 'DEVICE_REMOVED', 'COMPLIANT', 'COMPLIANT'],
    ]);
  });

  test('takes the place of the file, which is not looked at any more', async () => {
    await feed(input('a'));
    const service = await start();
    await service.setFeedFile(null);
    await service.take(list([input('b')]));
    await feed(input('a'), input('b'));
    await service.refresh();
    expect(verdict(service, 'a')).toBe('DEVICE_REMOVED');
  });
});

describe('a file that is older than what was pushed', () => {
  const pushed = async () => {
    await feed(...house(3));
    const service = await start();
    await wait(20);
    await service.change(news([wiped('d0')], ['uem-1']));
    return service;
  };
  const verdicts = (service: DirectoryService) =>
    ['d0', 'd1', 'd2'].map((id) => verdict(service, id));

  test('does not undo a wipe after a restart; one that is written since ends it, even with the same content', async () => {
    const first = await pushed();
    await first.close();
    const service = await start();
    expect(verdict(service, 'd0')).toBe('DEVICE_WIPED');
    await service.refresh();
    expect(verdict(service, 'd0')).toBe('DEVICE_WIPED');
    await wait(20);
    await feed(...house(3));
    await until(() => expect(verdict(service, 'd0')).toBe('COMPLIANT'));
  });

  test('does not undo it when it is another file, and was there before', async () => {
    await writeFile(inHome('other.json'), JSON.stringify(house(4)));
    await wait(20);
    const service = await pushed();
    await service.setFeedFile(inHome('other.json'));
    expect(verdicts(service)).toEqual(['DEVICE_WIPED', 'DEVICE_REMOVED', 'COMPLIANT']);
    expect(verdict(service, 'd3')).toBe('COMPLIANT');
  });
});

describe('single records', () => {
  test('are in force when it says so, and every other device stays as it is', async () => {
    const service = await started(house(3));
    changed.mockClear();
    expect(await service.change(news([wiped('d1')]))).toMatchObject({ ok: true });
    expect(changed).toHaveBeenCalledTimes(1);
    expect([0, 1, 2].map((i) => verdict(service, `d${i}`))).toEqual([
      ...['COMPLIANT', 'DEVICE_WIPED', 'COMPLIANT'],
    ]);
  });

  test.each([
    ['its own id', 'UEM-1'],
    ['the device id', 'D1'],
  ])('deleted in device management is removed: by %s', async (_what, id) => {
    const service = await started(house(3));
    await service.change(news([], [id]));
    expect(verdict(service, 'd1')).toBe('DEVICE_REMOVED');
    expect(verdict(service, 'd2')).toBe('COMPLIANT');
  });

  test('are never held, however many', async () => {
    const service = await started(house(100));
    await service.change(news(house(100, { enrollment: 'unenrolled' })));
    expect(verdict(service, 'd99')).toBe('DEVICE_UNENROLLED');
    expect(codes(service)).toEqual([]);
  });

  test('a device that mail knows by another id now leaves the former one', async () => {
    const service = await started(house(2));
    await service.change(news([input('new', { ids: { uem: 'uem-0' } })]));
    expect(['d0', 'new', 'd1'].map((id) => verdict(service, id))).toEqual([
      ...['DEVICE_REMOVED', 'COMPLIANT', 'COMPLIANT'],
    ]);
  });

  test('keep since when a device is what it is, and its wipe', async () => {
    const service = await started(house(1));
    await service.change({ ...news([wiped('d0')]), at: 1000 });
    await service.change({ ...news([wiped('d0')]), at: 2000 });
    await service.change({ ...news([input('d0')]), at: 3000 });
    expect(service.current().device('d0')).toMatchObject({ wipedAt: 1000, enrollmentSince: 3000 });
  });

  test('from the future count as now: no allow made earlier outlives them', async () => {
    const service = await started([input('a', { users: [bob] })]);
    await service.setOverrides([override('allow', 'a', { at: new Date().toISOString() })]);
    await service.change({ ...news([wiped('a')]), at: Date.now() + 3_600_000 });
    expect(service.current().device('a')?.wipedAt).toBeLessThanOrEqual(Date.now());
    expect(asked(service, eas(bob, 'a')).verdict).toBe('blocked');
  });

  test('say nothing of the age of the data, unless they are all there was', async () => {
    const service = await start({ feedFile: null });
    await service.take(list(house(1), 1000));
    await service.change(news([wiped('d0')]));
    expect(service.current().loadedAt).toBe(1000);
    await service.change({ ...news([]), completeAt: 2000 });
    expect(service.current().loadedAt).toBe(2000);
  });

  test('of a list that waits are mended in it', async () => {
    const service = await started(house(100));
    await service.take(list(house(10)));
    await service.change(news([wiped('d5')]));
    expect(verdict(service, 'd5')).toBe('DEVICE_WIPED');
    await rm(heldFileOf(paths.stateFile));
    await until(() => expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED'));
    expect(verdict(service, 'd5')).toBe('DEVICE_WIPED');
  });

  test('are in force before a list that waits is mended', async () => {
    const service = await started(house(100));
    await service.take(list(house(10)));
    const { devices, ...rest } = news([wiped('d5')]);
    let reads = 0;
    let verdictThen = '';
    // The records are asked for twice: for the directory, and then for the list that waits.
    const change = {
      ...rest,
      get devices() {
        reads += 1;
        verdictThen = verdict(service, 'd5');
        return devices;
      },
    };
    await service.change(change);
    expect(reads).toBeGreaterThan(1);
    expect(verdictThen).toBe('DEVICE_WIPED');
  });

  test('make a list that is confirmed later no older than they are', async () => {
    const service = await started(house(100));
    await service.take(list(house(10), Date.now() - 60_000));
    const completeAt = Date.now();
    await service.change({ ...news([]), completeAt });
    expect(await service.confirmHeld(service.held()?.since ?? '')).toBe(true);
    expect(verdict(service, 'd99')).toBe('DEVICE_REMOVED');
    expect(service.current().loadedAt).toBe(completeAt);
  });

  test('belong to a directory: without one they are refused', async () => {
    const service = await start({ feedFile: null });
    const refused = await service.change(news([input('a')]));
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'DIRECTORY_NONE' }] });
    expect(service.current().available).toBe(false);
  });

  test('are remembered', async () => {
    const service = await started(house(2));
    await service.change(news([], ['uem-1']));
    await service.close();
    expect(verdict(await start({ feedFile: null }), 'd1')).toBe('DEVICE_REMOVED');
  });
});
