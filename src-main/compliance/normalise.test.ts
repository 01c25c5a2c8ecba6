import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aliasKey, lookalike, normaliseDeviceId, normaliseUser, parseUser } from './normalise.ts';

const domains = { CONTOSO: 'contoso.test' };

describe('a user name has one normalised form', () => {
  const table: [string, string, string | null][] = [
    ['case', 'Alice@Contoso.TEST', 'alice@contoso.test'],
    ['outer spaces', '  alice@contoso.test\t', 'alice@contoso.test'],
    ['an smtp: prefix', 'SMTP: alice@contoso.test', 'alice@contoso.test'],
    ['composed and decomposed letters', 'Ame\u0301lie@contoso.test', 'am\u00e9lie@contoso.test'],
    ['DOMAIN in the table', 'CONTOSO\\Alice', 'alice@contoso.test'],
    ['DOMAIN in any case', 'contoso\\alice', 'alice@contoso.test'],
    ['DOMAIN outside the table', 'FABRIKAM\\alice', 'fabrikam\\alice'],
    ['a forward slash', 'CONTOSO/alice', 'alice@contoso.test'],
    ['the local machine', '.\\alice', 'alice'],
    ['no domain before the slash', '\\alice', 'alice'],
    ['a domain before a whole name', 'CONTOSO\\alice@fabrikam.test', 'alice@fabrikam.test'],
    ['the root of the DNS', 'alice@contoso.test.', 'alice@contoso.test'],
    ['the root of the DNS, oddly written', 'alice@contoso.test. .', 'alice@contoso.test'],
    ['case and a space behind', 'alice@CONTOSO.TEST ', 'alice@contoso.test'],
    ['a DNS domain before the slash', 'contoso.test.\\Alice', 'contoso.test\\alice'],
    ['a bare name', 'ALICE', 'alice'],
    ['nothing behind the @', 'alice@', 'alice'],
    ['two @', 'alice@home@contoso.test', 'alice@home@contoso.test'],
    ['nothing', '', null],
    ['spaces only', '   ', null],
    ['no local part', '@contoso.test', null],
    ['nothing behind the slash', 'CONTOSO\\', null],
    ['two slashes', 'a\\b\\c', null],
    ['a control character', 'ali\u0000ce@contoso.test', null],
    ['a line end', 'alice@contoso.test\r\nX: y', null],
    ['a lone surrogate', 'ali\ud800ce@contoso.test', null],
    ['an endless name', `${'a'.repeat(5000)}@contoso.test`, null],
  ];
  test.each(table)('%s', (_what, sent, expected) => {
    expect(normaliseUser(sent, domains)).toBe(expected);
  });

  test('a table key that every object has is not in the table', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(normaliseUser(`${name}\\alice`, domains)).toBe(`${name.toLowerCase()}\\alice`);
    }
  });

  test('a SID is no bare name', () => {
    expect(parseUser('S-1-5-21-1-2-3-500')).toEqual({ form: 'sid', local: 's-1-5-21-1-2-3-500' });
  });

  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const once = parseUser(name);
        if (once !== null) expect(parseUser(aliasKey(once))).toEqual(once);
      }),
      { seed: 20260310, numRuns: 2000 },
    );
  });

  test('upper and lower case are one, in every script whose case is one to one', () => {
    for (const name of ['ΑΛΊΚΗ@x.test', 'АЛИСА@x.test', 'ÅSA@x.test']) {
      expect(normaliseUser(name, {})).toBe(normaliseUser(name.toLowerCase(), {}));
    }
  });
});

describe('a device id', () => {
  test.each([
    [' ApplDMPL12345 ', 'appldmpl12345'],
    ['', null],
    ['  ', null],
    ['a\u0007b', null],
    ['x'.repeat(5000), null],
  ])('%j becomes %j', (sent, expected) => {
    expect(normaliseDeviceId(sent)).toBe(expected);
  });
});

describe('what Active Directory takes for the same name (KB 938447, Samba bug 14847)', () => {
  test.each([
    ['björn', 'bjorn'],
    ['bjørn', 'bjorn'],
    ['meißner', 'meissner'],
    ['ａｌｉｃｅ', 'alice'],
    ['al\u00adice', 'alice'],
    ['alice＠contoso.test', 'alice@contoso.test'],
    ['ALICE', 'alice'],
  ])('%s looks like %s', (sent, expected) => {
    expect(lookalike(sent)).toBe(expected);
  });
});
