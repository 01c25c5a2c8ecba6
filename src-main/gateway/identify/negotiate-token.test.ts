import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNtlm } from './ntlm.ts';
import { readSignInToken } from './negotiate-token.ts';
import { element } from '../../der/write.ts';
import { type1, type3 } from '../testing/ntlm.ts';
import { readStrangeTokens } from '../testing/strange-tokens.ts';
import { krb5, negTokenInit, negTokenResp, oid } from '../testing/spnego.ts';

const read = (bytes: Buffer, scheme: 'ntlm' | 'negotiate' = 'negotiate') =>
  readSignInToken(scheme, bytes.toString('base64'));
const hidden = { kind: 'hidden' };
const begins = { kind: 'ntlm', message: { kind: 'negotiate' }, continues: false };
const alice = (continues: boolean) => ({
  kind: 'ntlm',
  message: { kind: 'authenticate', user: 'CONTOSO\\alice', unicode: true },
  continues,
});
const third = type3(null, { user: 'alice', domain: 'CONTOSO' });

describe('what a token of Negotiate is', () => {
  it('bare NTLM', () => {
    expect(read(type1())).toEqual(begins);
    expect(read(type1(), 'ntlm')).toEqual(begins);
    expect(read(third)).toEqual(alice(false));
  });

  it('NTLM inside SPNEGO', () => {
    expect(read(negTokenInit([oid.ntlm], type1()))).toEqual(begins);
    expect(read(negTokenInit([oid.kerberos, oid.ntlm], type1()))).toEqual(begins);
    expect(read(negTokenInit([oid.ntlm], null))).toEqual(begins);
    expect(read(negTokenResp(third))).toEqual(alice(true));
    expect(read(negTokenResp(third, Buffer.alloc(16)))).toEqual(alice(true));
  });

  it('Kerberos, bare and inside SPNEGO, and steps that name nobody', () => {
    expect(read(krb5(Buffer.alloc(1500)))).toEqual(hidden);
    expect(read(negTokenInit([oid.kerberosOfWindows, oid.kerberos], krb5()))).toEqual(hidden);
    expect(read(negTokenInit([oid.kerberos, oid.ntlm], null))).toEqual(hidden);
    expect(read(negTokenResp(krb5()))).toEqual(hidden);
    expect(read(negTokenResp(null))).toEqual(hidden);
  });

  it('reads nothing twice, and nothing that could be read otherwise', () => {
    const whole = negTokenResp(third);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.concat([whole, Buffer.of(0)]),
      whole.subarray(0, -1),
      negTokenInit([oid.ntlm], krb5()),
      negTokenInit([], type1()),
      negTokenInit([oid.ntlm], type1(), { twice: true }),
      negTokenInit(Array<string>(65).fill(oid.ntlm), type1()),
      element(0xa1, element(0x30, element(0xa5, element(0x04, third)))),
      krb5(Buffer.alloc(4), '2a0304'),
      Buffer.concat([Buffer.of(0xa1, 0x80), whole.subarray(4), Buffer.of(0, 0)]),
      Buffer.from('hello'),
    ]) {
      expect(read(bytes).kind).toBe('unreadable');
    }
    expect(read(krb5(), 'ntlm').kind).toBe('unreadable');
    expect(readSignInToken('negotiate', 'not base64!').kind).toBe('unreadable');
    expect(readSignInToken('negotiate', `${whole.toString('base64')} x`).kind).toBe('unreadable');
  });
});

describe('who a third message names', () => {
  const user = (bytes: Buffer): unknown => {
    const message = readNtlm(bytes);
    return message.kind === 'authenticate' ? message.user : message.kind;
  };

  it('the user, with the domain where one is given', () => {
    expect(user(type3(null, { user: 'alice@contoso.test' }))).toBe('alice@contoso.test');
    expect(user(type3(null, { user: 'jürgen', domain: 'CONTOSO' }))).toBe('CONTOSO\\jürgen');
    expect(user(type3(null, { user: 'alice', domain: 'X', unicode: false }))).toBe('X\\alice');
    expect(user(type3(null, { user: '', domain: 'CONTOSO' }))).toBe(null);
  });

  it.each([
    [{ user: 'CONTOSO\\alice' }],
    [{ user: 'a/b' }],
    [{ user: 'alice', domain: 'a\\b' }],
    [{ user: 'alice', domain: 'x@y' }],
    [{ user: 'alice\0' }],
    [{ user: 'ali\nce' }],
    [{ user: 'alice\ud800' }],
    [{ user: 'a'.repeat(600) }],
    [{ user: 'jürgen', unicode: false }],
  ])('not %j', (account) => {
    expect(user(type3(null, account))).toBe('unreadable');
  });

  it('not what lies outside of the message, inside its head, or in half a letter', () => {
    for (const [at, value] of [
      [40, 0xffffffff],
      [40, third.length - 2],
      [40, 8],
    ] as const) {
      const bent = Buffer.from(third);
      bent.writeUInt32LE(value, at);
      expect(user(bent)).toBe('unreadable');
    }
    const odd = Buffer.from(third);
    odd.writeUInt16LE(9, 36);
    expect(user(odd)).toBe('unreadable');
    expect(user(third.subarray(0, 63))).toBe('unreadable');
  });
});

describe('chance', () => {
  it('100,000 tokens that are almost in order: only the typed result, and names that stand there', () => {
    const kinds = readStrangeTokens(100_000, 5);
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(10);
  });

  it('any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        for (const scheme of ['negotiate', 'ntlm'] as const)
          expect(['ntlm', 'hidden', 'unreadable']).toContain(readSignInToken(scheme, text).kind);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
