/** What holds while nobody knows which devices left device management. On real files. */
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DeviceInput } from '../../src-shared/devices.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { lossFileOf, openMemory } from './memory.ts';
import { goodCopyOf } from './overrides-file.ts';
import { readDirectoryOnce } from './read-once.ts';
import { openDirectory } from './service.ts';
import type { DirectoryService } from './service.ts';
import { readState, writeState } from './state-file.ts';
import { alice, bob, device, eas, ews, input, msAgo, override, policies } from './testing.ts';

let home: string;
let paths: { feedFile: string; stateFile: string; overridesFile: string };
let opened: DirectoryService[] = [];
const changed = vi.fn<() => void>();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(async () => {
  home = temporaryFolder(onTestFinished, 'memory');
  paths = {
    feedFile: join(home, 'devices.json'),
    stateFile: join(home, 'state', 'directory'),
    overridesFile: join(home, 'state', 'overrides.json'),
  };
  await mkdir(join(home, 'state'));
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
});

async function start(): Promise<DirectoryService> {
  const now = (): Date => new Date();
  const more = { now, onChange: changed, log: quiet, pollMs: 20 };
  const service = await openDirectory({ ...paths, ...more });
  opened.push(service);
  return service;
}
/** Alice's `a` is enrolled, and `gone` left device management; both files have it. */
async function remembering(): Promise<void> {
  await feed(input('a'), input('gone', { users: [bob] }));
  await (await start()).close();
  await feed(input('a'));
  await (await start()).close();
}
const feed = (...devices: DeviceInput[]) => writeFile(paths.feedFile, JSON.stringify(devices));
const open = policies({ unknownDevices: 'allow' });
type Deciding = Pick<DirectoryService, 'current'>;
const asked = (service: Deciding, identity = eas(bob, 'gone')) =>
  decide(identity, service.current(), open, new Date());
const said = (service: Deciding, identity = eas(bob, 'gone')): string => {
  const { verdict, reason } = asked(service, identity);
  return `${verdict} ${reason}`;
};
const codes = (service: DirectoryService): string[] => service.problems().map((each) => each.code);
const severities = (service: DirectoryService) => service.problems().map((each) => each.severity);
const until = (hold: () => void) => vi.waitFor(hold, { timeout: 10_000, interval: 5 });
const damage = (file: string) => writeFile(file, '{"schemaVersion":1\0\0\0');
const namesIn = async (start: string) =>
  (await readdir(join(home, 'state'))).filter((name) => name.startsWith(start));

describe('a damaged state', () => {
  test.each([
    ['damaged', () => damage(paths.stateFile)],
    ['gone', () => rm(paths.stateFile)],
  ])(
    'that is %s gives way to its good copy: who was removed stays removed',
    async (_what, spoil) => {
      await remembering();
      await spoil();
      const once = await readDirectoryOnce(paths, new Date());
      expect(said({ current: () => once.directory })).toBe('blocked DEVICE_REMOVED');
      const service = await start();
      expect(said(service)).toBe('blocked DEVICE_REMOVED');
      expect(said(service, eas('zoe@contoso.test', 'new'))).toBe('allowed UNKNOWN_DEVICE');
      expect(new Set(severities(service))).toEqual(new Set(['warning']));
      await service.close();
      const again = await start();
      expect([said(again), codes(again)]).toEqual(['blocked DEVICE_REMOVED', []]);
    },
  );

  test('is mended from the copy also while the feed is away, and kept aside', async () => {
    await remembering();
    await damage(paths.stateFile);
    await rm(paths.feedFile);
    await (await start()).close();
    expect(await readState(paths.stateFile)).toMatchObject({
      ok: true,
      value: { known: [{}, {}] },
    });
    expect(await namesIn('directory.bad-')).toHaveLength(1);
  });
});

