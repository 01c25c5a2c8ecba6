/** What holds while nobody knows which devices left device management. On real files. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import { lossFileOf, openMemory } from './memory.ts';
import { goodCopyOf } from './overrides-file.ts';
import { readDirectoryOnce } from './read-once.ts';
import { readState } from './state-file.ts';
import { alice, bob, devices, eas, ews, input, override, policies } from './testing.ts';
import { asked, codes, damage, said, until, useHome } from './testing-home.ts';

const { changed, feed, inHome, namesInState, paths, remembering, start } = useHome();

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
      expect(new Set(service.problems().map(({ severity }) => severity))).toEqual(
        new Set(['warning']),
      );
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
      value: { known: { rows: { length: 2 } } },
    });
    expect(await namesInState('directory.bad-')).toHaveLength(1);
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
    expect(await namesInState('directory.bad-')).toHaveLength(1);
    expect(await namesInState('directory.good.bad-')).toHaveLength(1);
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
    await expect.poll(async () => (await readState(goodCopyOf(paths.stateFile))).ok).toBe(true);
    await rename(inHome('state'), inHome('away'));
    await wait(100);
    expect(said(service)).toBe('blocked UNKNOWN_DEVICE');
    // What is written meanwhile makes a new folder, and that has the mark too.
    await feed(input('a'), input('c'));
    await until(() => expect(said(service, eas(alice, 'c'))).toBe('allowed COMPLIANT'));
    await expect.poll(() => existsSync(paths.stateFile)).toBe(true);
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

  // Until now that was a cold start, which bars nobody.
  test('is no cold start when the loss is acknowledged and no list was read yet', async () => {
    await rm(paths.feedFile);
    const service = await start();
    expect(service.isCold()).toBe(false);
    await rm(lossFileOf(paths.stateFile));
    await until(() => expect(service.current().memoryLostAt).toBeNull());
    expect(service.isCold()).toBe(false);
  });

  test('is not replaced while the mark cannot be written', async () => {
    await mkdir(inHome('full'));
    await rename(paths.stateFile, inHome('full', 'directory'));
    const file = inHome('full', 'directory');
    const memory = await openMemory(file, () => new Date());
    await rm(lossFileOf(file));
    await mkdir(lossFileOf(file));
    const shut = await openMemory(file, () => new Date());
    expect(await shut.save({ known: devices(), dataAt: 1, mergedAt: 1 })).toMatchObject({
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
