import { describe, expect, it } from 'vitest';
import { Key } from './crypto/key.ts';
import { entriesOf, readKeytab } from './keytab.ts';
import { readable } from '../der/malformed.ts';
import { readSecret } from './secret.ts';
import { account, realm } from './testing/kdc-double.ts';
import { keytabWith } from './testing/made.ts';
import { codeOf, failure, value } from './testing/outcomes.ts';

const bytes = (fill: number, size = 32): Buffer => Buffer.alloc(size, fill);
/** Several keytabs as one. */
const joined = (...keytabs: readonly Buffer[]): Buffer =>
  Buffer.concat(keytabs.map((keytab, nth) => (nth === 0 ? keytab : keytab.subarray(2))));
const own = { name: account, realm };
const same = (key: Key | null | undefined, fill: number): boolean =>
  key instanceof Key &&
  Key.same(key, new Key(key.enctype, bytes(fill, key.enctype === 17 ? 16 : 32)));

describe('a keytab', () => {
  it('gives the newest key first, whatever the order of its entries', () => {
    const entries = readKeytab(
      joined(keytabWith(bytes(1), 1), keytabWith(bytes(3), 300), keytabWith(bytes(2), 2)),
    );
    expect(entriesOf(entries, own).map(({ kvno }) => kvno)).toEqual([300, 2, 1]);
  });
  it('has a number in eight bits where the one in 32 is missing or zero', () => {
    const keytab = keytabWith(bytes(1), 7);
    const short = Buffer.from(keytab.subarray(0, -4));
    short.writeInt32BE(short.length - 6, 2);
    expect(readKeytab(short)).toMatchObject([{ kvno: 7 }]);
    const zero = Buffer.from(keytab);
    zero.writeUInt32BE(0, zero.length - 4);
    expect(readKeytab(zero)).toMatchObject([{ kvno: 7 }]);
  });
  it('may have holes, and zeros at its end', () => {
    const hole = Buffer.concat([Buffer.from('fffffffb', 'hex'), Buffer.alloc(5, 0xee)]);
    const keytab = Buffer.concat([
      keytabWith(bytes(1)),
      hole,
      keytabWith(bytes(2), 2).subarray(2),
      Buffer.alloc(8),
    ]);
    expect(readKeytab(keytab).map(({ kvno }) => kvno)).toEqual([1, 2]);
  });
  it('may hold keys of other accounts and other types', () => {
    const other = { type: 1, components: ['HTTP', 'proxy.ex.test'] };
    const keytab = joined(
      keytabWith(bytes(1), 1, 18, other),
      keytabWith(bytes(2, 16), 1, 23),
      keytabWith(bytes(3)),
    );
    const entries = readKeytab(keytab);
    expect(entries.map(({ enctype, key }) => [enctype, key === null])).toEqual([
      [18, false],
      [23, true],
      [18, false],
    ]);
    expect(entriesOf(entries, own)).toHaveLength(2);
    expect(entriesOf(entries, { ...own, realm: 'OTHER.TEST' })).toEqual([]);
    expect(
      entriesOf(entries, { realm: 'ex.test', name: { type: 1, components: ['SVC-Proxy'] } }),
    ).toHaveLength(2);
  });
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['the older format', Buffer.from('0501', 'hex')],
    ['a text', Buffer.from('not a keytab')],
    ['a size cut short', Buffer.from('05020000', 'hex')],
    ['an entry cut short', keytabWith(bytes(1)).subarray(0, -1)],
    ['a hole beyond the end', Buffer.from('0502ffffff00', 'hex')],
    ['the smallest number of all', Buffer.from('050280000000', 'hex')],
    ['an AES key of 16 bytes that should have 32', keytabWith(bytes(1, 16))],
  ])('is not: %s', (_what, keytab) => {
    expect(readable(() => readKeytab(keytab)).ok).toBe(false);
  });
});

describe('the keys of the account', () => {
  const read = (keytab: Buffer) => readSecret({ kind: 'keytab', read: async () => keytab }, own);

  it('to log on with: the newest of the type, and types in our order', async () => {
    const keys = value(
      await read(
        joined(keytabWith(bytes(4, 16), 9, 17), keytabWith(bytes(1), 1), keytabWith(bytes(2), 2)),
      ),
    );
    expect(keys.enctypes).toEqual([18, 17]);
    expect(same(value(await keys.forLogOn(18, [])), 2)).toBe(true);
    expect(same(value(await keys.forLogOn(17, [])), 4)).toBe(true);
    expect(codeOf(await keys.forLogOn(20, []))).toBe('KEYTAB_WITHOUT_KEY');
  });
  it('to open tickets with: that of the number, or all of the type', async () => {
    const keys = value(await read(joined(keytabWith(bytes(1), 1), keytabWith(bytes(2), 2))));
    const fills = async (kvno: number | null) =>
      (await keys.forTicket(18, kvno)).map((key) => [1, 2].find((fill) => same(key, fill)));
    expect(await fills(1)).toEqual([1]);
    expect(await fills(null)).toEqual([2, 1]);
    expect(await fills(77)).toEqual([2, 1]);
    expect(await keys.forTicket(23, null)).toEqual([]);
  });
  it.each([
    [
      'RC4 alone',
      keytabWith(bytes(1, 16), 1, 23),
      /no AES key for svc-proxy@EX.TEST, only rc4-hmac/,
    ],
    [
      'keys of others alone',
      keytabWith(bytes(1), 1, 18, { type: 1, components: ['HTTP', 'x.ex.test'] }),
      /it is for HTTP\/x.ex.test@EX.TEST/,
    ],
    ['no entry', Buffer.from('0502', 'hex'), /it is for nobody/],
  ])('says what there is where none fits: %s', async (_what, keytab, says) => {
    const failed = failure(await read(keytab));
    expect(failed).toMatchObject({ code: 'KEYTAB_WITHOUT_KEY', step: 'secret' });
    expect(failed.text).toMatch(says);
  });
  it('a file that is not there', async () => {
    const read = () =>
      Promise.reject(new Error("ENOENT: no such file or directory, open 'proxy.keytab'"));
    const failed = failure(await readSecret({ kind: 'keytab', read }, own));
    expect(failed).toMatchObject({ code: 'SECRET_UNREADABLE', step: 'secret' });
    expect(failed.text).toContain('ENOENT');
  });
});
