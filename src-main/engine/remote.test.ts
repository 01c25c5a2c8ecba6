/** One engine, two ways to it: what is asked here must come out the same over a line between two threads' ports. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { CUT_EACH_TIME, fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { answerEngine } from './answering.ts';
import type { Engine, EnginePlaces } from './engine.ts';
import { localEngine } from './local.ts';
import type { EnginePort } from './messages.ts';
import type { EngineParts } from './parts.ts';
import { gatewaySettingsSchema } from './settings-schema.ts';
import { remoteEngine, type EngineProcess, type ProcessEnd, type RemoteOptions } from './remote.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): Date => new Date('2026-03-10T12:00:00Z');
let home: string;
let places: EnginePlaces;

beforeEach(() => {
  home = temporaryFolder(onTestFinished, 'engine');
  places = {
    journal: `${home}/journal`,
    directory: `${home}/directory`,
    overrides: `${home}/overrides.json`,
    logs: `${home}/logs`,
    adminToken: `${home}/admin-token`,
    revocationLists: `${home}/revocation-lists`,
  };
  writeFileSync(`${home}/devices.json`, '[]');
});
afterEach(() => {
  vi.useRealTimers();
});

function settings(): GatewaySettings {
  return {
    vendor: { ewsProxy: true, removeUnsupportedAuth: true, ewsHost: null },
    listener: {
      ...{ host: '127.0.0.1', port: 0, balancers: [], extraPaths: [] },
      limits: { connections: 9, connectionsPerAddress: 8, ewsBody: 7, easBody: 6 },
      tls: { kind: 'pfx', pfx: new Uint8Array([1, 2, 3]), passphrase: 'p' },
    },
    emailServer: {
      address: { scheme: 'https', host: 'exchange.test', port: 443 },
      ...{ timeoutSeconds: 30, ignoreSslErrors: false, redirectHosts: [] },
    },
    compliance: {
      policies: {
        ...{ mode: 'enforce', unknownDevices: 'block', requireDevice: false },
        ...{ serviceAccounts: [], onlyEnsMayUseEws: false, domains: { CONTOSO: 'contoso.test' } },
        rules: noRules,
      },
      directoryFile: `${home}/devices.json`,
      ...{ coldStart: 'block', ewsBlockAnswer: 'soapFault', easBlockAnswer: 'forbidden' },
      ens: {
        ...{ sources: [], deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: false },
        ...{ certificates: [], verdictForm: 'pairs', deviceSyntax: { form: 'json', key: 'id' } },
      },
    },
    restart: { drainSeconds: 1, graceSeconds: 1 },
    authentication: { ntlm: 'refuse' },
    clientCertificates: null,
    uem: null,
    push: null,
    kcd: {
      ...{ targetSpn: null, account: 'svc', realm: 'EX.TEST', ticketMinutes: 60 },
      otherRealms: ['B.TEST'],
      controllers: [{ realm: 'EX.TEST', host: 'dc1.ex.test', port: 88 }],
      secret: { kind: 'keytab', keytab: new Uint8Array([5, 2]) },
    },
    ...{ admin: null, accessLog: null },
    trustedCertificates: [],
  };
}

/** A gateway process that is a port in this one. */
function fakeProcess(parts: EngineParts) {
  const { port1, port2 } = new MessageChannel();
  let end = (_how: ProcessEnd): void => undefined;
  let killed = 0;
  const exited = new Promise<ProcessEnd>((resolve) => (end = resolve));
  const leave = (code: number | null, said = '', signal: string | null = null): void => {
    port1.close();
    port2.close();
    end({ code, said, signal });
  };
  answerEngine({
    port: portOf(port2),
    create: (given, log) => localEngine({ parts, places: given, log, now }),
    exit: () => leave(0),
  });
  const process: EngineProcess = {
    port: portOf(port1),
    exited,
    kill: () => {
      killed += 1;
      leave(null);
    },
  };
  return {
    process,
    crash: (said: string) => leave(139, said),
    endedBy: (signal: string) => leave(null, '', signal),
    killed: () => killed,
  };
}

function portOf(port: MessagePort): EnginePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (handler) => void port.on('message', handler),
    onClose: () => undefined,
  };
}

function remote(parts: EngineParts = fakeEngine, options: Partial<RemoteOptions> = {}) {
  const lost: Problem[] = [];
  const started: ReturnType<typeof fakeProcess>[] = [];
  const engine = remoteEngine({
    ...{ places, log: quiet, onLost: (why) => lost.push(why) },
    start: () => {
      const one = fakeProcess(parts);
      started.push(one);
      return one.process;
    },
    ...options,
  });
  return { engine, lost, started };
}

/** Everything that an engine can be asked, in one go. */
async function everything(engine: Engine): Promise<unknown[]> {
  const block: Override = {
    ...{ device: 'D1', user: null, at: '2026-03-10T12:00:00Z', until: null, note: null },
    action: 'block',
    by: 'tester',
  };
  const before = [
    await engine.status(),
    await engine.open(settings()),
    await engine.restart(settings()),
    await engine.status(),
    await engine.explain({ device: 'D1' }),
    await engine.override(block),
    await engine.explain({ device: 'D1' }),
    await engine.impact({ deciding: settings().compliance, asker: 'window' }),
    await engine.unset({ device: 'D1', user: null }),
    await engine.blocked(0),
    await engine.redirects(),
    await engine.clearRedirects(),
    await engine.findHeader({ ask: 'search' }),
    await engine.findHeader({ ask: 'try', name: 'X-Dev', syntax: { form: 'json', key: null } }),
  ];
  await engine.drain();
  await engine.close();
  return [...before, await engine.explain({ user: 'alice@contoso.test' })];
}

