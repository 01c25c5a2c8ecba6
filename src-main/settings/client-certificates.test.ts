/** What `check` says of client certificates, and what a generation gets. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPki, type Pki } from '../testing/client-pki.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeCertificate } from '../testing/tls-material.ts';
import { loadSettings } from './load.ts';

const folder = temporaryFolder(afterAll, 'pki');
let pki: Pki;
let home: TestHome;

beforeAll(() => {
  pki = createPki(folder);
  pki.authority('root');
  pki.authority('sub', 'root');
  pki.authority('old', 'old', { until: -3600 });
  pki.client('alice', 'sub', { until: 30 * 24 * 3600 });
});
beforeEach(async () => {
  home = await createTestHome();
  makeCertificate(home.paths.tls, { name: 'server' });
  home.changeMem({
    'listener.tls': { certificate: 'tls/server.pem', key: 'tls/server.key' },
    'clientCertificates.mode': 'required',
  });
});
afterEach(() => home.remove());

const load = () => loadSettings(home.paths, { network: testNetwork() });
const put = (...names: readonly string[]): void => {
  mkdirSync(home.paths.clientCa, { recursive: true });
  for (const name of names)
    copyFileSync(pki.path(name, 'pem'), join(home.paths.clientCa, `${name}.pem`));
};
const told = async (): Promise<readonly string[]> => {
  const loaded = await load();
  const problems = loaded.ok ? loaded.warnings : loaded.problems;
  return problems.map(({ severity, message }) => `${severity}: ${message}`);
};

test('off: nobody looks at the folder', async () => {
  home.changeMem({ 'clientCertificates.mode': 'off' });
  put('old');
  const loaded = await load();
  expect(loaded).toMatchObject({ ok: true, value: { settings: { clientCertificates: null } } });
  expect(await told()).toEqual([]);
});

test('on, with its authorities: the values of a generation', async () => {
  put('root', 'sub');
  const thumbprint = 'AB'.repeat(32);
  home.changeMem({
    'clientCertificates.identity': 'table',
    'clientCertificates.table': [`${thumbprint} = alice@contoso.test`, `${thumbprint}/00:0A = bob`],
    'clientCertificates.crlUrls': ['http://pki.example/root.crl'],
  });
  const loaded = await load();
  expect(loaded.ok && loaded.value.settings.clientCertificates).toEqual({
    ...{ mode: 'required', identity: 'table', revocation: 'crl', staleCrl: 'refuse' },
    table: { ['ab'.repeat(32)]: 'alice@contoso.test', [`${'ab'.repeat(32)}/a`]: 'bob' },
    crlUrls: ['http://pki.example/root.crl'],
    authorities: [expect.stringContaining('BEGIN'), expect.stringContaining('BEGIN')],
  });
  expect(await told()).toEqual([]);
});

test('an empty folder, and plain HTTP: errors', async () => {
  expect(await told()).toEqual([
    'error: clientCertificates.mode is required, but config/client-ca holds no certificate.',
  ]);
  put('root');
  home.changeMem({ 'listener.tls': null });
  expect(await told()).toEqual([
    'error: clientCertificates.mode is required, but the gateway listens in plain HTTP.',
  ]);
});

test('intermediates without a root: nobody could come in', async () => {
  put('sub');
  expect(await told()).toEqual([
    'error: config/client-ca holds no root: every certificate would be refused.',
    'warning: The issuer of CN=sub is missing: certificates that it issued are refused.',
  ]);
});

test('expired, without its issuer, no authority, no certificate, an empty table', async () => {
  put('old', 'sub', 'alice');
  home.changeMem({ 'clientCertificates.identity': 'table' });
  expect(await told()).toEqual([
    expect.stringMatching(/^warning: The certificate CN=old expired/),
    'warning: CN=alice is no authority: certificates of clients are not issued by it.',
    'warning: The issuer of CN=sub is missing: certificates that it issued are refused.',
    expect.stringMatching(/^warning: .*table is empty: every certificate is refused/),
  ]);
  writeFileSync(join(home.paths.clientCa, 'junk.crt'), 'junk');
  expect((await told())[0]).toMatch(/^error: The file holds no certificate/);
});

test.each([
  ['table', ['nonsense = alice'], 'thumbprint = user'],
  ['table', [`${'ab'.repeat(32)} = a`, `${'AB'.repeat(32)} = b`], 'names a certificate twice'],
  ['crlUrls', ['ldap:///CN=x'], 'is no http:// or https:// address'],
  ['crlUrls', ['http://user:secret@pki.example/'], 'is no http:// or https:// address'],
  ['mode', 'always', 'which is not allowed'],
])('clientCertificates.%s: %j', async (key, value, words) => {
  put('root');
  home.changeMem({ [`clientCertificates.${key}`]: value });
  expect((await told())[0]).toContain(words);
});
