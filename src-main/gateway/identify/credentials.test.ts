import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.ts';

const basic = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;
const bearer = (claims: unknown): string =>
  `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

describe('who signs in', () => {
  it.each([
    [basic('alice@contoso.test:secret'), 'alice@contoso.test'],
    [basic('CONTOSO\\alice:a:b:c'), 'CONTOSO\\alice'],
    [basic('jörg@contoso.test:x'), 'jörg@contoso.test'],
    [basic(Buffer.from('j\xf6rg:x', 'latin1')), 'jörg'],
    [`bAsIc   ${Buffer.from('a:b').toString('base64')} `, 'a'],
    [bearer({ preferred_username: 'p@x', upn: 'alice@contoso.test' }), 'alice@contoso.test'],
    [bearer({ unique_name: 'alice@contoso.test' }), 'alice@contoso.test'],
  ])('%s', (authorization, user) => {
    expect(readCredentials(authorization)).toMatchObject({ kind: 'user', user });
  });

  it('is nobody without a field, and with the empty probe for authorization_uri', () => {
    expect(readCredentials(undefined).kind).toBe('nobody');
    expect(readCredentials('Bearer').kind).toBe('nobody');
    expect(readCredentials('Bearer ').kind).toBe('nobody');
  });

  it('is somebody without a name where the credential says none', () => {
    for (const each of [
      basic(':x'),
      'Bearer opaque',
      bearer({ sub: 'x' }),
      bearer('x'),
      'Bearer a.!!.b',
    ]) {
      expect(readCredentials(each)).toMatchObject({ kind: 'user', user: null });
    }
  });

  it.each([
    ['NTLM TlRMTVNTUAABAAAABQAIAA==', 'ntlm', 'ntlm'],
    ['negotiate TlRMTVNTUAABAAAABQAIAA==', 'ntlm', 'ntlm'],
    ['Negotiate YAsGCSqGSIb3EgECAg==', 'negotiate', 'hidden'],
    ['NTLM', 'ntlm', 'unreadable'],
    ['Negotiate YIIGQwYGKwYB', 'negotiate', 'unreadable'],
  ])('%s is a step of a sign-in', (authorization, scheme, kind) => {
    expect(readCredentials(authorization)).toMatchObject({ kind: 'step', scheme, token: { kind } });
  });

  it('knows no other method', () => {
    const expected = { kind: 'unsupported', scheme: 'other' };
    expect(readCredentials('Digest username="a"')).toEqual(expected);
  });

  it.each([
    'Basic',
    'Basic !!!',
    basic('no colon'),
    basic('a\nb:x'),
    basic('a\0b:x'),
    ' ',
    '"x" y',
    'Basic a b',
  ])('refuses %j', (authorization) => {
    expect(readCredentials(authorization).kind).toBe('malformed');
  });
});
