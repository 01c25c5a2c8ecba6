import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { knownStart } from './known-starts.ts';
import { SoapReader } from './soap.ts';

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';

function request(header: string, operation = '<m:FindItem Traversal="Shallow">'): Buffer {
  return Buffer.from(
    `<s:Envelope xmlns:s="${soap}" xmlns:m="${messages}"><s:Header>${header}</s:Header>` +
      `<s:Body>${operation}<m:Filling>Body> <m:SendItem></m:Filling>`,
  );
}

const impersonation = (mailbox: string): string =>
  `<m:ExchangeImpersonation><m:ConnectingSID><m:SmtpAddress>${mailbox}</m:SmtpAddress>` +
  '</m:ConnectingSID></m:ExchangeImpersonation>';

/** Twice: read, and then known. */
function said(body: Buffer): readonly unknown[] {
  return [knownStart(body), knownStart(body)];
}

describe('the beginning of a request that was read before', () => {
  it('says the operation, at the first time and at the second', () => {
    const facts = { operation: 'FindItem', mailbox: null };
    expect(said(request(''))).toEqual([
      { kind: 'read', facts },
      { kind: 'read', facts },
    ]);
  });

  it('never says another thing than the reader', () => {
    const bodies = [
      request(''),
      request('<!-- Body><m:Hidden> -->'),
      request('<m:Note>Body&gt;</m:Note>', '<m:GetItem>'),
      request('<m:Note a="Body>"/>', '<m:SendItem>'),
      request('', '<![CDATA[x]]><m:DeleteItem>'),
      request('', '<m:UpdateItem a="&lt;" b=\'>\'>'),
      request('', '<?Body ?><m:MoveItem>'),
      request('', '<Body><m:CopyItem>'),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), request('')]),
      request('<m:Note>\u00e4\u20ac</m:Note>'),
      Buffer.from('Body><m:FindItem>'),
    ];
    for (const body of bodies) {
      const known = knownStart(body);
      if (known !== null) expect(new SoapReader().write(body)).toEqual(known);
    }
    expect(bodies.filter((body) => knownStart(body) !== null).length).toBeGreaterThan(4);
  });

  it('is not known when one byte of it is another', () => {
    knownStart(request('', '<m:FindItem a="1">'));
    const other = knownStart(request('', '<m:SendItem a="1">'));
    expect(other).toEqual({ kind: 'read', facts: { operation: 'SendItem', mailbox: null } });
  });

  it('is read anew for who acts for others, and where anything is wrong with it', () => {
    expect(said(request(impersonation('bob@contoso.test')))).toEqual([null, null]);
    expect(said(request('<m:OpenAsAdminOrSystemService/>'))).toEqual([null, null]);
    expect(said(request('<m:Broken>'))).toEqual([null, null]);
    const broken = request('<m:Note>\u00e4</m:Note>');
    broken[broken.indexOf(0xc3) + 1] = 0x41;
    expect(said(broken)).toEqual([null, null]);
  });

  it('stays bounded: after many kinds of requests those from before are read again', () => {
    for (let at = 0; at < 2000; at += 1) knownStart(request('', `<m:Operation${String(at)}>`));
    expect(knownStart(request(''))).toMatchObject({ facts: { operation: 'FindItem' } });
  });
});
