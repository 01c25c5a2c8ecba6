/** The use cases over a home of their own, with and without a gateway. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Console } from '../../src-shared/contract/calls.ts';
import { SallyportError } from '../../src-shared/errors.ts';
import type { JournalEvent } from '../../src-shared/events.ts';
import type { LifecycleEvent } from '../../src-shared/lifecycle.ts';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { openStore } from '../journal/store.ts';
import { homePaths, type HomePaths } from '../settings/home.ts';
import { initHome } from '../settings/init.ts';
import { CUT_EACH_TIME, fakeEngine } from '../testing/fake-engine.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createConsole } from './console.ts';
import { hostGateway } from './hosting.ts';

const alice = 'alice@contoso.test';
const now = (): Date => new Date('2026-03-10T12:00:00Z');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let paths: HomePaths;
let cleanups: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  paths = homePaths(temporaryFolder(onTestFinished, 'console'));
  await initHome(paths, { by: 'tester' });
  configure({ mode: 'enforce' });
  setDevices([{ ...phone, deviceId: 'alicephone', user: alice }]);
});
afterEach(async () => {
  for (const clean of cleanups.reverse()) await clean();
  cleanups = [];
});

const phone = { managed: true, compromised: false, encrypted: true, enrollment: 'enrolled' };

function setDevices(devices: readonly object[]): void {
  writeFileSync(paths.devices, JSON.stringify(devices));
}

function configure(compliance: Record<string, unknown>): void {
  const file = JSON.parse(readFileSync(paths.memConfiguration, 'utf8'));
  Object.assign(file.compliance, compliance);
  file.listener.port = 0;
  file.emailServer.hostAndPort = 'https://127.0.0.1:9';
  writeFileSync(paths.memConfiguration, JSON.stringify(file));
}

function store(...events: Partial<JournalEvent>[]): void {
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

const overFiles = (): Console =>
  createConsole({ paths, running: null, by: 'tester', from: 'command line', now });

/** The console of a gateway that runs in this process, as a client of the channel sees it. */
async function running() {
  const events: LifecycleEvent[] = [];
  const hosting = hostGateway({
    ...{ paths, engine: fakeEngine, lock: { held: true }, by: 'tester', log: quiet, now },
    emit: (event) => events.push(event),
  });
  const started = await hosting.service.start();
  if (!started.ok) throw new SallyportError(started.problems);
  cleanups.push(hosting.end);
  const client = await connectChannel(endpointOf(paths));
  if (!client.ok) throw new SallyportError(client.problems);
  cleanups.push(async () => client.value.close());
  return { console: client.value, hosting, events };
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SallyportError ? error.problems[0]?.code : undefined;
}

test('without a gateway there is no status, no restart and no stop', async () => {
  const console = overFiles();
  for (const call of [console.status({}), console.restart({}), console.stop({})]) {
    expect(await codeOf(call)).toBe('NOT_RUNNING');
  }
});

describe('why', () => {
  test('a device stands for its owner, a user for their devices, at the saved settings', async () => {
    const console = overFiles();
    expect(await console.why({ device: 'alicephone' })).toMatchObject({
      ...{ verdict: 'allowed', reason: 'COMPLIANT' },
    });
    expect(await console.why({ user: alice })).toMatchObject({ verdict: 'allowed' });
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice, enrollment: 'unenrolled' }]);
    expect(await console.why({ device: 'alicephone' })).toMatchObject({
      ...{ verdict: 'blocked', reason: 'DEVICE_UNENROLLED' },
    });
  });

  test('a device that nobody knows is UNKNOWN_DEVICE, and an allow lets it pass', async () => {
    const console = overFiles();
    const unknown = await console.why({ device: 'ghost' });
    expect(unknown).toMatchObject({ verdict: 'blocked', reason: 'UNKNOWN_DEVICE' });
    expect(unknown.text).not.toContain('.invalid');
    await console.override({
      device: 'ghost',
      action: 'allow',
      user: null,
      until: null,
      note: null,
    });
    expect(await console.why({ device: 'ghost' })).toMatchObject({ reason: 'OVERRIDE_ALLOW' });
  });

  test('with an instant the journal answers, or says that it has nothing', async () => {
    store({ at: '2026-03-10T10:00:00.000Z' }, { verdict: 'allowed', reason: 'COMPLIANT' });
    const then = await overFiles().why({ device: 'alicephone', at: '2026-03-10T10:30:00Z' });
    expect(then).toMatchObject({ verdict: 'blocked', decidedBy: 'journal' });
    expect(then.trace).toMatchObject([
      { step: 'journal', outcome: 'block', data: { requestId: 'r0' }, ageSeconds: 7200 },
    ]);
    const before = overFiles().why({ device: 'alicephone', at: '2026-03-09T00:00:00Z' });
    expect(await codeOf(before)).toBe('USAGE');
    expect(await codeOf(overFiles().why({}))).toBe('USAGE');
  });

  test('with broken settings and no gateway it says what is broken', async () => {
    writeFileSync(paths.memConfiguration, '{');
    expect(await codeOf(overFiles().why({ user: alice }))).toBe('JSON_SYNTAX');
  });
});

