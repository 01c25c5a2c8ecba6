import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkReportSchema } from '../../src-shared/contract/calls.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { makeCertificate } from '../testing/tls-material.ts';
import { checkSettings, type CheckContext } from './check.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  home.changeMem({ 'listener.port': 0 });
});
afterEach(() => home.remove());

const check = (context: CheckContext = {}) =>
  checkSettings(home.paths, { network: testNetwork(), ...context });

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
  writeFileSync(home.paths.devices, '[1]');
  const report = await check();
  expect(checkReportSchema.parse(report)).toEqual(report);
  expect(report.ok).toBe(false);
  expect(report.errors.map(({ code, key }) => `${code} ${key ?? ''}`)).toEqual([
    'BOOLEAN remove.unsupported.auth.for.ews',
    'SCHEMA compliance.unknownDevices',
    'FILE_MISSING listener.tls.pfx',
    'SCHEMA [0]',
    'KEY_UNKNOWN x',
  ]);
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
          message: `127.0.0.1:${port} is in use by another process.`,
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
      expect.objectContaining({ code: 'ADDRESS_UNAVAILABLE', key: 'listener.host' }),
    ]);
  });
});

describe('the device feed', () => {
  const device = {
    deviceId: 'A1',
    user: 'a@b.test',
    managed: true,
    compromised: false,
    encrypted: null,
    enrollment: 'enrolled',
  };
  const feed = async (text: string) => {
    writeFileSync(home.paths.devices, text);
    return (await check()).errors;
  };

  test('good records pass, a byte order mark too', async () => {
    expect(await feed(`\ufeff${JSON.stringify([device, { ...device, deviceId: 'A2' }])}`)).toEqual(
      [],
    );
  });

  test('each bad record is named with its line', async () => {
    const bad = { ...device, managed: 'yes', enrollment: 'gone' };
    const errors = await feed(JSON.stringify([device, bad, {}], null, 1));
    expect(errors.map(({ code, key, line }) => [code, key, line]).slice(0, 3)).toEqual([
      ['SCHEMA', '[1].managed', 13],
      ['SCHEMA', '[1].enrollment', 16],
      ['SCHEMA', '[2].deviceId', 18],
    ]);
    expect(errors.every(({ file }) => file === home.paths.devices)).toBe(true);
  });

  test('a device that stands twice', async () => {
    expect(await feed(JSON.stringify([device, { ...device, deviceId: 'a1 ' }]))).toEqual([
      expect.objectContaining({ code: 'DEVICE_DUPLICATE', key: '[1]' }),
    ]);
  });

  test('no JSON, no array, no file', async () => {
    expect(await feed('[{]')).toEqual([expect.objectContaining({ code: 'JSON_SYNTAX', line: 1 })]);
    expect(await feed('{}')).toEqual([expect.objectContaining({ code: 'SCHEMA' })]);
    rmSync(home.paths.devices);
    expect((await check()).errors).toEqual([
      expect.objectContaining({ code: 'FILE_MISSING', file: home.paths.devices }),
    ]);
    mkdirSync(home.paths.devices);
    expect((await check()).errors).toEqual([expect.objectContaining({ code: 'FILE_UNREADABLE' })]);
  });

  test('a flood of mistakes is counted', async () => {
    const errors = await feed(JSON.stringify(Array.from({ length: 200 }, () => 1)));
    expect(errors).toHaveLength(51);
    expect(errors.at(-1)?.message).toBe('150 further problems are not listed.');
  });

  test("the gateway's own reader is asked where it is given", async () => {
    const file = join(home.paths.config, 'devices.json');
    const seen: string[] = [];
    await check({
      readFeed: (bytes, path) => {
        seen.push(`${bytes.length} ${path}`);
        return Promise.resolve({ ok: true, value: [], warnings: [] });
      },
    });
    expect(seen).toEqual([`3 ${file}`]);
  });
});
