import { describe, expect, test } from 'vitest';
import {
  catalogue,
  findSetting,
  memCatalogue,
  nearestKey,
  propertyCatalogue,
} from './catalogue.ts';
import { parseHostAndPort } from './host-and-port.ts';
import { memSettings } from './mem-catalogue.ts';
import { initialMemConfiguration, memConfigurationSchema } from './mem-schema.ts';

test('keys are unique, and each setting says what it does and interrupts', () => {
  expect(new Set(catalogue.map(({ key }) => key)).size).toBe(catalogue.length);
  for (const setting of catalogue) {
    expect(setting.help, setting.key).toMatch(/\.$/);
    expect(setting.interrupts, setting.key).toMatch(/\.$/);
  }
});

test('each entry of mem-configuration.json stands under its own key and in the schema', () => {
  for (const [name, { key }] of Object.entries(memSettings)) {
    expect(name).toBe(key);
    const broken = place(initialMemConfiguration(), key.split('.'), Symbol('never valid'));
    const checked = memConfigurationSchema.safeParse(broken);
    expect(
      checked.error?.issues.map(({ path }) => path.join('.')),
      key,
    ).toContain(key);
  }
});

test('init writes mem-configuration.json as the interface shows it', () => {
  expect(initialMemConfiguration()).toEqual({
    schemaVersion: 1,
    listener: { host: '127.0.0.1', port: 8443, tls: null, balancers: [] },
    emailServer: {
      hostAndPort: 'https://mail.example:443',
      timeoutSeconds: 120,
      ignoreSslErrorsWithExch: false,
    },
    compliance: {
      mode: 'test',
      unknownDevices: 'block',
      directoryFile: 'devices.json',
      requireDevice: false,
      ewsBlockAnswer: 'soapFault',
      easBlockAnswer: 'forbidden',
      serviceAccounts: [],
      ens: { sources: [], deviceHeader: null, verdictHeader: null, onlyEnsMayUseEws: false },
    },
  });
});

test('every key of compliance is required but the policies, the table of domains and the cold start', () => {
  const optional = memCatalogue.filter(
    ({ key, required }) => key.startsWith('compliance.') && !required,
  );
  const keys = optional.map(({ key }) => key);
  expect(keys.filter((key) => !key.startsWith('compliance.policies.'))).toEqual([
    'compliance.coldStart',
    'compliance.domains',
  ]);
  expect(keys).toHaveLength(19);
});

test('the vendor keys have their names, versions and defaults', () => {
  const vendor = propertyCatalogue.filter(({ origin }) => origin === 'vendor');
  expect(
    vendor.map(({ key, since, initial, commented, absent }) => [
      key,
      since,
      initial,
      commented,
      absent,
    ]),
  ).toEqual([
    ['enable.boxer.ens.ews.proxy', undefined, 'false', false, 'false'],
    ['remove.unsupported.auth.for.ews', '2.9.0.1', 'true', false, 'false'],
    ['ews.email.server.host.and.port', '2.12', 'https://example.com:443', true, null],
  ]);
  expect(parseHostAndPort(vendor[2]!.initial).ok).toBe(true);
});

describe('did you mean', () => {
  test.each([
    ['enable.boxer.ews.proxy', 'enable.boxer.ens.ews.proxy'],
    ['ENABLE.BOXER.ENS.EWS.PROXY', 'enable.boxer.ens.ews.proxy'],
    ['remove.unsupported.auth', 'remove.unsupported.auth.for.ews'],
    ['ews.email.server.host', 'ews.email.server.host.and.port'],
    ['restart.drain.secs', 'restart.drain.seconds'],
    ['listener.prot', 'listener.port'],
  ])('%s', (typed, meant) => expect(nearestKey(typed)).toBe(meant));

  test.each(['x', 'something.else.entirely', 'a'.repeat(5000)])('nothing for %.20s', (typed) =>
    expect(nearestKey(typed)).toBeNull(),
  );

  test('a key of Object is not a setting', () =>
    expect(findSetting('constructor')).toBeUndefined());
});