describe('blocked', () => {
  const block = {
    device: 'alicephone',
    action: 'block',
    user: null,
    until: null,
    note: null,
  } as const;

  test('who was blocked then and passes now is not shown', async () => {
    store({});
    expect(await overFiles().blocked({})).toEqual([]);
    await overFiles().override(block);
    const shown = await overFiles().blocked({});
    expect(shown).toMatchObject([
      { user: alice, deviceId: 'alicephone', reason: 'OVERRIDE_BLOCK', count: 1 },
    ]);
  });

  test('the reason is that of now; test mode blocks nobody', async () => {
    store({});
    setDevices([{ ...phone, deviceId: 'alicephone', user: alice, enrollment: 'wiped' }]);
    expect(await overFiles().blocked({})).toMatchObject([{ reason: 'DEVICE_WIPED' }]);
    configure({ mode: 'test' });
    expect(await overFiles().blocked({})).toEqual([]);
  });

  test('only since the instant; without one, for seven days', async () => {
    await overFiles().override(block);
    store(
      { at: '2026-03-08T00:00:00.000Z' },
      { at: '2026-02-01T00:00:00.000Z', user: 'bob@x.test' },
    );
    expect(await overFiles().blocked({})).toHaveLength(1);
    expect(await overFiles().blocked({ since: '2026-03-09T00:00:00Z' })).toEqual([]);
  });

  test('what lies in the request itself stays until the client passes; nobody is no client', async () => {
    store(
      { reason: 'USER_MISMATCH' },
      { reason: 'EWS_PROXY_OFF', protocol: 'ews', devices: [], user: 'bob@x.test' },
      { reason: 'ROUTE_UNKNOWN', user: null, devices: [] },
    );
    const shown = await overFiles().blocked({});
    expect(shown.map((each) => each.reason).sort()).toEqual(['EWS_PROXY_OFF', 'USER_MISMATCH']);
    await overFiles().set({ changes: { 'enable.boxer.ens.ews.proxy': 'true' } });
    expect((await overFiles().blocked({})).map((each) => each.reason)).toEqual(['USER_MISMATCH']);
  });
});

