/** The desktop's side of a home: one station for window and commands, whether a gateway runs or not. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Console } from '../../src-shared/contract/calls.ts';
import { failure, problem, SallyportError, type Problem } from '../../src-shared/errors.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { localEngine } from '../engine/local.ts';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { placesOf } from './hosted.ts';
import { openStation, type Station, type StationOptions } from './station.ts';
import { quiet } from './testing.ts';

const now = (): Date => new Date();
const crash = problem('GATEWAY_ENDED', 'the gateway process ended with signal SIGKILL');
let paths: HomePaths;
let cleanups: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  paths = homePaths(temporaryFolder(onTestFinished, 'station'));
  await initHome(paths, { by: 'tester' });
  writeFileSync(paths.devices, '[]');
  configure((file) => {
    file.listener.port = 0;
    file.emailServer.hostAndPort = 'https://127.0.0.1:9';
  });
});
afterEach(async () => {
  for (const clean of cleanups.reverse()) await clean();
  cleanups = [];
});

interface MemFile {
  readonly listener: { port: number | string };
  readonly emailServer: { hostAndPort: string };
}

function configure(change: (file: MemFile) => void): void {
  const file = JSON.parse(readFileSync(paths.memConfiguration, 'utf8')) as MemFile;
  change(file);
  writeFileSync(paths.memConfiguration, JSON.stringify(file));
}

interface Opened {
  readonly station: Station;
  readonly events: string[];
  readonly changes: () => number;
  readonly stopsAsked: () => number;
  /** As when the gateway's process dies. */
  readonly lose: () => Promise<void>;
}

async function open(changes: Partial<StationOptions> = {}): Promise<Opened> {
  const events: string[] = [];
  let counted = 0;
  let stops = 0;
  let lose: () => Promise<void> = () => Promise.resolve();
  const opened = await openStation({
    ...{ paths, lock: { held: true }, by: 'tester', log: quiet, now },
    engine: (places, onLost) => {
      const engine = localEngine({ parts: fakeEngine, places, log: quiet, now });
      lose = async () => {
        await engine.close();
        onLost(crash);
      };
      return engine;
    },
    emit: ({ event }: LifecycleEvent) => events.push(event),
    onChange: () => (counted += 1),
    onStopAsked: async () => void (stops += 1),
    ...changes,
  });
  if (!opened.ok) throw new SallyportError(opened.problems);
  cleanups.push(opened.value.end);
  const station = opened.value;
  return {
    ...{ station, events, lose: () => lose() },
    ...{ changes: () => counted, stopsAsked: () => stops },
  };
}

async function command(): Promise<Console> {
  const client = await connectChannel(endpointOf(paths));
  if (!client.ok) throw new SallyportError(client.problems);
  cleanups.push(async () => client.value.close());
  return client.value;
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.catch((why: unknown) => why);
  return error instanceof SallyportError ? error.problems[0]?.code : undefined;
}
const kindOf = async (station: Station): Promise<string> => (await station.view()).kind;

describe('without a gateway', () => {
  test('the view says stopped, and the files answer window and commands', async () => {
    const { station } = await open();
    expect(await station.view()).toEqual({ kind: 'stopped' });
    expect([station.url(), station.inForce()]).toEqual([null, null]);
    expect(await codeOf(station.console.status({}))).toBe('NOT_RUNNING');
    const outside = await command();
    const changes = { 'enable.boxer.ens.ews.proxy': 'true' };
    expect(await outside.set({ changes })).toMatchObject({ changed: true });
    expect(await codeOf(outside.restart({}))).toBe('NOT_RUNNING');
    const history = await station.console.history({});
    expect(history.at(-1)).toMatchObject({ by: 'tester', from: 'command line' });
  });

  test('`stop` of a command ends the whole console all the same', async () => {
    const { stopsAsked } = await open();
    await (await command()).stop({});
    expect(stopsAsked()).toBe(1);
  });
});

describe('with a gateway', () => {
  test('it starts, is seen by both, restarts, stops and starts again', async () => {
    const { station, events, changes } = await open();
    expect((await station.start()).ok).toBe(true);
    expect(await station.view()).toMatchObject({ kind: 'running', status: { generation: 1 } });
    expect(station.url()).toBe('http://127.0.0.1:8443');
    expect(station.inForce()).not.toBeNull();
    const outside = await command();
    expect(await outside.restart({})).toMatchObject({ generation: 2 });
    expect(await outside.status({})).toMatchObject({ generation: 2, state: 'running' });
    const before = changes();
    await station.console.stop({});
    expect(changes()).toBeGreaterThan(before);
    expect(await kindOf(station)).toBe('stopped');
    expect((await station.start()).ok).toBe(true);
    expect(await kindOf(station)).toBe('running');
    expect(events).toEqual(['listening', 'restarted', 'draining', 'listening']);
  });

  test('a start while the engine still ends waits for it, and a stop after that has the last word', async () => {
    let release = (): void => undefined;
    const slow: StationOptions['engine'] = (places) => {
      const engine = localEngine({ parts: fakeEngine, places, log: quiet, now });
      const held = new Promise<void>((resolve) => (release = resolve));
      return { ...engine, close: () => held.then(engine.close) };
    };
    const { station, events } = await open({ engine: slow });
    await station.start();
    const stopped = station.stop();
    await expect.poll(() => kindOf(station)).toBe('stopped');
    const started = station.start();
    const stoppedAgain = station.stop();
    // Long enough to read the settings and knock at the engine.
    await new Promise((resolve) => setTimeout(resolve, 200));
    release();
    await stopped;
    expect(await started).toMatchObject({ ok: true });
    await stoppedAgain;
    expect(await kindOf(station)).toBe('stopped');
    expect(events).toEqual(['listening', 'draining', 'listening', 'draining']);
  });

  test('a change from the window is told as the window’s', async () => {
    const { station } = await open();
    await station.start();
    await station.console.set({ changes: { 'enable.boxer.ens.ews.proxy': 'true' } });
    expect((await station.console.history({})).at(-1)).toMatchObject({ from: 'window' });
    expect((await station.console.status({})).pending).toHaveLength(1);
  });

  test('starting what runs changes nothing, also twice at the same time', async () => {
    const { station, events } = await open();
    const both = await Promise.all([station.start(), station.start()]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await station.start()).ok).toBe(true);
    expect(events).toEqual(['listening']);
  });

  test('`stop` of a command is for the whole console, the window’s for the gateway', async () => {
    const { station, stopsAsked } = await open();
    await station.start();
    await (await command()).stop({});
    expect(stopsAsked()).toBe(1);
    await station.console.stop({});
    expect(stopsAsked()).toBe(1);
    expect(await kindOf(station)).toBe('stopped');
  });
});

