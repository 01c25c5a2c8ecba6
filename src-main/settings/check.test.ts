import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkReportSchema } from '../../src-shared/contract/calls.ts';
import { failure, problem, success } from '../../src-shared/errors.ts';
import { quietPort } from '../testing/quiet-port.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { makeCertificate } from '../testing/tls-material.ts';
import { checkSettings, type CheckContext } from './check.ts';
import { homePaths } from './home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  home.changeMem({ 'listener.port': 0 });
});
afterEach(() => home.remove());

const isRoot = globalThis.process.getuid?.() === 0;
const context: CheckContext = {
  network: testNetwork(),
  readFeed: async () => success([]),
  readState: async () => [],
};
const check = (more: Partial<CheckContext> = {}) =>
  checkSettings(home.paths, { ...context, ...more });

test('a fresh home passes', async () => {
  expect(await check()).toEqual({ ok: true, errors: [] });
});

test('a home with a certificate passes', async () => {
  makeCertificate(home.paths.tls, { name: 'server' });
  home.changeMem({
    'listener.tls': { certificate: 'tls/server.pem', key: 'tls/server.key' },
    'listener.host': '0.0.0.0',
  });
  expect(await check()).toEqual({ ok: true, errors: [] });
});

test('errors of both files, of the certificate and of the feed come together; warnings last', async () => {
  home.editProperties(
    'remove.unsupported.auth.for.ews=true',
    'remove.unsupported.auth.for.ews=true \nx=1',
  );
  home.changeMem({ 'listener.tls': { pfx: 'tls/none.pfx' }, 'compliance.unknownDevices': 'maybe' });
  const broken = problem('SCHEMA', 'record 1', { file: home.paths.devices, key: '[0]' });
  const report = await check({ readFeed: async () => failure(broken) });
  expect(checkReportSchema.parse(report)).toEqual(report);
  expect(report.ok).toBe(false);
  expect(report.errors.map(({ code, key }) => `${code} ${key ?? ''}`)).toEqual([
    'BOOLEAN remove.unsupported.auth.for.ews',
    'SCHEMA compliance.unknownDevices',
    'FILE_MISSING listener.tls.pfx',
    'SCHEMA [0]',
    'KEY_UNKNOWN x',
  ]);
  expect(report.errors.find(({ code }) => code === 'FILE_MISSING')?.remedy).not.toMatch(
    /init|history/,
  );
});

test.each([
  [{ deviceHeader: 'X-Ens', verdictHeader: 'x-ens' }, 'compliance.ens.verdictHeader'],
  [{ deviceHeader: 'X_Device', verdictHeader: null }, 'compliance.ens.deviceHeader'],
])('headers that cannot work: %j', async ({ deviceHeader, verdictHeader }, key) => {
  home.changeMem({
    'compliance.ens.deviceHeader': deviceHeader,
    'compliance.ens.verdictHeader': verdictHeader,
  });
  expect((await check()).errors).toMatchObject([{ code: 'SCHEMA', key, line: expect.any(Number) }]);
});

test('no home', async () => {
  await home.remove();
  expect(await check()).toMatchObject({ ok: false, errors: [{ code: 'HOME_MISSING' }] });
});

describe('the port', () => {
  test('of another process; of the running gateway it is its own', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    home.changeMem({ 'listener.port': port });
    expect(await check()).toEqual({
      ok: false,
      errors: [
        {
          code: 'PORT_IN_USE',
          // Where the system tells, it names this very process.
          message: expect.stringMatching(`127.0.0.1:${port} is (in use|taken) by .*process`),
          remedy: 'Choose another listener.port, or stop the process that has the port.',
          file: home.paths.memConfiguration,
          line: 5,
          key: 'listener.port',
          severity: 'error',
        },
      ],
    });
    expect(await check({ listening: true, boundPort: port })).toMatchObject({ ok: true });
    expect(await check({ listening: false, boundPort: port })).toMatchObject({ ok: false });
    await new Promise((resolve) => other.close(resolve));
  });

  test('an address that this machine does not have', async () => {
    home.changeMem({ 'listener.host': '192.0.2.77', 'listener.balancers': ['10.0.0.0/8'] });
    expect((await check()).errors).toEqual([
      expect.objectContaining({
        ...{ code: 'ADDRESS_UNAVAILABLE', key: 'listener.host', line: 4 },
        message: 'The gateway cannot listen on 192.0.2.77:0: this machine has no such address.',
      }),
    ]);
  });
});

