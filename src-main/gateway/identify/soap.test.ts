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
    [
      'a call as administrator',
      envelope('<s:Header><t:OpenAsAdminOrSystemService/></s:Header>', '<m:FindItem/>'),
    ],
    ['an empty Body before another', envelope('', '</s:Body><s:Body><m:FindItem/>')],
    ['cut off', envelope('', '<m:FindItem/>').slice(0, 120)],
  ])('unreadable: %s', (_name, text) => {
    expect(read(text).kind).toBe('unreadable');
  });

  it('takes a Body of a foreign namespace for no Body', () => {
    const text = `<s:Envelope xmlns:s="${soap}" xmlns:x="urn:x"><x:Body><FindItem/></x:Body><s:Body><GetItem/></s:Body></s:Envelope>`;
    expect(read(text)).toMatchObject({ kind: 'read', facts: { operation: 'GetItem' } });
  });
});

describe('where a push subscription has notifications sent', () => {
  const push = (inner: string, more = '') =>
    envelope(
      '',
      `<m:Subscribe><m:PushSubscriptionRequest>${inner}</m:PushSubscriptionRequest>${more}</m:Subscribe>`,
    );
  const url = (address: string) =>
    `<t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds><t:StatusFrequency>15</t:StatusFrequency><t:URL>${address}</t:URL>`;
  const host = (text: string): unknown => {
    const reader = new SoapReader(true);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 7) reader.write(bytes.subarray(at, at + 7));
    const { state } = reader;
    return state.kind === 'read' ? state.facts.webhookHost : state.kind;
  };

  it.each([
    ['https://ens.test/notify?id=1&amp;creds=QUJD', 'ens.test'],
    ['HTTPS://ENS.Test:8443/n', 'ens.test'],
    [' https://ens.test ', 'ens.test'],
    ['https://e<![CDATA[ns.te]]>st/<!-- --><?p ?>n', 'ens.test'],
    ['https://&#101;ns.test', 'ens.test'],
    ['http://[2001:db8::1]/x', '[2001:db8::1]'],
    ['https://user@evil.test/', null],
    ['https://ens.test@evil.test/', null],
    ['https://ens.test\\@evil.test/', null],
    ['https:\\\\evil.test/', null],
    ['https://evil.test\n.ens.test/', null],
    ['https:///evil.test/', null],
    ['//ens.test/', null],
    ['ftp://ens.test/', null],
    ['https://énS.test/', null],
    ['', null],
  ])('%j: %j', (address, expected) => {
    expect(host(push(url(address)))).toBe(expected);
  });

  it('says nothing of other subscriptions and operations', () => {
    const pull =
      '<m:Subscribe><m:PullSubscriptionRequest><t:URL>https://x.test</t:URL></m:PullSubscriptionRequest></m:Subscribe>';
    expect(host(envelope('', pull))).toBeUndefined();
    expect(host(envelope('', '<m:Subscribe/>'))).toBeUndefined();
    expect(host(envelope('', '<m:GetItem/>'))).toBeUndefined();
    expect(host(push('<t:Other><t:URL>https://x.test</t:URL></t:Other>'))).toBeNull();
  });

  it.each([
    ['two addresses', push(url('https://ens.test') + '<t:URL>https://evil.test</t:URL>')],
    [
      'one of another namespace before it',
      push('<x:URL xmlns:x="urn:x">https://ens.test</x:URL>' + url('https://evil.test')),
    ],
    [
      'two subscriptions',
      push(
        url('https://ens.test'),
        `<m:PushSubscriptionRequest>${url('https://evil.test')}</m:PushSubscriptionRequest>`,
      ),
    ],
    ['an element in the address', push('<t:URL>https://ens.test<t:a/></t:URL>')],
    ['no end', push(url('https://ens.test')).slice(0, -60)],
  ])('is not guessed at: %s', (_name, text) => {
    const said = host(text);
    expect(['unreadable', 'open']).toContain(said);
  });
});
