import { expect, test } from 'vitest';
import { failure, problem, success, type Result } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import type { Gateway, Restarted } from '../gateway/types.ts';
import { serialQueue } from './queue.ts';
import { createService, type Live, type Loaded, type ServiceHost } from './service.ts';

type Files = { readonly number: number };

/** A gateway that takes as long as the test wants, and notes what is done to it. */
function world(changes: Partial<ServiceHost<Files>> = {}) {
  const events: LifecycleEvent[] = [];
  const steps: string[] = [];
  const gates: (() => void)[] = [];
  let loads = 0;
  let running = 0;
  const gateway: Gateway = {
    status: () => {
      throw new Error('unused');
    },
    problems: () => [],
    refused: () => {
      throw new Error('unused');
    },
    reconsider: () => 0,
    judgeBy: () => 0,
    moves: () => [],
    revocationLists: () => [],
    renewSecret: () => undefined,
    clearMoves: () => 0,
    close: async () => void steps.push('close'),
    restart: async () => {
      running += 1;
      expect(running).toBe(1);
      steps.push('restart');
      await new Promise<void>((resolve) => gates.push(resolve));
      running -= 1;
      const toll = { failed: 0, cutStreams: 2, finishing: 1 };
      return success<Restarted>({ url: 'u', port: 1, generation: loads, durationMs: 5, ...toll });
    },
  };
  const live = { ...gateway, adopt: async () => success(void steps.push('adopt')) };
  const host: ServiceHost<Files> = {
    home: '/home',
    load: async () => {
      loads += 1;
      return success({ settings: {} as GatewaySettings, files: { number: loads } });
    },
    open: async () => {
      steps.push('open');
      return success({ gateway: live, listening: { url: 'u', port: 1, generation: 1 } });
    },
    ready: async () => {
      steps.push('ready');
      return success(undefined);
    },
    adopted: async (now, before) =>
      void steps.push(`adopted ${before.files.number}->${now.files.number}`),
    emit: (event) => events.push(event),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...changes,
  };
  const free = async (): Promise<void> => {
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    gates.shift()?.();
  };
  return { service: createService(host), events, steps, free, gates };
}

const broken = failure(problem('BOOLEAN', 'no boolean'));

test('start: open, ready, then listening; stop: draining, closed once', async () => {
  const { service, events, steps } = world();
  expect(service.state()).toBe('stopped');
  expect(await service.start()).toMatchObject({ ok: true, value: { url: 'u' } });
  expect(service.state()).toBe('running');
  expect(service.inForce()?.files).toEqual({ number: 1 });
  await Promise.all([service.stop(), service.stop()]);
  expect(service.state()).toBe('stopped');
  expect(steps).toEqual(['open', 'ready', 'close']);
  expect(events).toEqual([
    { event: 'listening', pid: process.pid, generation: 1, url: 'u', home: '/home' },
    { event: 'draining' },
  ]);
});

test('a start that fails leaves nothing open and tells nobody to connect', async () => {
  const loadFails = world({ load: async () => broken });
  expect(await loadFails.service.start()).toBe(broken);
  expect(loadFails.service.state()).toBe('failed');
  const channelFails = world({ ready: async () => broken });
  expect(await channelFails.service.start()).toBe(broken);
  expect(channelFails.steps).toEqual(['open', 'close']);
  expect(channelFails.events).toEqual([]);
});

test('what was lost comes back with what was in force; a start takes what is saved', async () => {
  const { service, free } = world();
  await service.start();
  const restarted = service.restart();
  await free();
  await restarted;
  service.lost();
  expect([service.state(), service.inForce()]).toEqual(['failed', null]);
  expect(await service.bringBack()).toMatchObject({ ok: true });
  expect(service.inForce()?.files).toEqual({ number: 2 });
  service.lost();
  expect(await service.start()).toMatchObject({ ok: true });
  expect(service.inForce()?.files).toEqual({ number: 3 });
  await service.stop();
  expect(await service.bringBack()).toMatchObject({ ok: true });
  expect(service.inForce()?.files).toEqual({ number: 4 });
});