describe('a state whose copy is damaged as well', () => {
  beforeEach(async () => {
    await remembering();
    await damage(paths.stateFile);
    await damage(goodCopyOf(paths.stateFile));
  });

  test('lets in who is known and enrolled, and nobody else, whatever the default says', async () => {
    const service = await start();
    expect(said(service, eas(alice, 'a'))).toBe('allowed COMPLIANT');
    expect(said(service, ews(alice))).toBe('allowed COMPLIANT');
    for (const identity of [eas(bob, 'gone'), eas(bob, 'made-up'), eas(alice, 'made-up')])
      expect(said(service, identity)).toBe('blocked UNKNOWN_DEVICE');
    expect(said(service, ews(bob))).toBe('blocked UNKNOWN_USER');
    const serves = policies({ unknownDevices: 'allow', serviceAccounts: [bob] });
    expect(decide(eas(bob, 'gone'), service.current(), serves, new Date()).verdict).toBe('blocked');
  });

  test('says so in the trace, in words, and in the problems', async () => {
    const service = await start();
    const decision = asked(service);
    expect(decision.trace.at(-1)).toMatchObject({
      step: 'enrollment',
      data: { memoryLost: expect.stringMatching(/^20/) },
    });
    expect(asked(service, ews(bob)).trace.at(-1)?.data).toHaveProperty('memoryLost');
    expect(explain(decision, eas(bob, 'gone')).text).toContain(
      'memory of removed devices was lost',
    );
    expect(codes(service)).toEqual(['DIRECTORY_STALE', 'SCHEMA', 'SCHEMA']);
    expect(service.problems()[0]?.remedy).toContain('directory.lost');
  });

  test('stays so across restarts, and for commands, until an administrator deletes the mark', async () => {
    await (await start()).close();
    expect((await readState(paths.stateFile)).ok).toBe(true);
    expect(await namesIn('directory.bad-')).toHaveLength(1);
    expect(await namesIn('directory.good.bad-')).toHaveLength(1);
    const once = await readDirectoryOnce(paths, new Date());
    expect(said({ current: () => once.directory })).toBe('blocked UNKNOWN_DEVICE');
    expect(once.problems).toHaveLength(1);
    const service = await start();
    expect([said(service), codes(service)]).toEqual([
      'blocked UNKNOWN_DEVICE',
      ['DIRECTORY_STALE'],
    ]);
    changed.mockClear();
    await rm(lossFileOf(paths.stateFile));
    await until(() => expect(said(service)).toBe('allowed UNKNOWN_DEVICE'));
    expect([codes(service), changed.mock.calls.length]).toEqual([[], 1]);
    await service.close();
    expect(said(await start())).toBe('allowed UNKNOWN_DEVICE');
  });

  test('is acknowledged by nobody when the whole folder is away', async () => {
    const service = await start();
    await vi.waitFor(async () =>
      expect((await readState(goodCopyOf(paths.stateFile))).ok).toBe(true),
    );
    await rename(join(home, 'state'), join(home, 'away'));
    await wait(100);
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
    // What is written meanwhile makes a new folder, and that has the mark too.
    await feed(input('a'), input('c'));
    await until(() => expect(said(service, eas(alice, 'c'))).toBe('allowed COMPLIANT'));
    await vi.waitFor(() => stat(paths.stateFile));
    await wait(100);
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
  });

  test('is no new home when the gateway dies before anything was written', async () => {
    await rm(paths.feedFile);
    await (await start()).close();
    await rm(lossFileOf(paths.stateFile));
    await feed(input('a'));
    expect(said(await start())).toBe('blocked UNKNOWN_DEVICE');
  });

  test('is not replaced while the mark cannot be written', async () => {
    await mkdir(join(home, 'full'));
    await rename(paths.stateFile, join(home, 'full', 'directory'));
    const file = join(home, 'full', 'directory');
    const memory = await openMemory(file, () => new Date());
    await rm(lossFileOf(file));
    await mkdir(lossFileOf(file));
    const shut = await openMemory(file, () => new Date());
    expect(await shut.save({ known: [], dataAt: 1, mergedAt: 1 })).toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
    expect((await readState(file)).ok).toBe(false);
    expect([memory.lostAt() === null, shut.lostAt() === null]).toEqual([false, false]);
  });

  test('lets an unknown device in that was allowed since, and not one allowed before', async () => {
    const before = { ...override('allow', 'gone', { user: bob }), at: new Date().toISOString() };
    await wait(5);
    const service = await start();
    await service.setOverrides([before]);
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
    await wait(5);
    const since = { ...override('allow', 'gone'), at: new Date().toISOString() };
    await service.setOverrides([before, since]);
    expect(said(service)).toBe('allowed OVERRIDE_ALLOW');
  });
});

test('a state without a copy, as an older version left it, is lost when it is damaged', async () => {
  await remembering();
  await rm(goodCopyOf(paths.stateFile));
  await damage(paths.stateFile);
  expect(said(await start())).toBe('blocked UNKNOWN_DEVICE');
});

test('a new home has lost nothing', async () => {
  await feed(input('a'));
  const service = await start();
  expect([said(service), codes(service)]).toEqual(['allowed UNKNOWN_DEVICE', []]);
});

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
    expect((await namesIn('directory')).sort()).toEqual(names);
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
    const file = join(home, 'state', 'other');
    const state = { known: [device('a')], dataAt: msAgo(1), mergedAt: msAgo(1) };
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
