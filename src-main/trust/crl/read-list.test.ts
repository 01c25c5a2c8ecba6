/** Revocation lists as openssl writes them, and as nobody should. */
import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPki, type Pki } from '../../testing/client-pki.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { Malformed } from '../../der/malformed.ts';
import * as write from '../../der/write.ts';
import { readCertificate } from '../client/read-certificate.ts';
import { readList, type RevocationList } from './read-list.ts';
import { isSignedWith } from './verify.ts';

const folder = temporaryFolder(afterAll, 'crl');
let pki: Pki;
let root: X509Certificate;

beforeAll(() => {
  pki = createPki(folder);
  root = new X509Certificate(pki.authority('root').cert);
});

async function refused(der: Buffer): Promise<string> {
  try {
    await readList(der);
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
  return 'taken';
}

test('who is in it, when it was made and by whom', async () => {
  const gone = new X509Certificate(pki.client('gone', 'root').cert);
  const good = new X509Certificate(pki.client('good', 'root').cert);
  pki.revoke('root', 'gone');
  const list = await readList(pki.list('root'));
  const serialOf = ({ raw }: X509Certificate) => readCertificate(raw).serial;
  expect(list.revoked.size).toBe(1);
  expect([list.revoked.has(serialOf(gone)), list.revoked.has(serialOf(good))]).toEqual([
    true,
    false,
  ]);
  expect(list.issuer.equals(readCertificate(root.raw).subject)).toBe(true);
  expect(list.nextUpdate - list.thisUpdate).toBe(25 * 3600_000);
  expect(list.scope).toEqual({ urls: null, whom: 'all' });
  expect(isSignedWith(list, root.publicKey)).toBe('yes');
});

test('signatures: of another, changed, and of yesterday', async () => {
  const stranger = new X509Certificate(pki.authority('stranger').cert);
  const list = await readList(pki.list('root'));
  expect(isSignedWith(list, stranger.publicKey)).toBe('no');
  const changed: RevocationList = { ...list, signed: Buffer.from(list.signed) };
  changed.signed.writeUInt8(changed.signed.readUInt8(40) ^ 1, 40);
  expect(isSignedWith(changed, root.publicKey)).toBe('no');
  const broken: RevocationList = { ...list, signature: list.signature.subarray(1) };
  expect(isSignedWith(broken, root.publicKey)).toBe('no');
  const old = await readList(pki.list('root', { digest: 'sha1' }));
  expect(isSignedWith(old, root.publicKey)).toBe('unknown algorithm');
});

test.each([
  ['2.5.29.27=critical,ASN1:INTEGER:1', 'it lists changes only (a delta)'],
  ['1.2.3.4=critical,ASN1:NULL', 'a critical extension that is not known here'],
  [
    'issuingDistributionPoint=critical,@idp\n[idp]\nindirectCRL=TRUE',
    'it lists certificates of others',
  ],
  [
    'issuingDistributionPoint=critical,@idp\n[idp]\nonlysomereasons=keyCompromise',
    'it lists some reasons only',
  ],
  [
    'issuingDistributionPoint=critical,@idp\n[idp]\nonlyAA=TRUE',
    'it lists attribute certificates only',
  ],
])('not usable: %s', async (extensions, why) => {
  expect(await refused(pki.list('root', { extensions }))).toBe(why);
});

test('what is not critical is passed over; the scope is read', async () => {
  const plain = await readList(pki.list('root', { extensions: '1.2.3.4=ASN1:NULL' }));
  expect(plain.scope).toEqual({ urls: null, whom: 'all' });
  const idp =
    'issuingDistributionPoint=critical,@idp\n[idp]\nonlyuser=TRUE\nfullname=URI:http://a.test/1.crl';
  const scoped = await readList(pki.list('root', { extensions: idp }));
  expect(scoped.scope).toEqual({ urls: ['http://a.test/1.crl'], whom: 'users' });
});

const algorithm = write.sequence(write.objectId('1.2.840.10045.4.3.2'));
const name = write.sequence();
const utc = (text: string): Buffer => write.element(0x17, Buffer.from(text));
const signature = write.element(0x03, Buffer.from([0, 1, 2]));
const now = utc('260101000000Z');
const later = utc('270101000000Z');
const listOf = (...parts: readonly Buffer[]): Buffer =>
  write.sequence(write.sequence(...parts), algorithm, signature);
const entry = (serial: Buffer, ...more: readonly Buffer[]): Buffer =>
  write.sequence(write.element(0x02, serial), now, ...more);

test('small ones made by hand', async () => {
  const list = await readList(listOf(write.integer(1), algorithm, name, now, later));
  expect(list.revoked.size).toBe(0);
  expect(new Date(list.nextUpdate).toISOString()).toBe('2027-01-01T00:00:00.000Z');
  const first = await readList(
    listOf(algorithm, name, now, later, write.sequence(entry(Buffer.from([5])))),
  );
  expect(first.revoked.has(Buffer.from([5]))).toBe(true);
});

const critical = write.element(0x01, Buffer.from([0xff]));
const certificateIssuer = write.sequence(
  write.sequence(write.objectId('2.5.29.29'), critical, write.octets(name)),
);

test.each([
  ['without the time of the next', listOf(algorithm, name, now)],
  ['another version', listOf(write.integer(2), algorithm, name, now, later)],
  [
    'two algorithms',
    write.sequence(write.sequence(write.sequence(), name, now, later), algorithm, signature),
  ],
  [
    'an entry of another issuer',
    listOf(algorithm, name, now, later, write.sequence(entry(Buffer.from([5]), certificateIssuer))),
  ],
  [
    'an entry without a time',
    listOf(algorithm, name, now, later, write.sequence(write.sequence(write.integer(5)))),
  ],
  [
    'a serial number without end',
    listOf(algorithm, name, now, later, write.sequence(entry(Buffer.alloc(40, 1)))),
  ],
  ['a time that does not exist', listOf(algorithm, name, utc('261301000000Z'), later)],
  ['something behind', Buffer.concat([listOf(algorithm, name, now, later), Buffer.from([0])])],
  [
    'extensions in version 1',
    listOf(algorithm, name, now, later, write.element(0xa0, write.sequence())),
  ],
  [
    'loose bits',
    write.sequence(
      write.sequence(algorithm, name, now, later),
      algorithm,
      write.element(3, Buffer.from([1, 2])),
    ),
  ],
  ['nothing', Buffer.alloc(0)],
  ['a page of the web', Buffer.from('<html>not found</html>')],
])('refused: %s', async (_what, der) => {
  expect(await refused(der)).not.toBe('taken');
});

test('100,000 entries: each is found, nobody else, and others have their turn', async () => {
  const serialOf = (number: number): Buffer =>
    createHash('sha1').update(String(number)).digest().subarray(0, 16);
  const entries = Array.from({ length: 100_000 }, (_, number) => entry(serialOf(number)));
  const der = listOf(algorithm, name, now, later, write.sequence(Buffer.concat(entries)));
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 1);
  const { revoked } = await readList(der);
  clearInterval(ticking);
  expect(revoked.size).toBe(100_000);
  expect(turns).toBeGreaterThan(5);
  for (let number = 0; number < 100_000; number += 777) {
    expect(revoked.has(serialOf(number))).toBe(true);
    expect(revoked.has(serialOf(-1 - number))).toBe(false);
  }
});

test('lists with changed bytes: read, or refused as malformed, and nothing else', async () => {
  const der = pki.list('root', { extensions: 'authorityKeyIdentifier=keyid' });
  const change = fc.tuple(fc.nat(der.length - 1), fc.nat(255));
  const changes = fc.array(change, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(changes, fc.nat(der.length), async (made, end) => {
      const bytes = Buffer.from(der);
      for (const [at, value] of made) bytes[at] = value;
      await refused(bytes);
      await refused(bytes.subarray(0, end));
    }),
    { numRuns: 20_000, seed: Number(process.env['SALLYPORT_SEED'] ?? 20_262) },
  );
});