test('what was in force is not forgotten by a try that fails, nor are its warnings', async () => {
  const note = problem('BOM', 'a mark', { severity: 'warning' });
  let opens = 0;
  const { service } = world({
    load: async () =>
      success({ settings: {} as GatewaySettings, files: { number: opens + 10 } }, [note]),
    open: async () => {
      opens += 1;
      if (opens === 2) return failure(problem('PORT_IN_USE', 'taken'));
      const gateway = { close: async () => undefined } as Live;
      return success({ gateway, listening: { url: 'u', port: 1, generation: 1 } });
    },
  });
  await service.start();
  service.lost();
  expect(await service.bringBack()).toMatchObject({ ok: false });
  expect(await service.bringBack()).toMatchObject({ ok: true });
  expect(service.inForce()?.files).toEqual({ number: 10 });
  expect(service.warnings()).toEqual([note]);
});

test('restarts are serial, and those that wait become one', async () => {
  const { service, events, steps, free } = world();
  await service.start();
  const first = service.restart();
  await new Promise((resolve) => setImmediate(resolve));
  expect(service.state()).toBe('restarting');
  const waiting = [service.restart(), service.restart(), service.restart()];
  await free();
  expect(await first).toMatchObject({
    ok: true,
    value: { generation: 2, durationMs: 5, failed: 0, cutStreams: 2, finishing: 1 },
  });
  await free();
  const answers = await Promise.all(waiting);
  expect(answers.every((each) => each === answers[0])).toBe(true);
  expect(steps.filter((step) => step === 'restart')).toHaveLength(2);
  expect(steps).toContain('adopted 2->3');
  expect(events.map((each) => each.event)).toEqual(['listening', 'restarted', 'restarted']);
  expect(service.inForce()?.files).toEqual({ number: 3 });
});

test('a refused restart changes nothing, is reported, and is forgotten by the next good one', async () => {
  let files: Result<Loaded<Files>> = success({
    settings: {} as GatewaySettings,
    files: { number: 7 },
  });
  const { service, events, free } = world({ load: async () => files });
  await service.start();
  const good = files;
  files = broken;
  expect(await service.restart()).toBe(broken);
  expect(service.state()).toBe('running');
  expect(service.inForce()?.files).toEqual({ number: 7 });
  expect(events.at(-1)).toEqual({ event: 'restart-refused', errors: broken.problems });
  expect(service.warnings().map((each) => each.code)).toEqual(['RESTART_REFUSED']);
  files = good;
  const again = service.restart();
  await free();
  await again;
  expect(service.warnings()).toEqual([]);
});

test('a bug in loading is a refusal; the gateway serves on', async () => {
  let bug = false;
  const { service } = world({
    load: async () => {
      if (bug) throw new Error('oops');
      return success({ settings: {} as GatewaySettings, files: { number: 1 } });
    },
  });
  await service.start();
  bug = true;
  expect(await service.restart()).toMatchObject({ ok: false, problems: [{ code: 'INTERNAL' }] });
  expect(service.state()).toBe('running');
});

test('a stop waits for the restart under way; a restart behind it is refused', async () => {
  const { service, steps, free } = world();
  await service.start();
  const first = service.restart();
  await new Promise((resolve) => setImmediate(resolve));
  const second = service.restart();
  const stopped = service.stop();
  await free();
  expect(await first).toMatchObject({ ok: true });
  expect(await second).toMatchObject({ ok: false, problems: [{ code: 'NOT_RUNNING' }] });
  await stopped;
  expect(steps.filter((step) => step === 'restart' || step === 'close')).toEqual([
    'restart',
    'close',
  ]);
});

test('the queue goes on after a rejection', async () => {
  const queue = serialQueue();
  const bad = queue.run(() => Promise.reject(new Error('x')));
  const good = queue.run(async () => 'fine');
  await expect(bad).rejects.toThrow('x');
  expect(await good).toBe('fine');
});