describe('overrides', () => {
  const allow = { device: 'D1', action: 'allow', user: null, until: null, note: null } as const;

  test('the newest for a device and user counts; unset without a user takes all back', async () => {
    const console = overFiles();
    await console.override(allow);
    await console.override({ ...allow, action: 'block' });
    await console.override({ ...allow, user: alice });
    const kept = JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides;
    expect(kept).toMatchObject([
      { device: 'D1', action: 'block', user: null, by: 'tester' },
      { device: 'D1', action: 'allow', user: alice },
    ]);
    expect(await console.unset({ device: 'd1', user: 'ALICE@contoso.test' })).toEqual({
      ...{ removed: 1, cut: 0, warnings: [] },
    });
    await console.override({ ...allow, user: alice });
    expect(await console.unset({ device: 'D1', user: null })).toMatchObject({ removed: 2, cut: 0 });
    expect(await console.unset({ device: 'D1', user: null })).toMatchObject({
      ...{ removed: 0, cut: 0, warnings: [{ code: 'OVERRIDE_UNKNOWN', severity: 'warning' }] },
    });
  });

  test.each([
    ['without a gateway', async () => overFiles()],
    ['with one', async () => (await running()).console],
  ])('%s what the directory does not know is kept, with a doubt', async (_what, attach) => {
    const console = await attach();
    const codes = async (more: object) =>
      (await console.override({ ...allow, ...more })).warnings.map((each) => each.code);
    expect(await codes({ device: 'alicephone' })).toEqual([]);
    expect(await codes({ device: 'alicephone', user: alice, action: 'block' })).toEqual([]);
    expect(await codes({ device: 'alicefone' })).toEqual(['DEVICE_UNKNOWN']);
    // The override that is there now is no device, either.
    expect(await codes({ device: 'alicefone' })).toEqual(['DEVICE_UNKNOWN']);
    expect(await codes({ device: 'alicephone', user: 'alise' })).toEqual(['USER_UNKNOWN']);
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(4);
  });

  test.each(['test', 'off'])('in mode %s a block says that it blocks nobody', async (mode) => {
    configure({ mode });
    const block = { ...allow, device: 'alicephone', action: 'block' } as const;
    expect((await overFiles().override(block)).warnings).toMatchObject([{ code: 'NOT_ENFORCED' }]);
    expect((await overFiles().override({ ...block, action: 'allow' })).warnings).toEqual([]);
    writeFileSync(paths.memConfiguration, '{');
    expect((await overFiles().override(block)).warnings).toEqual([]);
  });

  test('an end in the past and an id that is none are refused', async () => {
    const past = { ...allow, until: '2026-03-10T11:59:59Z' };
    expect(await codeOf(overFiles().override(past))).toBe('USAGE');
    expect(await codeOf(overFiles().override({ ...allow, device: 'a\u0000b' }))).toBe('USAGE');
  });

  test.each([
    ['a user without a name', { user: ' ' }],
    ['a user whose name is none', { user: 'a\u0000b' }],
    ['a note that is too long', { note: 'x'.repeat(501) }],
  ])('%s is refused: the file that it makes could not be read again', async (_what, wrong) => {
    await overFiles().override({ ...allow, action: 'block' });
    expect(await codeOf(overFiles().override({ ...allow, ...wrong }))).toBe('USAGE');
    const { console } = await running();
    expect(await codeOf(console.override({ ...allow, ...wrong }))).toBe('USAGE');
    expect(await console.why({ device: 'D1' })).toMatchObject({ reason: 'OVERRIDE_BLOCK' });
  });

  test('a running gateway has them in force and on disk when the answer comes', async () => {
    const { console } = await running();
    const made = await console.override({ ...allow, device: 'alicephone', action: 'block' });
    expect(made.cut).toBe(CUT_EACH_TIME);
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ reason: 'OVERRIDE_BLOCK' });
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(1);
    const many = Array.from({ length: 20 }, (_, at) =>
      console.override({ ...allow, device: `D${at}` }),
    );
    await Promise.all(many);
    expect(JSON.parse(readFileSync(paths.overrides, 'utf8')).overrides).toHaveLength(21);
    expect(await console.unset({ device: 'alicephone', user: null })).toEqual({
      ...{ removed: 1, cut: CUT_EACH_TIME, warnings: [] },
    });
  });
});

