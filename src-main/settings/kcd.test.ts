/** Kerberos in the settings: off, complete, and what lacks is named with what to do. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isError, problem } from '../../src-shared/errors.ts';
import type { SecretName } from '../../src-shared/secrets.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import type { ReadSecret } from './kcd.ts';
import { loadSettings } from './load.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const complete = {
  enabled: true,
  serviceAccount: 'svc-proxy',
  domainControllers: ['EX.TEST dc1.ex.test', 'EX.TEST dc2.ex.test:1088', 'B.TEST dc.b.test'],
};
const holding =
  (secrets: Partial<Record<SecretName, string>>): ReadSecret =>
  (name) => {
    const value = secrets[name];
    const bytes = value === undefined ? null : Buffer.from(value);
    return Promise.resolve({ ok: true, value: bytes, warnings: [] });
  };

async function load(kcd: object, secret?: ReadSecret) {
  home.changeMem({ kcd });
  const loaded = await loadSettings(home.paths, { network: testNetwork(), secret });
  return loaded.ok ? loaded.value.settings.kcd : loaded.problems.filter(isError);
}

test('off: nothing is asked for', async () => {
  expect(await load({ enabled: false })).toBeNull();
});

test('complete: the account’s domain is the first', async () => {
  expect(await load(complete, holding({ 'kcd.password': 'pässword' }))).toEqual({
    ...{ targetSpn: null, account: 'svc-proxy', realm: 'EX.TEST', ticketMinutes: 60 },
    otherRealms: ['B.TEST'],
    controllers: [
      { realm: 'EX.TEST', host: 'dc1.ex.test', port: 88 },
      { realm: 'EX.TEST', host: 'dc2.ex.test', port: 1088 },
      { realm: 'B.TEST', host: 'dc.b.test', port: 88 },
    ],
    secret: { kind: 'password', password: 'pässword' },
  });
});

test('a domain alone is looked up in DNS, and may be the account’s', async () => {
  const domainControllers = ['EX.TEST', 'B.TEST dc.b.test', 'B.TEST dc2.b.test'];
  expect(await load({ ...complete, domainControllers }, holding({ 'kcd.password': 'p' }))).toEqual(
    expect.objectContaining({
      ...{ realm: 'EX.TEST', otherRealms: ['B.TEST'] },
      controllers: [
        { realm: 'B.TEST', host: 'dc.b.test', port: 88 },
        { realm: 'B.TEST', host: 'dc2.b.test', port: 88 },
      ],
    }),
  );
});

test('a domain alone and with a controller: which of them counts would be a guess', async () => {
  const domainControllers = ['EX.TEST dc1.ex.test', 'EX.TEST'];
  expect(await load({ ...complete, domainControllers }, holding({ 'kcd.password': 'p' }))).toEqual([
    expect.objectContaining({
      ...{ code: 'SCHEMA', key: 'kcd.domainControllers' },
      message: expect.stringContaining('EX.TEST'),
    }),
  ]);
});

test('a keytab counts before a password', async () => {
  const both = holding({ 'kcd.password': 'p', 'kcd.keytab': '\u0005\u0002' });
  expect(await load(complete, both)).toMatchObject({
    secret: { kind: 'keytab', keytab: Buffer.from([5, 2]) },
  });
});

test('whatever lacks is named at once', async () => {
  expect(await load({ enabled: true }, holding({}))).toMatchObject([
    { code: 'KEY_MISSING', key: 'kcd.serviceAccount' },
    { code: 'KEY_MISSING', key: 'kcd.domainControllers' },
    { code: 'SECRET_MISSING', secret: 'kcd.password' },
  ]);
});

test('wrong values are told apart', async () => {
  const wrong = { ...complete, targetSpn: 'mail', domainControllers: ['ex.test dc1'] };
  expect(await load(wrong, holding({ 'kcd.password': 'p' }))).toMatchObject([
    { code: 'SCHEMA', key: 'kcd.targetSpn' },
    { code: 'SCHEMA', key: 'kcd.domainControllers' },
  ]);
});

test('without certificates of clients it has no effect, and that is said', async () => {
  home.changeMem({ kcd: complete });
  const loaded = await loadSettings(home.paths, {
    network: testNetwork(),
    secret: holding({ 'kcd.password': 'p' }),
  });
  expect(loaded).toMatchObject({ ok: true, warnings: [{ code: 'SCHEMA', key: 'kcd.enabled' }] });
});

test('a secret that cannot be read is the error', async () => {
  const unusable = problem('SECRETS_UNUSABLE', 'others may read it');
  const broken: ReadSecret = () => Promise.resolve({ ok: false, problems: [unusable] });
  expect(await load(complete, broken)).toEqual([unusable]);
});
