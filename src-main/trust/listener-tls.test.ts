import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src-shared/errors.ts';
import { makeCertificate, offset, openssl } from '../testing/tls-material.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { loadListenerTls, type TlsFiles } from './listener-tls.ts';

const folder = temporaryFolder(afterAll, 'tls');
const path = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(path(name), 'utf8');
const where = { file: '/home/config/mem-configuration.json', line: 6, key: 'listener.tls' };
const load = (files: TlsFiles, passphrase: string | null = null) =>
  loadListenerTls({ folder, files, where, now: new Date(), passphrase });
const pair = (certificate: string, key: string) => load({ certificate, key });

beforeAll(() => {
  makeCertificate(folder, { name: 'root', authority: true });
  makeCertificate(folder, { name: 'middle', issuer: 'root', authority: true });
  makeCertificate(folder, { name: 'server', issuer: 'middle' });
  makeCertificate(folder, { name: 'expired', from: offset(-2), until: offset(-1) });
  makeCertificate(folder, { name: 'early', from: offset(1), until: offset(2) });
  makeCertificate(folder, { name: 'soon', until: offset(0, 10) });
  writeFileSync(path('chain.pem'), text('server.pem') + text('middle.pem'));
  writeFileSync(path('reversed.pem'), text('middle.pem') + text('server.pem'));
  writeFileSync(path('gap.pem'), text('server.pem') + text('root.pem'));
  openssl(
    'pkey',
    '-in',
    path('server.key'),
    '-aes256',
    '-passout',
    'pass:x',
    '-out',
    path('locked.key'),
  );
  const pfx = (out: string, ...more: string[]) =>
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      path('server.key'),
      '-in',
      path('chain.pem'),
      '-out',
      path(out),
      ...more,
    );
  pfx('server.pfx', '-passout', 'pass:');
  pfx('locked.pfx', '-passout', 'pass:secret');
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    path('expired.key'),
    '-in',
    path('expired.pem'),
    '-out',
    path('expired.pfx'),
    '-passout',
    'pass:',
  );
  openssl(
    'pkcs12',
    '-export',
    '-nokeys',
    '-in',
    path('root.pem'),
    '-out',
    path('nokey.pfx'),
    '-passout',
    'pass:',
  );
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:512',
    '-nodes',
    '-subj',
    '/CN=weak',
    '-days',
    '30',
    '-keyout',
    path('weak.key'),
    '-out',
    path('weak.pem'),
  );
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/',
    '-days',
    '5',
    '-keyout',
    path('nameless.key'),
    '-out',
    path('nameless.pem'),
  );
  writeFileSync(path('junk.pem'), 'not a certificate');
});