describe('a running gateway', () => {
  test('status shows what is in force and what waits; restart puts it in force', async () => {
    const { console, events } = await running();
    const changes = { 'ews.email.server.host.and.port': 'https://[::2]:444' };
    const saved = await console.set({ changes });
    expect(saved.pending).toEqual([
      { key: 'ews.email.server.host.and.port', inForce: null, saved: 'https://[::2]:444' },
    ]);
    expect(await console.status({})).toMatchObject({
      ...{ state: 'running', generation: 1, home: paths.home, pending: saved.pending },
      settings: { ewsHost: null },
      directory: { devices: 1, problems: [] },
    });
    expect(await console.restart({})).toMatchObject({ generation: 2 });
    expect(await console.status({})).toMatchObject({
      ...{ generation: 2, pending: [], settings: { ewsHost: 'https://[::2]:444' } },
    });
    expect(events.map((each) => each.event)).toEqual(['listening', 'restarted']);
  });

  test('sets at the same time are all kept, each as a version', async () => {
    const { console } = await running();
    const keys = ['enable.boxer.ens.ews.proxy', 'remove.unsupported.auth.for.ews'];
    await Promise.all(keys.map((key) => console.set({ changes: { [key]: 'true' } })));
    await Promise.all(keys.map((key) => console.set({ changes: { [key]: 'false' } })));
    const text = readFileSync(paths.properties, 'utf8');
    for (const key of keys) expect(text).toContain(`${key}=false`);
    const versions = await console.history({});
    expect(new Set(versions.map((each) => each.version)).size).toBe(versions.length);
  });

  test('a restart takes another feed and records what was edited outside', async () => {
    const { console } = await running();
    writeFileSync(join(paths.config, 'other.json'), '[]');
    configure({ mode: 'enforce', directoryFile: 'other.json' });
    await console.restart({});
    // Another feed without the device: it was removed, it is not unknown.
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ reason: 'DEVICE_REMOVED' });
    expect((await console.history({})).at(-1)).toMatchObject({ from: 'outside' });
  });

  test('a refused restart leaves the old settings in force and says so', async () => {
    const { console } = await running();
    const good = readFileSync(paths.properties);
    writeFileSync(paths.properties, 'enable.boxer.ens.ews.proxy=ja\n');
    expect(await codeOf(console.restart({}))).toBe('BOOLEAN');
    expect(await console.check({})).toMatchObject({ ok: false });
    const status = await console.status({});
    expect(status).toMatchObject({ state: 'running', generation: 1 });
    expect(status.warnings.map((each) => each.code)).toContain('RESTART_REFUSED');
    writeFileSync(paths.properties, good);
    await console.restart({});
    const codes = (await console.status({})).warnings.map((each) => each.code);
    expect(codes).not.toContain('RESTART_REFUSED');
  });

  test('files that do not pass: a restart would be refused, and nothing is said to wait', async () => {
    const { console } = await running();
    const good = readFileSync(paths.memConfiguration);
    writeFileSync(paths.memConfiguration, '{');
    const { pending, warnings } = await console.status({});
    expect(pending).toEqual([
      { key: 'mem-configuration.json', inForce: '(keys)', saved: '(not JSON)' },
    ]);
    expect(warnings).toMatchObject([
      {
        code: 'RESTART_REFUSED',
        message: expect.stringContaining('(1 error)'),
        severity: 'warning',
      },
      { code: 'JSON_SYNTAX', file: paths.memConfiguration, line: 1, severity: 'warning' },
    ]);
    const saved = await console.set({ changes: { 'enable.boxer.ens.ews.proxy': 'true' } });
    expect(saved.warnings[0]).toMatchObject({ code: 'RESTART_REFUSED' });
    rmSync(paths.properties);
    writeFileSync(paths.memConfiguration, good);
    expect((await console.status({})).warnings).toMatchObject([
      { code: 'RESTART_REFUSED', file: paths.properties },
      { code: 'FILE_MISSING', file: paths.properties },
    ]);
  });

  test('a feed that vanished: the last directory serves, and init is no remedy', async () => {
    const { console } = await running();
    rmSync(paths.devices);
    await expect
      .poll(async () => (await console.status({})).directory.problems, { timeout: 20_000 })
      .toMatchObject([
        { code: 'DIRECTORY_STALE', remedy: expect.stringContaining('Do not use `init`') },
        { code: 'FILE_MISSING', remedy: expect.stringContaining('from your device management') },
      ]);
    expect(await console.check({})).toMatchObject({
      errors: [{ code: 'FILE_MISSING', remedy: expect.stringContaining('Do not use `init`') }],
    });
    expect(await console.why({ device: 'alicephone' })).toMatchObject({ reason: 'COMPLIANT' });
  });

  test('check reads the overrides: lost ones shut the gate', async () => {
    writeFileSync(paths.overrides, '{');
    expect(await overFiles().check({})).toMatchObject({
      ok: false,
      errors: [{ code: 'DIRECTORY_STALE', file: paths.overrides }, { code: 'JSON_SYNTAX' }],
    });
  });

  test('the contract is held without a gateway, too', async () => {
    const long = 'x'.repeat(5000);
    for (const console of [overFiles(), (await running()).console]) {
      for (const call of [
        console.set({ changes: { 'enable.boxer.ens.ews.proxy': 'x'.repeat(300_000) } }),
        console.rollback({ version: -1 }),
        console.why({ device: long }),
        console.blocked({ since: 'later' }),
      ]) {
        expect(await codeOf(call)).toBe('USAGE');
      }
    }
  });

  test('a broken feed does not stop the start: status reports it', async () => {
    writeFileSync(paths.devices, '[{');
    const { console } = await running();
    const { directory } = await console.status({});
    expect(directory).toMatchObject({ devices: 0, ageSeconds: null });
    expect(directory.problems.length).toBeGreaterThan(0);
    expect(await console.why({ user: alice })).toMatchObject({ reason: 'DIRECTORY_UNAVAILABLE' });
  });

  test('a part that does not close keeps no other from closing', async () => {
    const closed: string[] = [];
    const hosting = hostGateway({
      ...{ paths, lock: { held: true }, by: 'tester', log: quiet, now, emit: () => undefined },
      engine: {
        ...fakeEngine,
        openJournal: async (options) => ({
          ...(await fakeEngine.openJournal(options)),
          close: () => Promise.reject(new Error('a bug')),
        }),
        openDirectory: async (options) => ({
          ...(await fakeEngine.openDirectory(options)),
          close: async () => void closed.push('directory'),
        }),
      },
    });
    expect(await hosting.service.start()).toMatchObject({ ok: true });
    await hosting.end();
    expect(closed).toEqual(['directory']);
  });

  test('stop drains, answers, and ends everything', async () => {
    const { console, hosting, events } = await running();
    expect(await console.stop({})).toEqual({});
    await hosting.ended;
    expect(events.map((each) => each.event)).toEqual(['listening', 'draining']);
    expect(await connectChannel(endpointOf(paths))).toMatchObject({ ok: false });
  });
});
