import { describe, expect, it } from 'vitest';
import { SoapReader } from './soap.ts';
import type { SoapState } from './soap.ts';

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const envelope = (header: string, body: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${soap}" xmlns:t="${types}" xmlns:m="m">` +
  `${header}<s:Body>${body}</s:Body></s:Envelope>`;
const impersonate = (inner: string): string =>
  `<s:Header><t:RequestServerVersion Version="Exchange2013"/><t:ExchangeImpersonation>` +
  `<t:ConnectingSID>${inner}</t:ConnectingSID></t:ExchangeImpersonation></s:Header>`;

function read(text: string | Buffer, step = 7): SoapState {
  const reader = new SoapReader();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step));
  return reader.state.kind === 'open' ? reader.end('it names no operation') : reader.state;
}

describe('operation and mailbox of an EWS request', () => {
  it.each([1, 7, 10_000])('in pieces of %i bytes', (step) => {
    const text = envelope(
      impersonate('<t:PrimarySmtpAddress> bob@contoso.test </t:PrimarySmtpAddress>'),
      '<m:FindItem/>',
    );
    expect(read(text, step)).toEqual({
      kind: 'read',
      facts: { operation: 'FindItem', mailbox: 'bob@contoso.test' },
    });
  });

  it('whatever the prefixes are', () => {
    const text = `<Envelope xmlns="${soap}"><Body><GetItem xmlns="m"></GetItem></Body></Envelope>`;
    expect(read(text)).toEqual({ kind: 'read', facts: { operation: 'GetItem', mailbox: null } });
  });

  it.each([
    ['no XML', 'hello'],
    ['no SOAP', '<a><b/></a>'],
    ['a foreign envelope', '<s:Envelope xmlns:s="urn:x"><s:Body><a/></s:Body></s:Envelope>'],
    ['no operation', envelope('', '')],
    ['a document type', `<!DOCTYPE a [<!ENTITY x "y">]>${envelope('', '<m:FindItem/>').slice(38)}`],
    ['UTF-16', Buffer.from(envelope('', '<m:FindItem/>'), 'utf16le')],
    ['not UTF-8', Buffer.from([0x3c, 0xff, 0xfe])],
    ['another declared encoding', envelope('', '<m:FindItem/>').replace('utf-8', 'utf-7')],
    [
      'two impersonations',
      envelope(impersonate('<t:SID>a</t:SID>') + impersonate('<t:SID>b</t:SID>'), '<m:FindItem/>'),
    ],
    ['two mailboxes', envelope(impersonate('<t:SID>a</t:SID><t:SID>b</t:SID>'), '<m:FindItem/>')],
    ['an empty impersonation', envelope(impersonate(''), '<m:FindItem/>')],
    [
      'a serialized context',
      envelope('<s:Header><t:SerializedSecurityContext/></s:Header>', '<m:FindItem/>'),
    ],
    ['cut off', envelope('', '<m:FindItem/>').slice(0, 120)],
  ])('unreadable: %s', (_name, text) => {
    expect(read(text).kind).toBe('unreadable');
  });

  it('takes a Body of a foreign namespace for no Body', () => {
    const text = `<s:Envelope xmlns:s="${soap}" xmlns:x="urn:x"><x:Body><FindItem/></x:Body><s:Body><GetItem/></s:Body></s:Envelope>`;
    expect(read(text)).toMatchObject({ kind: 'read', facts: { operation: 'GetItem' } });
  });
});
