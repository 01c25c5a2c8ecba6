/** For the tests of this room only: a home of its own for each test, with and without a gateway. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, onTestFinished } from 'vitest';
import type { Console } from '../../src-shared/contract/calls.ts';
import { SallyportError } from '../../src-shared/errors.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { openStore } from '../journal/store.ts';
import type { EngineParts } from '../engine/parts.ts';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createConsole } from './console.ts';
import { hostGateway } from './hosting.ts';

export const alice = 'alice@contoso.test';
export const now = (): Date => new Date('2026-03-10T12:00:00Z');
export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const phone = {
  managed: true,
  compromised: false,
  encrypted: true,
  enrollment: 'enrolled',
};

/** To be called once at the top of a test file. */
export function useHome() {
  /** Those of the test that runs. */
  const paths: { -readonly [Name in keyof HomePaths]: HomePaths[Name] } = homePaths('');
  let cleanups: (() => Promise<unknown>)[] = [];

  const setDevices = (devices: readonly object[]): void =>
    writeFileSync(paths.devices, JSON.stringify(devices));

  const configure = (compliance: Record<string, unknown>): void => {
    const file = JSON.parse(readFileSync(paths.memConfiguration, 'utf8')) as Record<string, object>;
    Object.assign(file['compliance'] ?? {}, compliance);
    Object.assign(file['listener'] ?? {}, { port: 0 });
    Object.assign(file['emailServer'] ?? {}, { hostAndPort: 'https://127.0.0.1:9' });
    writeFileSync(paths.memConfiguration, JSON.stringify(file));
  };

  const overFiles = (): Console =>
    createConsole({ paths, running: null, by: 'tester', from: 'command line', now });

  /** The console of a gateway that runs in this process, as a client of the channel sees it. */
  const running = async (engine: EngineParts = fakeEngine) => {
    const events: LifecycleEvent[] = [];
    const hosting = hostGateway({
      ...{ paths, engine, lock: { held: true }, by: 'tester', log: quiet, now },
      emit: (event) => events.push(event),
    });
    const started = await hosting.service.start();
    if (!started.ok) throw new SallyportError(started.problems);
    cleanups.push(hosting.end);
    const client = await connectChannel(endpointOf(paths));
    if (!client.ok) throw new SallyportError(client.problems);
    cleanups.push(async () => client.value.close());
    return { console: client.value, hosting, events };
  };

  beforeEach(async () => {
    Object.assign(paths, homePaths(temporaryFolder(onTestFinished, 'console')));
    await initHome(paths, { by: 'tester' });
    configure({ mode: 'enforce' });
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice }]);
  });
  afterEach(async () => {
    for (const clean of cleanups.reverse()) await clean();
    cleanups = [];
  });

  return { paths, setDevices, configure, overFiles, running };
}

/** Writes what a gateway would have recorded: what is not given is Alice's blocked telephone. */
export function store(paths: HomePaths, ...events: Partial<JournalEvent>[]): void {
  const opened = openStore(paths.journal, now());
  const whole = events.map((event, at): JournalEvent => ({
    ...{ seq: at + 1, at: '2026-03-10T11:00:00.000Z', requestId: `r${at}`, protocol: 'eas' },
    ...{ operation: 'Sync', user: alice, mailbox: null, identity: 'proven', deviceType: 'Phone' },
    ...{ devices: [{ id: 'alicephone', verdict: 'blocked' }], userAgent: null, client: '10.0.0.1' },
    ...{ verdict: 'blocked', reason: 'OVERRIDE_BLOCK', status: 403, answeredBy: 'gateway' },
    ...{ authentication: 'basic', bytesIn: 0, bytesOut: 0, remark: null },
    hopsMs: { decide: 1, connect: null, exchange: null, total: 1 },
    ...event,
  }));
  expect(opened.write(whole.map((event) => JSON.stringify(event)))).toBe(0);
  opened.close();
}

export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SallyportError ? error.problems[0]?.code : undefined;
}
