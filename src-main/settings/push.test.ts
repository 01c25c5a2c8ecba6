/** Pushes in the settings: off, complete in each way of signing in, and what lacks is named with what to do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isError } from '../../src-shared/errors.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { createTestHome, testNetwork, type TestHome } from '../testing/settings-home.ts';
import { temporaryCertificate } from '../testing/temporary-certificate.ts';
import { loadSettings } from './load.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const key = 'k'.repeat(32);

async function load(push: object, pushKey: string | null = key) {
  home.changeMem({ uem: { push: { enabled: true, ...push } } });
  const bytes = pushKey === null ? null : Buffer.from(pushKey);
  return loadSettings(home.paths, {
    network: testNetwork(),
    secret: (name) =>
      Promise.resolve({ ok: true, value: name === 'uem.pushKey' ? bytes : null, warnings: [] }),
  });
}

async function loaded(push: object, pushKey?: string) {
  const result = await load(push, pushKey);
  return result.ok ? result.value.settings.push : result.problems;
}

async function refusal(push: object, pushKey?: string | null): Promise<readonly Problem[]> {
  const result = await load(push, pushKey);
  return result.ok ? [] : result.problems.filter(isError);
}

test('off: nothing is asked for', async () => {
  expect(await loaded({ enabled: false, signIn: 'certificate', host: '0.0.0.0' })).toBeNull();
});

test('signed, on loopback, is all that it takes by default', async () => {
  expect(await loaded({})).toEqual({
    ...{ host: '127.0.0.1', port: 9466, tls: null },
    signIn: { kind: 'signature', key },
  });
});

test('a password of the length that notices can have', async () => {
  expect(await loaded({ signIn: 'password', user: 'notices' }, 'p'.repeat(16))).toMatchObject({
    signIn: { kind: 'password', user: 'notices', password: 'p'.repeat(16) },
  });
});

test('a certificate of its own, and of the authority in the file named', async () => {
  const { cert, key: pem } = temporaryCertificate(['IP:127.0.0.1']);
  writeFileSync(join(home.paths.config, 'push.pem'), cert);
  writeFileSync(join(home.paths.config, 'push.key'), pem, { mode: 0o600 });
  writeFileSync(join(home.paths.config, 'push-ca.pem'), cert);
  const tls = { certificate: 'push.pem', key: 'push.key' };
  const push = { signIn: 'certificate', host: '0.0.0.0', tls };
  expect(await loaded(push)).toMatchObject({
    tls: { kind: 'pem', key: pem },
    signIn: { kind: 'certificate', authorities: [expect.stringContaining('BEGIN CERTIFICATE')] },
  });
  writeFileSync(join(home.paths.config, 'push-ca.pem'), 'none');
  expect(await refusal(push)).toMatchObject([{ code: 'CERTIFICATE', key: 'uem.push.clientCa' }]);
});

describe('refused with what to do', () => {
  test.each([
    ['no key', {}, null, 'SECRET_MISSING', 'uem.push.signIn'],
    ['a key that could be guessed', {}, 'k'.repeat(31), 'SECRET_VALUE', 'uem.push.signIn'],
    ['a password without a user', { signIn: 'password' }, key, 'KEY_MISSING', 'uem.push.user'],
    [
      'a short password',
      { signIn: 'password', user: 'u' },
      'k'.repeat(15),
      'SECRET_VALUE',
      'uem.push.signIn',
    ],
    ['plain HTTP for everybody', { host: '0.0.0.0' }, key, 'PLAIN_EXPOSED', 'uem.push.host'],
    [
      'files that are not there',
      { tls: { pfx: 'none.pfx' } },
      key,
      'FILE_MISSING',
      'uem.push.tls.pfx',
    ],
    ['a path out of the folder', { tls: { pfx: '../a' } }, key, 'PATH_OUTSIDE', 'uem.push.tls.pfx'],
    ['a value that is none', { signIn: 'none' }, key, 'SCHEMA', 'uem.push.signIn'],
  ])('%s', async (_what, push, secret, code, where) => {
    const [found, ...more] = await refusal(push, secret);
    expect(found).toMatchObject({ code, key: where, file: home.paths.memConfiguration });
    expect(found?.remedy).not.toBe('');
    expect(more).toEqual([]);
  });

  test('the port of mail', async () => {
    home.changeMem({ 'listener.port': 9466 });
    expect(await refusal({})).toMatchObject([{ code: 'SCHEMA', key: 'uem.push.port' }]);
  });

  test('certificates without TLS, and without an authority', async () => {
    expect(await refusal({ signIn: 'certificate' })).toMatchObject([
      { code: 'CERTIFICATE', key: 'uem.push.signIn' },
      { code: 'FILE_MISSING' },
    ]);
  });
});
