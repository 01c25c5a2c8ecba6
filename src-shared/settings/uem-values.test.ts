import { expect, test } from 'vitest';
import { parseProxy, parseUemUrl, parseWebAddress } from './uem-values.ts';

test('the address of UEM is a host, with or without a port and /API', () => {
  const address = { scheme: 'https', host: 'as123.awmdm.com', port: 443 };
  for (const text of [
    'https://as123.awmdm.com',
    'https://AS123.awmdm.com:443/API',
    'https://as123.awmdm.com/api/',
  ])
    expect(parseUemUrl(text), text).toEqual({ ok: true, address, path: '' });
});

test.each([
  ['http://as123.awmdm.com', /no TLS/],
  ['https://as123.awmdm.com/AirWatch', /has a path/],
  ['https://user:pass@as123.awmdm.com', /names a user/],
  ['https://as123.awmdm.com?x=1', /query/],
  ['as123.awmdm.com', /is not https/],
  ['https://', /does not name a host/],
])('%s is refused, and not repeated', (text, why) => {
  const parsed = parseUemUrl(text);
  expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(why) as string });
  expect(parsed.ok ? '' : parsed.reason).not.toContain('as123');
});

test('without TLS only to this machine', () => {
  expect(parseUemUrl('http://127.0.0.1:8080')).toMatchObject({ ok: true });
  expect(parseWebAddress('http://tokens.example/connect/token')).toMatchObject({ ok: false });
});

test('a token service has a path, a proxy is reached by http', () => {
  expect(parseWebAddress('https://emea.uemauth.workspaceone.com/connect/token')).toMatchObject({
    ok: true,
    path: '/connect/token',
  });
  expect(parseProxy('http://proxy.example:3128')).toMatchObject({ ok: true });
  expect(parseProxy('https://proxy.example:3128')).toMatchObject({ ok: false });
});
