import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noRules } from '../../src-shared/settings/in-force.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { loadSettings } from './load.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const load = (boundPort?: number) =>
  loadSettings(home.paths, { network: testNetwork(), boundPort });

async function codes(): Promise<readonly string[]> {
  const loaded = await load();
  const problems = loaded.ok ? loaded.warnings : loaded.problems;
  return problems.map(({ severity, code, key }) => `${severity} ${code} ${key ?? ''}`);
}

describe('a good home', () => {
  test('what init writes loads without a word', async () => {
    const loaded = await load();
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    if (!loaded.ok) return;
    expect(loaded.value.settings).toEqual({
      vendor: { ewsProxy: false, removeUnsupportedAuth: true, ewsHost: null },
      restart: { drainSeconds: 30, graceSeconds: 60 },
      listener: {
        ...{ host: '127.0.0.1', port: 8443, tls: null, balancers: [], extraPaths: [] },
        limits: {
          ...{ connections: 20_000, connectionsPerAddress: 1000 },
          ...{ ewsBody: 67_108_864, easBody: 10_485_760 },
        },
      },
      emailServer: {
        address: { scheme: 'https', host: 'mail.example', port: 443 },
        timeoutSeconds: 120,
        ignoreSslErrors: false,
        redirectHosts: [],
      },
      compliance: {
        policies: {
          mode: 'test',
          unknownDevices: 'block',
          requireDevice: false,
          serviceAccounts: [],
          onlyEnsMayUseEws: false,
          domains: {},
          rules: noRules,
        },
        coldStart: 'test',
        directoryFile: home.paths.devices,
        ewsBlockAnswer: 'soapFault',
        easBlockAnswer: 'forbidden',
        ens: {
          ...{ sources: [], deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: false },
          ...{ certificates: [], verdictForm: 'pairs', deviceSyntax: { form: 'comma', key: null } },
        },
      },
      authentication: { ntlm: 'refuse' },
      ...{ clientCertificates: null, kcd: null, uem: null, push: null },
      ...{ admin: null, accessLog: null },
      trustedCertificates: [],
    });
    expect(loaded.value.files.properties).toBe(home.properties());
    expect(loaded.value.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('domains are upper case to lower case', async () => {
    home.changeMem({ 'compliance.domains': { contoso: 'Contoso.TEST' } });
    const loaded = await load();
    expect(loaded.ok && loaded.value.settings.compliance.policies.domains).toEqual({
      CONTOSO: 'contoso.test',
    });
  });
});

test('every error of both files at once, warnings after them', async () => {
  home.editProperties('enable.boxer.ens.ews.proxy=false', 'enable.boxer.ens.ews.proxy=ja\nx=1');
  home.changeMem({
    'compliance.mode': undefined,
    'compliance.directoryFile': '../devices.json',
    'listener.host': '0.0.0.0',
    'emailServer.ignoreSslErrorsWithExch': true,
  });
  expect(await codes()).toEqual([
    'error BOOLEAN enable.boxer.ens.ews.proxy',
    'error KEY_MISSING compliance.mode',
    'error PLAIN_EXPOSED listener.host',
    'error PATH_OUTSIDE compliance.directoryFile',
    'warning KEY_UNKNOWN x',
    'warning TLS_UNCHECKED emailServer.ignoreSslErrorsWithExch',
  ]);
});

describe('files', () => {
  test('a missing home is one problem', async () => {
    await home.remove();
    expect(await codes()).toEqual(['error HOME_MISSING ']);
  });

  test('a missing file, and what is wrong in the other', async () => {
    rmSync(home.paths.properties);
    home.changeMem({ 'listener.port': -1 });
    expect(await codes()).toEqual(['error FILE_MISSING ', 'error SCHEMA listener.port']);
  });

  test('a folder in place of a file', async () => {
    rmSync(home.paths.memConfiguration);
    mkdirSync(home.paths.memConfiguration);
    expect(await codes()).toEqual(['error FILE_UNREADABLE ']);
  });

  test('a file of unlikely size', async () => {
    writeFileSync(home.paths.properties, '#'.repeat(1024 * 1024 + 1));
    expect(await codes()).toEqual(['error FILE_TOO_LARGE ']);
  });
});

describe('paths', () => {
  test.each(['../x', 'a/../../x', '/etc/passwd', 'C:\\x', '\\\\server\\x', 'a\\..\\..\\x', 'a\0b'])(
    '%j is refused',
    async (path) => {
      home.changeMem({ 'compliance.directoryFile': path });
      expect(await codes()).toEqual(['error PATH_OUTSIDE compliance.directoryFile']);
    },
  );

  test('a link that leaves config is refused, one that stays is not', async () => {
    const link = join(home.paths.config, 'feed.json');
    home.changeMem({ 'compliance.directoryFile': 'feed.json' });
    symlinkSync('/etc/hostname', link);
    expect(await codes()).toEqual(['error PATH_OUTSIDE compliance.directoryFile']);
    rmSync(link);
    symlinkSync('devices.json', link);
    expect(await codes()).toEqual([]);
  });
});

describe('LOOP', () => {
  const own = 'https://localhost:8443';

  test('the override, with its line', async () => {
    home.editProperties(
      '#ews.email.server.host.and.port=https://example.com:443',
      `ews.email.server.host.and.port=${own}`,
    );
    const loaded = await load();
    const line = home.properties().split('\n').indexOf(`ews.email.server.host.and.port=${own}`) + 1;
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      {
        code: 'LOOP',
        message: `ews.email.server.host.and.port leads back to this gateway: ${own} is its own listener.`,
        remedy: 'Name the Exchange server, not an address of this gateway.',
        file: home.paths.properties,
        line,
        key: 'ews.email.server.host.and.port',
        severity: 'error',
      },
    ]);
  });

  test('the email server', async () => {
    home.changeMem({ 'emailServer.hostAndPort': own });
    expect(await codes()).toEqual(['error LOOP emailServer.hostAndPort']);
  });

  test('a server for redirects; one in plain is named as useless', async () => {
    home.changeMem({ 'emailServer.redirectHosts': ['https://127.0.0.1:9', own] });
    expect(await codes()).toEqual(['error LOOP emailServer.redirectHosts']);
    home.changeMem({ 'emailServer.redirectHosts': ['http://127.0.0.1:9'] });
    expect(await codes()).toEqual(['warning SCHEMA emailServer.redirectHosts']);
  });

  test('the port that is really bound, when the file says 0', async () => {
    home.changeMem({ 'listener.port': 0, 'emailServer.hostAndPort': 'http://127.0.0.1:40123' });
    expect(await codes()).toEqual([]);
    expect(await load(40123)).toMatchObject({ ok: false, problems: [{ code: 'LOOP' }] });
  });

  test('a name without an address is a warning: a gateway must start without DNS', async () => {
    home.changeMem({ 'emailServer.hostAndPort': 'https://gone.example:443' });
    expect(await codes()).toEqual(['warning HOST_UNRESOLVED emailServer.hostAndPort']);
  });
});

describe('plain HTTP', () => {
  test.each([
    [{ 'listener.host': '0.0.0.0' }, ['error PLAIN_EXPOSED listener.host']],
    [{ 'listener.host': '::' }, ['error PLAIN_EXPOSED listener.host']],
    [{ 'listener.host': '192.0.2.1' }, ['error PLAIN_EXPOSED listener.host']],
    [{ 'listener.host': '0.0.0.0', 'listener.balancers': ['10.0.0.0/8'] }, []],
    [
      { 'listener.host': '0.0.0.0', 'listener.balancers': ['0.0.0.0/0'] },
      ['warning PLAIN_EXPOSED listener.balancers'],
    ],
    [{ 'listener.host': '::1' }, []],
    [{ 'listener.host': 'localhost' }, []],
    [{ 'listener.host': '127.8.0.1' }, []],
  ])('%j', async (changes, expected) => {
    home.changeMem(changes);
    expect(await codes()).toEqual(expected);
  });
});

test('ENS alone, and no address of ENS', async () => {
  home.changeMem({ 'compliance.ens.onlyEnsMayUseEws': true });
  expect(await codes()).toEqual(['warning SCHEMA compliance.ens.onlyEnsMayUseEws']);
});

test('certificates of ENS, and nobody is asked for one', async () => {
  home.changeMem({ 'compliance.ens.certificates': ['ab'.repeat(32)] });
  expect(await codes()).toEqual(['error SCHEMA compliance.ens.certificates']);
});

test('the digest changes with either file', async () => {
  const digest = async () => {
    const loaded = await load();
    return loaded.ok ? loaded.value.digest : '';
  };
  const first = await digest();
  home.editProperties('# ', '#  ');
  const second = await digest();
  home.changeMem({});
  expect(new Set([first, second, await digest()]).size).toBe(3);
  chmodSync(home.paths.properties, 0o400);
  expect(await digest()).not.toBe('');
});
