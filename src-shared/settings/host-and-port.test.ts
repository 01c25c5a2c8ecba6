import { expect, test } from 'vitest';
import { formatHostAndPort, parseHostAndPort } from './host-and-port.ts';

test.each([
  ['https://example.com:443', { scheme: 'https', host: 'example.com', port: 443 }],
  ['http://10.0.0.5:80', { scheme: 'http', host: '10.0.0.5', port: 80 }],
  ['https://[2001:db8::1]:8443', { scheme: 'https', host: '2001:db8::1', port: 8443 }],
  ['HTTPS://Mail.Contoso.TEST:65535', { scheme: 'https', host: 'mail.contoso.test', port: 65535 }],
  ['https://mail_1.contoso.test:1', { scheme: 'https', host: 'mail_1.contoso.test', port: 1 }],
])('%s', (text, address) => {
  expect(parseHostAndPort(text)).toEqual({ ok: true, address });
});

test.each([
  ['', 'is empty'],
  ['mail.example:443', 'does not begin with https:// or http://'],
  ['ftp://mail.example:21', 'does not begin with https:// or http://'],
  ['https://mail.example', 'does not say the port'],
  ['https://mail.example:', 'has a port that is not a number from 1 to 65535'],
  ['https://mail.example:0', 'has a port that is not a number from 1 to 65535'],
  ['https://mail.example:0443', 'has a port that is not a number from 1 to 65535'],
  ['https://mail.example:65536', 'has a port that is not a number from 1 to 65535'],
  ['https://mail.example:443/', 'has a slash or a path after the port'],
  ['https://mail.example:443/EWS', 'has a slash or a path after the port'],
  ['https://mail.example:443\\', 'has a slash or a path after the port'],
  ['https://mail.example:443?x', 'has a query or a fragment after the port'],
  ['https://mail.example:443#x', 'has a query or a fragment after the port'],
  [
    'https://user:secret@mail.example:443',
    'names a user: a host and a port are all that is allowed',
  ],
  ['https://mail.example:443 ', 'has a blank in it or after it'],
  ['https://mail.example:443:444', 'has an IPv6 address without brackets, or more than one port'],
  ['https://2001:db8::1:443', 'has an IPv6 address without brackets, or more than one port'],
  ['https://[2001:db8::g]:443', 'has a malformed IPv6 address in the brackets'],
  ['https://[fe80::1%25eth0]:443', 'has a malformed IPv6 address in the brackets'],
  ['https://[10.0.0.5]:443', 'has a malformed IPv6 address in the brackets'],
  ['https://:443', 'does not name a host'],
  ['https://mail..example:443', 'has a malformed host name'],
  ['https://-mail.example:443', 'has a malformed host name'],
  ['https://bücher.example:443', 'has a host name outside ASCII: write its xn-- form'],
  ['https://127.1:443', 'has a malformed IPv4 address'],
  ['https://0x7f000001:443', 'has a malformed IPv4 address'],
  ['https://010.0.0.5:443', 'has a malformed IPv4 address'],
])('%s is refused', (text, reason) => {
  expect(parseHostAndPort(text)).toEqual({ ok: false, reason });
});

test('the reason never repeats what may be a password', () => {
  for (const text of ['https://u:hunter2@h:1', 'hunter2', 'https://h:hunter2']) {
    expect(JSON.stringify(parseHostAndPort(text))).not.toContain('hunter2');
  }
});

test('formatting puts the brackets back', () => {
  expect(formatHostAndPort({ scheme: 'https', host: '::1', port: 443 })).toBe('https://[::1]:443');
  expect(formatHostAndPort({ scheme: 'http', host: 'a.b', port: 80 })).toBe('http://a.b:80');
});
