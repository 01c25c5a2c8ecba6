/** Device management in the settings: off, complete in both ways of signing in, and what lacks is named with what to do. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isError } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import type { ReadSecret } from './kcd.ts';
import { loadSettings } from './load.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const holding =
  (secrets: Partial<Record<SecretName, string>>): ReadSecret =>
  (name) => {
    const value = secrets[name];
    const bytes = value === undefined ? null : Buffer.from(value);
    return Promise.resolve({ ok: true, value: bytes, warnings: [] });
  };

async function load(uem: object, secret: ReadSecret) {
  home.changeMem({ uem });
  const loaded = await loadSettings(home.paths, { network: testNetwork(), secret });
  return loaded.ok ? loaded.value.settings.uem : loaded.problems.filter(isError);
}

const url = 'https://uem.corp.test/API';

test('off: nothing is asked for', async () => {
  expect(await load({ user: 'reader' }, holding({}))).toBeNull();
});

test('an account, a proxy, and every default', async () => {
  const uem = { url, user: 'reader', proxy: 'http://proxy.test:3128', proxyUser: 'gate' };
  const secrets = { 'uem.password': 'p', 'uem.tenantCode': 'code', 'uem.proxyPassword': 'q' };
  expect(await load(uem, holding(secrets))).toEqual({
    address: { scheme: 'https', host: 'uem.corp.test', port: 443 },
    signIn: { kind: 'basic', user: 'reader', password: 'p', tenantCode: 'code' },
    organizationGroup: null,
    proxy: {
      address: { scheme: 'http', host: 'proxy.test', port: 3128 },
      account: { user: 'gate', password: 'q' },
    },
    ...{ bulkHours: 4, deltaMinutes: 10, maxAgeHours: null },
  });
});

test('a token service; the tenant code is sent where it is set', async () => {
  const tokenUrl = 'https://tokens.test/connect/token';
  const uem = { url, signIn: 'oauth', tokenUrl, clientId: 'c', maxAgeHours: 72 };
  const oauth = { kind: 'oauth', tokenUrl: 'https://tokens.test:443/connect/token', clientId: 'c' };
  expect(await load(uem, holding({ 'uem.clientSecret': 's' }))).toMatchObject({
    signIn: { ...oauth, clientSecret: 's', tenantCode: null },
    maxAgeHours: 72,
  });
  const both = holding({ 'uem.clientSecret': 's', 'uem.tenantCode': 'code' });
  expect(await load(uem, both)).toMatchObject({ signIn: { ...oauth, tenantCode: 'code' } });
});

test('whatever lacks is named at once', async () => {
  expect(await load({ url }, holding({}))).toMatchObject([
    { code: 'KEY_MISSING', key: 'uem.user' },
    { code: 'SECRET_MISSING', secret: 'uem.password' },
    { code: 'SECRET_MISSING', secret: 'uem.tenantCode' },
  ]);
  expect(await load({ url, signIn: 'oauth' }, holding({}))).toMatchObject([
    { code: 'KEY_MISSING', key: 'uem.tokenUrl' },
    { code: 'KEY_MISSING', key: 'uem.clientId' },
    { code: 'SECRET_MISSING', secret: 'uem.clientSecret' },
  ]);
});

test('an address with a password in it is refused and not repeated', async () => {
  const found = await load({ url: 'https://me:secret-word@uem.test' }, holding({}));
  expect(found).toMatchObject([{ code: 'SCHEMA', key: 'uem.url' }]);
  expect(JSON.stringify(found)).not.toContain('secret-word');
});
