/** Names of users in certificates: what openssl writes, and what nobody should. */
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPki, upn, type Pki } from '../../testing/client-pki.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { readable } from '../../der/malformed.ts';
import * as write from '../../der/write.ts';
import { namesOf, type Names } from './names.ts';
import { listUrlsOf, readCertificate } from './read-certificate.ts';

const folder = temporaryFolder(afterAll, 'names');
let pki: Pki;
let count = 0;

beforeAll(() => {
  pki = createPki(folder);
  pki.authority('root');
});

function namesIn(names: string | null): Names {
  count += 1;
  const { cert } = pki.client(`c${String(count)}`, 'root', { names });
  return namesOf(readCertificate(new X509Certificate(cert).raw).extensions);
}

const one = (user: string) => ({ kind: 'one', user });
const none = { kind: 'none' };

test('one UPN, one mail address, among others', () => {
  expect(
    namesIn(`${upn('alice@contoso.test')},DNS:a.test,email:al@contoso.test,IP:10.0.0.1`),
  ).toEqual({
    upn: one('alice@contoso.test'),
    rfc822: one('al@contoso.test'),
  });
  expect(namesIn('DNS:a.test')).toEqual({ upn: none, rfc822: none });
  expect(namesIn(null)).toEqual({ upn: none, rfc822: none });
  expect(namesIn('otherName:1.2.3.4;UTF8:alice@contoso.test').upn).toEqual(none);
});

test('several are nobody', () => {
  const two = namesIn(`${upn('a@b.test')},${upn('c@b.test')},email:a@b.test,email:c@b.test`);
  expect(two.upn).toEqual({ kind: 'unfit', text: 'it holds more than one user principal name' });
  expect(two.rfc822).toEqual({ kind: 'unfit', text: 'it holds more than one mail address' });
});

test('other forms of text are not guessed', () => {
  for (const form of ['BMP', 'IA5', 'UNIV', 'T61']) {
    const { upn: found } = namesIn(`otherName:1.3.6.1.4.1.311.20.2.3;${form}:a@b.test`);
    expect(found, form).toMatchObject({ kind: 'unfit' });
  }
});

const principal = write.objectId('1.3.6.1.4.1.311.20.2.3');
const other = (...parts: readonly Buffer[]): Buffer => write.element(0xa0, ...parts);
const named = (text: string | Buffer): Buffer =>
  other(principal, write.element(0xa0, write.element(0x0c, Buffer.from(text))));
const extension = (...names: readonly Buffer[]) =>
  new Map([['551d11', { critical: false, value: write.sequence(...names) }]]);
const upnIn = (...names: readonly Buffer[]) => namesOf(extension(...names)).upn;

test.each([
  ['a comma and another name', 'alice@contoso.test, othername:bob@contoso.test'],
  ['NUL', 'alice@contoso.test\0.evil.test'],
  ['a line end', 'alice@contoso.test\n'],
  ['an invisible letter', 'ali\u200bce@contoso.test'],
  ['blanks around', ' alice@contoso.test'],
  ['no domain', 'alice@'],
  ['no user', '@contoso.test'],
  ['no at', 'alice'],
  ['two', 'alice@contoso.test@evil.test'],
  ['an empty label', 'alice@contoso..test'],
  ['a root', 'alice@contoso.test.'],
  ['a domain before it', 'CONTOSO\\alice@contoso.test'],
  ['a slash', 'CONTOSO/alice@contoso.test'],
  ['nothing', ''],
  ['too much', `${'a'.repeat(600)}@contoso.test`],
  ['no UTF-8', Buffer.from([0x61, 0xff, 0x40, 0x62])],
  ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x40, 0x62])],
])('no name: %s', (_what, text) => {
  expect(upnIn(named(text))).toMatchObject({ kind: 'unfit' });
});

test('what is put together in another way', () => {
  expect(upnIn(named('a@b.test'))).toEqual(one('a@b.test'));
  expect(upnIn(named('jürgen@b.test'))).toEqual(one('jürgen@b.test'));
  expect(upnIn(other(principal))).toMatchObject({ kind: 'unfit' });
  const text = write.element(0x0c, Buffer.from('a@b.test'));
  expect(upnIn(other(principal, text))).toMatchObject({ kind: 'unfit' });
  expect(upnIn(other(principal, write.element(0xa0, text, text)))).toMatchObject({ kind: 'unfit' });
  expect(upnIn(other(principal, write.element(0xa0, text), text))).toMatchObject({ kind: 'unfit' });
  const broken = new Map([['551d11', { critical: false, value: Buffer.from('3003', 'hex') }]]);
  expect(namesOf(broken).upn).toMatchObject({ kind: 'unfit' });
});

test('places of revocation lists: http alone, and no point for some reasons or of another issuer', () => {
  const uri = (text: string): Buffer => write.element(0x86, Buffer.from(text));
  const full = (...names: readonly Buffer[]): Buffer =>
    write.element(0xa0, write.element(0xa0, ...names));
  const point = (...parts: readonly Buffer[]): Buffer => write.sequence(...parts);
  const urls = (...points: readonly Buffer[]) =>
    listUrlsOf(new Map([['551d1f', { critical: false, value: write.sequence(...points) }]]));
  const good = uri('http://pki.test/a.crl');
  expect(urls(point(full(uri('ldap:///CN=x'), good)))).toEqual(['http://pki.test/a.crl']);
  expect(urls(point(full(good), write.element(0x81, Buffer.from([1, 2]))))).toEqual([]);
  expect(urls(point(full(good), write.element(0xa2, good)))).toEqual([]);
  expect(urls(point(full(uri('file:///etc/passwd'), uri('http://a b/'))))).toEqual([]);
});

const seed = Number(process.env['SALLYPORT_SEED'] ?? 20_261);

test('certificates with changed bytes: read, or refused as malformed, and nothing else', () => {
  const { cert } = pki.client('fuzzed', 'root', {
    names: `${upn('alice@contoso.test')},email:a@b.test`,
    listUrl: 'http://pki.test/a.crl',
  });
  const { raw } = new X509Certificate(cert);
  const change = fc.tuple(fc.nat(raw.length - 1), fc.nat(255));
  const read = (bytes: Buffer) =>
    readable(() => {
      const { extensions } = readCertificate(bytes);
      return { names: namesOf(extensions), urls: listUrlsOf(extensions) };
    });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.nat(raw.length),
      (changes, end) => {
        const bytes = Buffer.from(raw);
        for (const [at, value] of changes) bytes[at] = value;
        for (const part of [bytes, bytes.subarray(0, end)]) {
          const found = read(part);
          if (!found.ok) continue;
          const { upn: name } = found.value.names;
          expect(name.kind !== 'one' || /^[^\p{C}\p{Z}@]+@[^\p{C}\p{Z}@]+$/u.test(name.user)).toBe(
            true,
          );
        }
      },
    ),
    // Two readings each.
    { numRuns: 50_000, seed },
  );
});
