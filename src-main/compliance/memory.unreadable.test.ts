/** A memory of removed devices that is there and cannot be read for now. On real files. */
import { readFile, rename, rm, symlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openMemory } from './memory.ts';
import { goodCopyOf } from './overrides-file.ts';
import { writeState } from './state-file.ts';
import { alice, device, devices, eas, input, msAgo, override } from './testing.ts';
import { codes, said, until, useHome } from './testing-home.ts';

const { feed, inHome, namesInState, paths, remembering, start } = useHome();

describe('a state that cannot be read', () => {
  /** In the place of missing rights, which root does not know: a link that leads in a circle. */
  const lock = async (file: string) => {
    await rename(file, `${file}.kept`);
    await symlink(file, file);
  };
  const unlock = (file: string) => rename(`${file}.kept`, file);

  test('shuts out whom nobody knows, stays in its place, and is taken up once it can be read', async () => {
    await remembering();
    const bytes = await readFile(paths.stateFile, 'utf8');
    await rm(goodCopyOf(paths.stateFile));
    await lock(paths.stateFile);
    const service = await start();
    expect(said(service, eas(alice, 'a'))).toBe('allowed COMPLIANT');
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
    expect(codes(service)).toEqual(['DIRECTORY_STALE', 'FILE_UNREADABLE']);
    await feed(input('a', { enrollment: 'wiped' }), input('c'));
    await until(() => expect(said(service, eas(alice, 'a'))).toBe('blocked DEVICE_WIPED'));
    await feed(input('a', { enrollment: 'wiped' }));
    await until(() => expect(said(service, eas(alice, 'c'))).toBe('blocked DEVICE_REMOVED'));
    const names = ['directory', 'directory.kept'];
    expect((await namesInState('directory')).sort()).toEqual(names);
    expect(await readFile(`${paths.stateFile}.kept`, 'utf8')).toBe(bytes);

    await unlock(paths.stateFile);
    await until(() => expect(said(service)).toBe('blocked DEVICE_REMOVED'));
    expect(codes(service)).toEqual([]);
    expect(said(service, eas(alice, 'a'))).toBe('blocked DEVICE_WIPED');
    expect(said(service, eas(alice, 'c'))).toBe('blocked DEVICE_REMOVED');
    expect(said(service, eas('zoe@contoso.test', 'new'))).toBe('allowed UNKNOWN_DEVICE');
    await service.close();
    const again = await start();
    expect(said(again)).toBe('blocked DEVICE_REMOVED');
    expect(said(again, eas(alice, 'c'))).toBe('blocked DEVICE_REMOVED');
  });

  test('does not shut out who was allowed in view of a wipe that was seen meanwhile', async () => {
    await remembering();
    await lock(paths.stateFile);
    const service = await start();
    await feed(input('a', { enrollment: 'wiped' }));
    await until(() => expect(said(service, eas(alice, 'a'))).toBe('blocked DEVICE_WIPED'));
    await wait(5);
    await service.setOverrides([{ ...override('allow', 'a'), at: new Date().toISOString() }]);
    expect(said(service, eas(alice, 'a'))).toBe('allowed OVERRIDE_ALLOW');
    await unlock(paths.stateFile);
    await until(() => expect(codes(service)).toEqual([]));
    expect(said(service, eas(alice, 'a'))).toBe('allowed OVERRIDE_ALLOW');
  });

  test('and is gone then, is lost and no new home', async () => {
    await remembering();
    await rm(goodCopyOf(paths.stateFile));
    await lock(paths.stateFile);
    const service = await start();
    await rm(paths.stateFile);
    await until(() => expect(service.problems()[0]?.remedy).toContain('directory.lost'));
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
  });

  test('counts for a copy that must stand in as well', async () => {
    const file = inHome('state', 'other');
    const state = { known: devices(device('a')), dataAt: msAgo(1), mergedAt: msAgo(1) };
    await writeState(goodCopyOf(file), state);
    await lock(goodCopyOf(file));
    const memory = await openMemory(file, () => new Date(), 0);
    expect([memory.state, memory.writable(), memory.lostAt() === null]).toEqual([
      null,
      false,
      false,
    ]);
    await unlock(goodCopyOf(file));
    expect(await memory.look()).toEqual({ kind: 'found', state });
    expect([memory.writable(), memory.lostAt()]).toEqual([true, null]);
  });
});