test('a process of its own answers what the same engine answers here', async () => {
  const here = await everything(localEngine({ parts: fakeEngine, places, log: quiet, now }));
  // A home of its own: the first left its memory in this one.
  rmSync(home, { recursive: true });
  mkdirSync(home);
  writeFileSync(`${home}/devices.json`, '[]');
  const there = await everything(remote().engine);
  expect(there).toEqual(here);
  expect(here[0]).toMatchObject({ ok: false, problems: [{ code: 'NOT_RUNNING' }] });
  expect(here[5]).toMatchObject({ ok: true, value: { cut: CUT_EACH_TIME } });
  expect(here[6]).toMatchObject({ ok: true, value: { reason: 'OVERRIDE_BLOCK' } });
});

test('of two questions of one asker about an impact the newer counts, those of others stand', async () => {
  const engine = localEngine({ parts: fakeEngine, places, log: quiet, now });
  await engine.open(settings());
  const deciding = settings().compliance;
  const [older, newer, other] = await Promise.all(
    ['window', 'window', 'command line'].map((asker) => engine.impact({ deciding, asker })),
  );
  expect(older).toMatchObject({ ok: false, problems: [{ code: 'IMPACT_OUTDATED' }] });
  expect(newer).toMatchObject({ ok: true, value: { devices: 0 } });
  expect(other).toMatchObject({ ok: true });
  await engine.close();
});

test('a bug over there is a rejection here, and the engine goes on', async () => {
  const { engine } = remote({
    ...fakeEngine,
    readBlocked: () => Promise.reject(new Error('a bug')),
  });
  await engine.open(settings());
  await expect(engine.blocked(0)).rejects.toThrow('a bug');
  expect(await engine.status()).toMatchObject({ ok: true });
  await engine.close();
});

describe('a process that ends by itself', () => {
  test('is a loss with its last words; what was asked fails; it can be opened again', async () => {
    const slow: EngineParts = { ...fakeEngine, readBlocked: () => new Promise(() => undefined) };
    const { engine, lost, started } = remote(slow);
    await engine.open(settings());
    const asked = engine.blocked(0);
    started[0]?.crash('one\nout of memory\n');
    expect(await asked).toMatchObject({ ok: false, problems: [{ code: 'GATEWAY_ENDED' }] });
    expect(lost).toMatchObject([{ code: 'GATEWAY_ENDED' }]);
    expect(lost[0]?.message).toContain('out of memory');
    expect(await engine.status()).toMatchObject({ ok: false });
    expect(await engine.open(settings())).toMatchObject({ ok: true });
    await engine.close();
    expect(lost).toHaveLength(1);
  });

  test('from outside names the signal', async () => {
    const { engine, lost, started } = remote();
    await engine.open(settings());
    started[0]?.endedBy('SIGKILL');
    await expect.poll(() => lost.length).toBe(1);
    const message = 'The gateway process was ended from outside (SIGKILL).';
    expect(lost[0]).toMatchObject({ code: 'GATEWAY_ENDED', message });
  });

  test('is ended where a bug kept it from opening, so that the next one can be opened', async () => {
    let opens = 0;
    const { engine, lost, started } = remote({
      ...fakeEngine,
      openGateway: (...given) => {
        opens += 1;
        if (opens === 1) throw new Error('a bug');
        return fakeEngine.openGateway(...given);
      },
    });
    await expect(engine.open(settings())).rejects.toThrow('a bug');
    expect(await started[0]?.process.exited).toMatchObject({ code: 0 });
    expect(await engine.open(settings())).toMatchObject({ ok: true });
    expect([started.length, lost]).toEqual([2, []]);
    await engine.close();
  });

  test('while it opens, it is a failed open and no loss', async () => {
    const { engine, lost, started } = remote({
      ...fakeEngine,
      openJournal: () => new Promise(() => undefined),
    });
    const opening = engine.open(settings());
    started[0]?.crash('no such library');
    expect(await opening).toMatchObject({ ok: false, problems: [{ code: 'GATEWAY_ENDED' }] });
    expect(lost).toEqual([]);
  });
});

test('a process without a beat is killed and counts as lost', async () => {
  // Beats are counted by this clock alone, so that a busy machine is no silence.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { engine, lost, started } = remote(fakeEngine, { beatMs: 10, patience: 3 });
  await engine.open(settings());
  vi.advanceTimersByTime(3 * 10);
  expect(started[0]?.killed()).toBe(0);
  vi.advanceTimersByTime(10);
  expect(started[0]?.killed()).toBe(1);
  await expect.poll(() => lost.length).toBe(1);
  expect(lost[0]?.message).toContain('did not answer');
});

test('settings of another shape never reach an engine', async () => {
  const { engine } = remote();
  const wrong = { ...settings(), vendor: { ewsProxy: 'yes' } } as unknown as GatewaySettings;
  await expect(engine.open(wrong)).rejects.toThrow('ewsProxy');
});

test('device management crosses whole, its secrets and those of the proxy and of pushes too', () => {
  const whole: GatewaySettings = {
    ...settings(),
    uem: {
      address: { scheme: 'https', host: 'uem.test', port: 443 },
      signIn: { kind: 'basic', user: 'reader', password: 'p', tenantCode: 'code' },
      organizationGroup: null,
      proxy: {
        address: { scheme: 'http', host: 'proxy.test', port: 3128 },
        account: { user: 'gate', password: 'q' },
      },
      ...{ bulkHours: 4, deltaMinutes: 10, maxAgeHours: null },
    },
    push: {
      ...{ host: '127.0.0.1', port: 0, tls: null },
      signIn: { kind: 'password', user: 'uem', password: 'notice' },
    },
  };
  expect(gatewaySettingsSchema.parse(structuredClone(whole))).toEqual(whole);
});