describe('values', () => {
  test.each([
    ['compliance.ens.deviceHeader', 'X-Ens-Devices', true],
    ['compliance.ens.deviceHeader', null, true],
    ['compliance.ens.deviceHeader', '', false],
    ['compliance.ens.deviceHeader', 'X Ens', false],
    ['compliance.ens.deviceHeader', 'Authorization', false],
    ['compliance.ens.deviceHeader', 'transfer-encoding', false],
    ['compliance.ens.verdictHeader', 'Set-Cookie', false],
    ['compliance.ens.sources', ['10.0.0.0/8', '2001:db8::/48'], true],
    ['compliance.ens.sources', ['10.0.0.1', '2001:db8::7', '::1'], true],
    ['compliance.ens.sources', ['10.0.0'], false],
    ['compliance.ens.sources', ['fe80::1%eth0'], false],
    ['compliance.ens.sources', ['gw01.corp.example'], false],
    ['compliance.ens.sources', ['10.0.0.0/33'], false],
    ['compliance.ens.sources', ['10.0.0.256/8'], false],
    ['compliance.domains', { CONTOSO: 'contoso.test' }, true],
    ['compliance.domains', { CONTOSO: 'a.test', contoso: 'b.test' }, false],
    ['compliance.domains', { 'CON\\TOSO': 'contoso.test' }, false],
    ['compliance.domains', { CONTOSO: '@contoso.test' }, false],
    ['compliance.mode', 'Enforce', false],
    ['listener.host', '0.0.0.0', true],
    ['listener.host', '::', true],
    ['listener.host', 'gateway.contoso.test', true],
    ['listener.host', '127.1', false],
    ['listener.host', 'http://x', false],
    ['listener.port', 0, true],
    ['listener.port', 65536, false],
    ['listener.port', '8443', false],
    ['listener.tls', { certificate: 'a', key: 'b' }, true],
    ['listener.tls', { pfx: 'a' }, true],
    ['listener.tls', { pfx: 'a', key: 'b' }, false],
    ['listener.tls', { certificate: 'a' }, false],
    ['listener.extraPaths', [], true],
    ['listener.extraPaths', ['/autodiscover/autodiscover.xml', '/OAB/', '/a-b_c'], true],
    ['listener.extraPaths', '/oab/', false],
    ['listener.extraPaths', ['oab'], false],
    ['listener.extraPaths', ['/'], false],
    ['listener.extraPaths', ['/oab/*'], false],
    ['listener.extraPaths', ['/oab//x'], false],
    ['listener.extraPaths', ['/oab/../ews'], false],
    ['listener.extraPaths', ['/ews/./exchange.asmx'], false],
    ['listener.extraPaths', ['/ews./exchange.asmx'], false],
    ['listener.extraPaths', ['/ews/exchange.asmx.'], false],
    ['listener.extraPaths', ['/%6fab'], false],
    ['listener.extraPaths', ['/oab?x'], false],
    ['listener.extraPaths', ['/oab;x'], false],
    ['listener.extraPaths', ['/ews/exchange.ASMX'], false],
    ['listener.extraPaths', ['/EWS/Exchange.asmx/wssecurity'], false],
    ['listener.extraPaths', ['/ews/types.xsd/'], false],
    ['listener.extraPaths', ['/microsoft-server-activesync'], false],
    ['listener.extraPaths', ['/oab/', '/OAB/'], false],
    ['listener.maxConnections', 0, false],
    ['listener.maxConnectionsPerAddress', 1_000_000, true],
    ['listener.maxEwsBodyMiB', 2048, false],
    ['listener.maxEasBodyMiB', 0.5, false],
    ['emailServer.redirectHosts', ['https://mail2.contoso.test:443'], true],
    ['emailServer.redirectHosts', ['mail2.contoso.test'], false],
    ['emailServer.redirectHosts', ['https://a:b@mail2.contoso.test:443'], false],
    ['emailServer.redirectHosts', 'https://mail2.contoso.test:443', false],
    ['emailServer.timeoutSeconds', 0, false],
    ['emailServer.timeoutSeconds', 1.5, false],
  ] as const)('%s %j: %s', (key, value, allowed) => {
    expect(memSettings[key].schema.safeParse(value).success).toBe(allowed);
  });
});

function place(root: Record<string, unknown>, path: readonly string[], value: unknown): unknown {
  const [name = '', ...rest] = path;
  const inner = (root[name] ?? {}) as Record<string, unknown>;
  return { ...root, [name]: rest.length === 0 ? value : place(inner, rest, value) };
}
