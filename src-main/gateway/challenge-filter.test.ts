import { describe, expect, it } from 'vitest';
import { filterChallenges, noneWorks } from './challenge-filter.ts';
import type { Works } from './challenge-filter.ts';
import { headerLine } from '../http/fields.ts';

/** A real one, with commas in quoted strings (facts: ews 3). */
const bearer =
  'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="a@b,c@d", ' +
  'token_types="app_asserted_user_v1 service_asserted_app_v1", ' +
  'authorization_uri="https://login.windows.net/common/oauth2/authorize"';

function filter(values: readonly string[], works: Partial<Works> = {}): readonly string[] {
  const lines = [
    headerLine('Server', 'IIS'),
    ...values.map((value) => headerLine('WWW-Authenticate', value)),
  ];
  return filterChallenges(lines, { ...noneWorks, ...works })
    .lines.filter(({ name }) => name === 'WWW-Authenticate')
    .map(({ value }) => value);
}

describe('the vendor rule (facts: seg 4.1)', () => {
  it('takes NTLM and Negotiate, leaves the rest in order, a line each', () => {
    expect(filter(['Negotiate', 'NTLM', 'Basic realm="mail"', bearer])).toEqual([
      'Basic realm="mail"',
      bearer,
    ]);
    expect(filter([bearer, 'Basic realm="mail"', 'NTLM'])).toEqual([bearer, 'Basic realm="mail"']);
  });

  it('leaves Negotiate where a certificate gave a user principal name', () => {
    expect(filter(['Negotiate', 'NTLM', 'Basic realm="m"'], { negotiate: true })).toEqual([
      'Negotiate',
      'Basic realm="m"',
    ]);
  });

  it('leaves NTLM where it is allowed, and what belongs to a sign-in under way', () => {
    expect(filter(['Negotiate', 'NTLM', 'Basic realm="m"'], { ntlm: true })).toEqual([
      'NTLM',
      'Basic realm="m"',
    ]);
    const step = 'Negotiate oYG2MIGzoAMKAQE=';
    expect(filter([step, 'NTLM', 'Basic realm="m"'], { steps: true })).toEqual([
      step,
      'Basic realm="m"',
    ]);
    expect(filter([`${step}, NTLM,Bearer`], { steps: true })).toEqual([`${step}, Bearer`]);
    expect(filter([step])).toEqual([]);
  });

  it('is blind to case and keeps a token that follows the scheme with it', () => {
    expect(filter(['nTLM TlRMTVNTUAACAAAA', 'NEGOTIATE oYG2MIGz==', 'basic realm="m"'])).toEqual([
      'basic realm="m"',
    ]);
  });

  it('takes apart joined lines, whatever their commas mean', () => {
    expect(filter([`Negotiate, NTLM, Basic realm="a, NTLM, b", ${bearer}`])).toEqual([
      `Basic realm="a, NTLM, b", ${bearer.replaceAll('", ', '",')}`,
    ]);
    expect(filter(['Digest realm="x", nonce = "NTLM", qop="auth",NTLM'])).toEqual([
      'Digest realm="x",nonce = "NTLM",qop="auth"',
    ]);
    expect(filter(['Basic realm="a\\", NTLM, \\"b"'])).toEqual(['Basic realm="a\\", NTLM, \\"b"']);
  });

  it('takes tokens with their padding for tokens, and no bare Bearer for anything else', () => {
    expect(filter(['Negotiate YII==,NTLM TlRM=, Bearer'])).toEqual(['Bearer']);
    expect(filter(['Bearer, Negotiate a=,Basic realm="x"'])).toEqual(['Bearer, Basic realm="x"']);
    expect(filter(['Bearer', 'Bearer realm=""', 'NTLM'])).toEqual(['Bearer', 'Bearer realm=""']);
  });

  it('goes on byte for byte where nothing is taken', () => {
    const odd = 'Basic  realm="x" ,  Bearer   a="b"';
    expect(filter([odd])).toEqual([odd]);
  });

  it('says when nothing is left', () => {
    const only = [
      headerLine('WWW-Authenticate', 'Negotiate'),
      headerLine('WWW-Authenticate', 'NTLM'),
    ];
    expect(filterChallenges(only, noneWorks)).toEqual({ lines: [], nothingLeft: true });
    expect(filterChallenges([headerLine('Server', 'x')], noneWorks).nothingLeft).toBe(false);
    const usable = [headerLine('WWW-Authenticate', 'Basic realm="x"')];
    expect(filterChallenges(usable, noneWorks).nothingLeft).toBe(false);
  });
});