describe('PEM', () => {
  test('a whole chain loads without a word', async () => {
    expect(await pair('chain.pem', 'server.key')).toEqual({
      ok: true,
      value: { kind: 'pem', certificate: text('chain.pem'), key: text('server.key') },
      warnings: [],
    });
  });

  test('expires soon: a warning', async () => {
    const loaded = await pair('soon.pem', 'soon.key');
    expect(loaded).toMatchObject({ ok: true });
    expect(messages(loaded)[0]).toMatch(
      /^warning CERTIFICATE: The certificate CN=soon expires on \d{4}-\d\d-\d\d, in 9 days\.$/,
    );
  });

  test('a subject may be empty', async () => {
    expect(messages(await pair('nameless.pem', 'nameless.key'))[0]).toContain(
      'The certificate without a subject expires',
    );
  });

  test.each([
    ['expired.pem', 'expired.key', /^error CERTIFICATE: The certificate CN=expired expired on \d/],
    [
      'early.pem',
      'early.key',
      /^error CERTIFICATE: The certificate CN=early is valid only from \d/,
    ],
    [
      'chain.pem',
      'root.key',
      /^error KEY_MISMATCH: The private key does not belong to the certificate CN=server\.$/,
    ],
    ['junk.pem', 'server.key', /^error CERTIFICATE: The file holds no certificate in PEM form/],
    [
      'chain.pem',
      'junk.pem',
      /^error CERTIFICATE: The private key cannot be read: it has not the right form\.$/,
    ],
    [
      'chain.pem',
      'locked.key',
      /^error CERTIFICATE: The private key cannot be read: it is protected by a passphrase\.$/,
    ],
    [
      'weak.pem',
      'weak.key',
      /^error CERTIFICATE: The certificate cannot be used: its key or signature is too weak\.$/,
    ],
    ['gone.pem', 'server.key', /^error FILE_MISSING: .*gone\.pem does not exist\.$/],
    [
      '../chain.pem',
      'server.key',
      /^error PATH_OUTSIDE: listener\.tls\.certificate names a path that leads out/,
    ],
    [
      '/etc/ssl/x.pem',
      'server.key',
      /^error PATH_OUTSIDE: listener\.tls\.certificate names an absolute path/,
    ],
    [
      'gap.pem',
      'server.key',
      /^warning CERTIFICATE: The chain is out of order: CN=root did not issue CN=server before it\.$/,
    ],
  ])('%s with %s', async (certificate, key, expected) => {
    expect(messages(await pair(certificate, key))).toEqual([expect.stringMatching(expected)]);
  });

  test('the certificates in the wrong order: says which belongs first', async () => {
    const loaded = await pair('reversed.pem', 'server.key');
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      {
        code: 'KEY_MISMATCH',
        message: 'The private key does not belong to the certificate CN=middle.',
        remedy: 'The key belongs to CN=server: put that certificate first in the file.',
        file: path('server.key'),
        key: 'listener.tls.key',
        severity: 'error',
      },
    ]);
  });

  test('a certificate without that of its issuer is a doubt, a self-signed one is none', async () => {
    expect(messages(await pair('server.pem', 'server.key'))).toEqual([
      expect.stringMatching(/^warning CERTIFICATE: .* alone, not that of its issuer/),
    ]);
    expect(messages(await pair('chain.pem', 'server.key'))).toEqual([]);
    expect(messages(await pair('root.pem', 'root.key'))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('a key that everybody may read is said', async () => {
    chmodSync(path('server.key'), 0o644);
    const found = messages(await pair('chain.pem', 'server.key'));
    chmodSync(path('server.key'), 0o600);
    expect(found).toEqual([
      expect.stringMatching(/^warning CERTIFICATE: The private key can be read/),
    ]);
  });

  test('every fault of both files at once', async () => {
    expect(messages(await pair('gone.pem', 'gone.key'))).toHaveLength(2);
    expect(messages(await pair('junk.pem', 'junk.pem'))).toHaveLength(2);
  });

  test('a link that leaves the folder is refused', async () => {
    symlinkSync('/etc/hostname', path('link.pem'));
    expect(messages(await pair('link.pem', 'server.key'))[0]).toContain('PATH_OUTSIDE');
  });
});

describe('PFX', () => {
  test('without a passphrase loads', async () => {
    const loaded = await load({ pfx: 'server.pfx' });
    expect(loaded).toMatchObject({ ok: true, value: { kind: 'pfx' }, warnings: [] });
  });

  test('with the passphrase that is set loads', async () => {
    const loaded = await load({ pfx: 'locked.pfx' }, 'secret');
    expect(loaded).toMatchObject({ ok: true, value: { kind: 'pfx', passphrase: 'secret' } });
  });

  test.each([null, 'wrong'])('with the passphrase %j says how to set it', async (passphrase) => {
    const loaded = await load({ pfx: 'locked.pfx' }, passphrase);
    expect(loaded).toMatchObject({
      problems: [{ secret: 'listener.pfxPassphrase' }],
    });
    expect(JSON.stringify(loaded)).not.toContain('wrong');
  });

  test.each([
    ['locked.pfx', /it is protected by a passphrase\.$/],
    ['expired.pfx', /The certificate CN=expired expired on \d/],
    ['nokey.pfx', /it holds no private key\.$/],
    ['junk.pem', /^error CERTIFICATE: The certificate cannot be used: /],
    ['gone.pfx', /^error FILE_MISSING/],
  ])('%s is refused', async (pfx, expected) => {
    expect(messages(await load({ pfx }))).toEqual([expect.stringMatching(expected)]);
  });
});

test('no message holds a part of a key', async () => {
  const all = await Promise.all([
    pair('chain.pem', 'root.key'),
    pair('chain.pem', 'locked.key'),
    pair('server.key', 'server.key'),
  ]);
  expect(JSON.stringify(all)).not.toContain('PRIVATE');
  expect(all.every(({ ok }) => !ok)).toBe(true);
});

function messages(result: Awaited<ReturnType<typeof load>>): readonly string[] {
  const problems: readonly Problem[] = result.ok ? result.warnings : result.problems;
  return problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}
