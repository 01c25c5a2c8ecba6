/** The use cases with a gateway that runs, as a client of the channel sees them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectChannel } from '../channel/connect.ts';
import { endpointOf } from '../channel/endpoint.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { hostGateway } from './hosting.ts';
import { alice, codeOf, now, quiet, useHome } from './testing.ts';

const { configure, overFiles, paths, running } = useHome();

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
      .poll(async () => (await console.status({})).directory.problems)
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
