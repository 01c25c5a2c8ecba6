/** The certificates of a home, as they are told. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useCertificates } from './testing-certificates.ts';

const { home, pem, key, put, change } = useCertificates();

test('what the home shows its clients, and what is wrong with it', async () => {
  const found = await home.overFiles().certificates({});
  expect(found.listener).toMatchObject({
    ...{ kind: 'tls', files: ['tls/server.pem', 'tls/server.key'], inForce: null, problems: [] },
    chain: [
      {
        ...{ subject: 'CN=first', issuer: 'CN=root', names: ['localhost', '127.0.0.1'] },
        ...{ key: 'EC, P-256', selfSigned: false, authority: false, lasting: 'fine' },
      },
      { subject: 'CN=root', selfSigned: true, authority: true },
    ],
  });
  expect(found.listener.chain[0]?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(found.waits).toEqual([]);
  put('old', 'first');
  const { listener } = await home.overFiles().certificates({});
  expect(listener.chain[0]).toMatchObject({ subject: 'CN=old', lasting: 'expired' });
  expect(listener.problems).toMatchObject([{ code: 'KEY_MISMATCH', severity: 'error' }]);
});

test('no key is ever in the answer', async () => {
  const text = JSON.stringify(await home.overFiles().certificates({}));
  expect(text).not.toContain('PRIVATE KEY');
  expect(text).not.toContain(key('first').split('\n')[1]);
});

test('client authorities and trusted certificates, each with its file', async () => {
  mkdirSync(home.paths.clientCa, { recursive: true });
  mkdirSync(home.paths.trust, { recursive: true });
  writeFileSync(join(home.paths.clientCa, 'root.pem'), pem('root'));
  writeFileSync(join(home.paths.trust, 'two.crt'), pem('root') + pem('old'));
  writeFileSync(join(home.paths.trust, 'junk.pem'), 'junk');
  symlinkSync(join(home.paths.trust, 'two.crt'), join(home.paths.trust, 'link.pem'));
  change('clientCertificates', { mode: 'optional' });
  const { clients, exchange: towards } = await home.overFiles().certificates({});
  expect(clients).toMatchObject({
    ...{ mode: 'optional', problems: [] },
    files: [{ name: 'root.pem', certificates: [{ subject: 'CN=root' }], removable: false }],
  });
  expect(
    towards.files.map(({ name, certificates, removable }) => [
      name,
      certificates.length,
      removable,
    ]),
  ).toEqual([
    ['junk.pem', 0, true],
    ['link.pem', 2, false],
    ['two.crt', 2, true],
  ]);
  expect(towards.problems.map(({ message }) => message)).toEqual([
    'The file holds no certificate that can be read.',
  ]);
  expect(towards.servers).toEqual(['https://127.0.0.1:9']);
});
