import { expect, test } from 'vitest';
import { judgeRedirect } from './redirect.ts';
import type { Redirecting } from './redirect.ts';
import { headerLine } from '../../http/fields.ts';

const ews = '/EWS/Exchange.asmx';

function judge(location: string | readonly string[], more: Partial<Redirecting> = {}) {
  const status = more.status ?? 302;
  const name = status === 451 ? 'X-MS-Location' : 'Location';
  const values = typeof location === 'string' ? [location] : location;
  return judgeRedirect({
    status,
    lines: [headerLine('Server', 'x'), ...values.map((value) => headerLine(name, value))],
    path: ews,
    from: { scheme: 'https', host: 'exch01.corp.test', port: 443 },
    gateway: 'Mail.contoso.test',
    plain: false,
    ...more,
  });
}

test.each([
  '/ews/genericerrorpage.htm',
  '/owa/auth/logon.aspx?url=https%3a%2f%2fexch01%2fews&reason=0',
  'genericerrorpage.htm',
  '?again',
  'https://mail.contoso.test/owa/auth',
  'https://mail.contoso.test:443/EWS/Exchange.asmx',
])('%s leads to the gateway and is passed on', (location) => {
  expect(judge(location)).toEqual({ kind: 'pass' });
});

test('without a place there is nothing to follow', () => {
  expect(judge([])).toEqual({ kind: 'pass' });
  expect(judge([], { status: 451 })).toEqual({ kind: 'pass' });
});

test.each([
  ['https://exch01.corp.test/ews/genericerrorpage.htm', '/ews/genericerrorpage.htm'],
  ['https://EXCH01.corp.test:444/owa/auth?a=b#c', '/owa/auth?a=b#c'],
  ['//exch01.corp.test/owa', '/owa'],
])('%s goes on without the name of the server', (location, value) => {
  const judged = judge(location);
  expect(judged.kind).toBe('rewrite');
  if (judged.kind !== 'rewrite') return;
  expect(judged.lines).toEqual([headerLine('Server', 'x'), headerLine('Location', value)]);
});

test.each([
  ['https://exch02.corp.test/EWS/Exchange.asmx', 'https', 'exch02.corp.test', 443],
  ['https://exch02.corp.test:8443/ews/exchange.asmx?x', 'https', 'exch02.corp.test', 8443],
  ['http://exch02.corp.test/EWS/Exchange.asmx', 'http', 'exch02.corp.test', 80],
  ['https://[2001:db8::1]/EWS/Exchange.asmx', 'https', '2001:db8::1', 443],
  ['https://exch01.corp.test/EWS/Exchange.asmx', 'https', 'exch01.corp.test', 443],
])('%s may be followed', (location, scheme, host, port) => {
  const address = { scheme, host, port };
  expect(judge(location)).toEqual({ kind: 'follow', address, moved: false });
});

test.each([
  ['another path of another server', 'https://exch02.corp.test/owa'],
  ['a path that only looks like it', 'https://exch02.corp.test/EWS/Exchange.asmx/x'],
  ['a dotted way to another path', 'https://exch02.corp.test/EWS/Exchange.asmx/../../owa'],
  ['an escape that Exchange would decode', 'https://exch02.corp.test/EWS%2fExchange.asmx'],
  ['a user', 'https://exch01.corp.test@evil.test/owa'],
  ['a password', 'https://a:b@exch02.corp.test/EWS/Exchange.asmx'],
  ['backslashes', '/\\evil.test/owa'],
  ['a host behind slashes', '//evil.test/owa'],
  ['a host behind many slashes', '///evil.test/owa'],
  ['an empty path of our own with a host in it', 'https://exch01.corp.test//evil.test/'],
  ['a tabulator', '/\t/evil.test'],
  ['a blank', '/owa auth'],
  ['another scheme', 'javascript:alert(1)'],
  ['the gateway in plain', 'http://mail.contoso.test/EWS/x'],
  ['no address', 'https://'],
  ['a long one', `/${'a'.repeat(4000)}`],
])('%s is refused', (_name, location) => {
  expect(judge(location).kind).toBe('refuse');
});

test('two places are none', () => {
  expect(judge(['/a', '/b']).kind).toBe('refuse');
});

test('the gateway in plain passes where it is asked in plain', () => {
  expect(judge('http://mail.contoso.test/x', { plain: true })).toEqual({ kind: 'pass' });
});

test.each([300, 303])('a %i is not the request again', (status) => {
  expect(judge('https://exch02.corp.test/EWS/Exchange.asmx', { status }).kind).toBe('refuse');
  expect(judge('/x', { status })).toEqual({ kind: 'pass' });
});

test('451: to ActiveSync of another server, or back to the gateway, and nowhere else', () => {
  const eas = { status: 451, path: '/Microsoft-Server-ActiveSync' };
  const to = (location: string) => judge(location, eas);
  expect(to('https://exch02.corp.test/Microsoft-Server-ActiveSync')).toEqual({
    kind: 'follow',
    address: { scheme: 'https', host: 'exch02.corp.test', port: 443 },
    moved: true,
  });
  expect(to('https://mail.contoso.test/Microsoft-Server-ActiveSync').kind).toBe('pass');
  expect(to('https://exch01.corp.test/owa').kind).toBe('refuse');
  expect(to('https://exch02.corp.test/').kind).toBe('refuse');
  expect(to('exch02.corp.test').kind).toBe('refuse');
});