describe('a gateway that fails', () => {
  test('to start: the view says why, nothing tries again, and mended files start it', async () => {
    configure((file) => (file.listener.port = 'many'));
    const { station } = await open();
    expect((await station.start()).ok).toBe(false);
    const view = await station.view();
    expect(view).toMatchObject({ kind: 'failed', retryAt: null });
    expect(view.kind === 'failed' && view.problems.map(({ key }) => key)).toContain(
      'listener.port',
    );
    configure((file) => (file.listener.port = 0));
    expect((await station.start()).ok).toBe(true);
    expect(await kindOf(station)).toBe('running');
  });

  test('settings that this host refuses do not start it', async () => {
    const refused = problem('USAGE', 'loopback only');
    const { station } = await open({ refuse: () => refused });
    expect(await station.start()).toEqual(failure(refused));
    expect(await station.view()).toMatchObject({ kind: 'failed', problems: [refused] });
  });

  test('by itself: the cause is seen at once, and it comes back', async () => {
    const { station, lose, events } = await open();
    await station.start();
    const seen: (readonly Problem[])[] = [];
    await lose();
    const view = await station.view();
    if (view.kind === 'failed') seen.push(view.problems);
    expect(seen).toEqual([[crash]]);
    expect(view).toMatchObject({ retryAt: expect.any(Number) as number });
    expect(await codeOf(station.console.status({}))).toBe('NOT_RUNNING');
    await expect.poll(() => kindOf(station)).toBe('running');
    expect(events).toEqual(['listening', 'listening']);
  });

  test('by itself: what was saved since waits on, and a start by an administrator takes it', async () => {
    const { station, lose } = await open();
    await station.start();
    await station.console.set({ changes: { 'enable.boxer.ens.ews.proxy': 'true' } });
    await lose();
    await expect.poll(() => kindOf(station)).toBe('running');
    expect(await station.console.status({})).toMatchObject({
      settings: { ewsProxy: false },
      pending: [{ key: 'enable.boxer.ens.ews.proxy', inForce: 'false', saved: 'true' }],
    });
    // Broken files are no obstacle to what is in force.
    configure((file) => (file.listener.port = 'many'));
    await lose();
    await expect.poll(() => kindOf(station)).toBe('running');
    configure((file) => (file.listener.port = 0));
    await station.stop();
    await station.start();
    expect((await station.console.status({})).settings).toMatchObject({ ewsProxy: true });
  });

  test('by itself, and an administrator is faster: it is started once', async () => {
    const { station, lose, events } = await open();
    await station.start();
    await lose();
    expect((await station.start()).ok).toBe(true);
    expect(await kindOf(station)).toBe('running');
    // Longer than the first back-off can be.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(events).toEqual(['listening', 'listening']);
  });

  test('by itself, and the console ends: it is not brought back', async () => {
    const { station, lose, events } = await open();
    await station.start();
    await lose();
    await station.end();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(events).toEqual(['listening']);
    expect(await kindOf(station)).not.toBe('running');
  });

  test('with a bug in its engine: the call fails with a code, and the station goes on', async () => {
    const broken = (): Engine => ({
      ...localEngine({
        parts: fakeEngine,
        places: placesOf(paths),
        ...{ log: quiet, now },
      }),
      open: () => Promise.reject(new Error('a bug')),
    });
    const { station } = await open({ engine: broken });
    expect(await station.start()).toMatchObject({ ok: false, problems: [{ code: 'INTERNAL' }] });
    expect(await kindOf(station)).toBe('failed');
    expect(await station.console.history({})).not.toHaveLength(0);
  });
});

// A named pipe of Windows is no file.
test.skipIf(process.platform === 'win32')(
  'where the channel cannot be served, there is no station, and it says why',
  async () => {
    mkdirSync(dirname(endpointOf(paths).path), { recursive: true, mode: 0o700 });
    writeFileSync(endpointOf(paths).path, 'no socket');
    const error: unknown = await open().catch((why: unknown) => why);
    expect(error).toBeInstanceOf(SallyportError);
    expect((error as SallyportError).problems[0]?.code).toBe('HOME_UNSAFE');
  },
);

test('when it ended, its channel is gone', async () => {
  const { station } = await open();
  await station.start();
  await station.end();
  expect((await connectChannel(endpointOf(paths))).ok).toBe(false);
  expect(station.inForce()).toBeNull();
});