describe('the port for health and metrics', () => {
  const on = (port: number): void => home.changeMem({ 'admin.enabled': true, 'admin.port': port });

  test('of another process is a warning; of the running gateway it is its own', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    on(port);
    expect(await check()).toMatchObject({
      ok: true,
      errors: [
        {
          code: 'ADMIN_UNAVAILABLE',
          message: expect.stringMatching(`127.0.0.1:${port} is (in use|taken) by .*process`),
          remedy: expect.stringContaining('Choose another admin.port'),
          file: home.paths.memConfiguration,
          line: expect.any(Number),
          key: 'admin.port',
          severity: 'warning',
        },
      ],
    });
    expect((await check({ listening: true, adminPort: port })).errors).toEqual([]);
    expect((await check({ listening: false, adminPort: port })).errors).toHaveLength(1);
    home.changeMem({ 'admin.enabled': false });
    expect((await check()).errors).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  test.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['127.0.0.2', false],
  ])('the same as that of a listener on %s', async (host, taken) => {
    const port = await quietPort();
    on(port);
    home.changeMem({ 'listener.host': host, 'listener.port': port });
    const { ok, errors } = await check();
    expect(ok).toBe(true);
    expect(errors.map(({ code, key }) => `${code} ${key}`)).toEqual(
      taken ? ['ADMIN_UNAVAILABLE admin.port'] : [],
    );
  });
});

test('the port for pushes: of another process it is a warning, of the running gateway its own', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  home.changeMem({ 'uem.push.enabled': true, 'uem.push.port': port });
  const told = async (context: Parameters<typeof check>[0]): Promise<readonly string[]> =>
    (await check(context)).errors.map(({ code, key, severity }) => `${code} ${key} ${severity}`);
  // Without the key, too: what lacks of the settings is an error of its own.
  expect(await told({})).toContain('PUSH_UNAVAILABLE uem.push.port warning');
  expect(await told({ listening: true, pushPort: port })).not.toContain(
    'PUSH_UNAVAILABLE uem.push.port warning',
  );
  await new Promise((resolve) => other.close(resolve));
});

describe('the device feed', () => {
  test("is what the gateway's own reader says, with what helps", async () => {
    const seen: string[] = [];
    const broken = problem('SCHEMA', 'record 2', { file: home.paths.devices, line: 7 });
    const { errors } = await check({
      readFeed: (bytes, path) => {
        seen.push(`${bytes.length} ${path}`);
        return Promise.resolve(failure(broken));
      },
    });
    expect(seen).toEqual([`3 ${home.paths.devices}`]);
    expect(errors).toMatchObject([
      { ...broken, remedy: expect.stringContaining('docs/devices.md') },
    ]);
  });

  test('that is missing comes from device management, not from init', async () => {
    rmSync(home.paths.devices);
    const { errors } = await check();
    expect(errors).toMatchObject([{ code: 'FILE_MISSING', file: home.paths.devices }]);
    expect(errors[0]?.remedy).toContain('from your device management');
    expect(errors[0]?.remedy).toContain('Do not use `init`');
    mkdirSync(home.paths.devices);
    expect((await check()).errors).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });
});

describe('what serve would refuse', () => {
  test.each(['home', 'config', 'state', 'journal', 'run'] as const)(
    'a %s folder that others may write',
    async (folder) => {
      mkdirSync(home.paths[folder], { recursive: true });
      chmodSync(home.paths[folder], 0o777);
      expect((await check()).errors).toMatchObject([
        { code: 'HOME_UNSAFE', file: home.paths[folder], severity: 'error' },
      ]);
    },
  );

  test('a home that is a link', async () => {
    const link = `${home.paths.home}-link`;
    symlinkSync(home.paths.home, link);
    const report = await checkSettings(homePaths(link), context);
    expect(report.errors).toMatchObject([{ code: 'HOME_UNSAFE', file: link }]);
  });

  test.runIf(isRoot)('a home, or a folder in it, of another account', async () => {
    chownSync(home.paths.state, 65534, 65534);
    expect((await check()).errors).toMatchObject([{ code: 'HOME_UNSAFE', file: home.paths.state }]);
    for (const folder of [home.paths.home, home.paths.config]) chownSync(folder, 65534, 65534);
    const { errors } = await check();
    expect(errors[0]).toMatchObject({
      code: 'HOME_UNSAFE',
      message: expect.stringContaining('belongs to user 65534'),
      remedy: expect.stringContaining("sudo -u '#65534'"),
    });
  });

  test('what the readers of state say', async () => {
    const damaged = problem('DIRECTORY_STALE', 'nobody knows', { file: home.paths.overrides });
    expect(await check({ readState: async () => [damaged] })).toEqual({
      ok: false,
      errors: [damaged],
    });
  });
});
