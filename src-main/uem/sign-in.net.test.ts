/** Signing in to UEM and the way there: an account, tokens, a proxy, certificates. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import type { UemSettings } from '../../src-shared/settings/device-management.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import { fleet, startedUem, type After } from '../testing/sample-uem.ts';
import { basicSettings, oauthSettings, startedApi } from './testing.ts';

const devices = { current: fleet(2) };

test('a password that is wrong is not tried again, and nothing that was sent is repeated', async (t) => {
  const uem = await startedUem((end) => t.after(end), devices);
  const { user, tenantCode } = uem.credentials;
  const signIn = { kind: 'basic', user, tenantCode, password: 'not-this-one' } as const;
  const { bulk } = startedApi((end) => t.after(end), basicSettings(uem, { signIn }));
  const read = await bulk();
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.code, 'UEM_SIGN_IN');
  assert.equal(uem.requests().length, 1);
  const said = JSON.stringify(read.problems);
  for (const secret of [user, tenantCode, 'not-this-one']) assert.ok(!said.includes(secret));
});

test('a tenant code that is wrong, likewise', async (t) => {
  const uem = await startedUem((end) => t.after(end), devices);
  const { user, password } = uem.credentials;
  const signIn = { kind: 'basic', user, password, tenantCode: 'not-this-code' } as const;
  const { bulk } = startedApi((end) => t.after(end), basicSettings(uem, { signIn }));
  const read = await bulk();
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.code, 'UEM_SIGN_IN');
  assert.ok(!JSON.stringify(read.problems).includes('not-this-code'));
});

for (const withKey of [true, false]) {
  test(`a token, ${withKey ? 'with' : 'without'} the tenant code; one that is refused is renewed`, async (t) => {
    const uem = await startedUem((end) => t.after(end), devices);
    uem.set({ keyWithBearer: withKey });
    const { bulk } = startedApi((end) => t.after(end), oauthSettings(uem, withKey));
    assert.ok((await bulk()).ok);
    assert.ok((await bulk()).ok);
    const tokens = () => uem.requests().filter(({ operation }) => operation === 'token').length;
    assert.equal(tokens(), 1);
    uem.revokeTokens();
    assert.ok((await bulk()).ok);
    assert.equal(tokens(), 2);
  });
}

test('a client that gets no token says so', async (t) => {
  const uem = await startedUem((end) => t.after(end), devices);
  const settings = oauthSettings(uem, true);
  const signIn = { ...settings.signIn, clientSecret: 'not-this-secret' } as UemSettings['signIn'];
  const { bulk } = startedApi((end) => t.after(end), { ...settings, signIn });
  const read = await bulk();
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.code, 'UEM_SIGN_IN');
  assert.ok(!JSON.stringify(read.problems).includes('not-this-secret'));
});

test('a UEM on this machine is asked straight: a proxy would mean its own loopback', async (t) => {
  const uem = await startedUem((end) => t.after(end), devices);
  const proxy = await startedProxy((end) => t.after(end));
  const way = { address: proxy.address, account: { user: 'gate', password: 'right' } };
  const settings = basicSettings(uem, { proxy: way });
  assert.ok((await startedApi((end) => t.after(end), settings).bulk()).ok);
  assert.deepEqual(proxy.asked, []);
});

test('a proxy: with its account, and nothing of what is said to UEM', async (t) => {
  const uem = await startedUem((end) => t.after(end), devices);
  const proxy = await startedProxy((end) => t.after(end));
  const address = { scheme: 'https', host: '127.0.0.1', port: uem.port } as const;
  const through = (password: string): UemSettings =>
    basicSettings(uem, {
      ...{ address, proxy: { address: proxy.address, account: { user: 'gate', password } } },
    });
  // It speaks no TLS: that it is reached is all there is to see.
  assert.ok(!(await startedApi((end) => t.after(end), through('right')).bulk()).ok);
  assert.deepEqual(new Set(proxy.asked), new Set([`127.0.0.1:${uem.port}`]));
  assert.deepEqual(uem.requests(), []);
  const read = await startedApi((end) => t.after(end), through('wrong')).bulk();
  assert.ok(!read.ok);
  assert.equal(read.problems[0]?.code, 'UEM_UNREACHABLE');
  assert.match(read.problems[0].message, /proxy answered 407/);
  assert.ok(!JSON.stringify(read.problems).includes('wrong'));
});

test(
  'a certificate: trusted by config/trust, and a problem once it is another',
  { skip: hasOpenssl ? false : 'needs the openssl command' },
  async (t) => {
    const first = temporaryCertificate(['IP:127.0.0.1'], 'first');
    const second = temporaryCertificate(['IP:127.0.0.1'], 'second');
    const uem = await startedUem((end) => t.after(end), devices, { tls: first });
    const proxy = await startedProxy((end) => t.after(end));
    const tunnel = { address: proxy.address, account: { user: 'gate', password: 'right' } };
    for (const way of [null, tunnel]) {
      const settings = basicSettings(uem, { proxy: way });
      const { bulk } = startedApi((end) => t.after(end), settings, { trusted: [first.cert] });
      uem.changeCertificate(first);
      assert.ok((await bulk()).ok);
      uem.changeCertificate(second);
      const read = await bulk();
      assert.ok(!read.ok);
      assert.equal(read.problems[0]?.code, 'UEM_CERTIFICATE');
    }
    assert.ok(proxy.asked.length > 0);
    // No request, and so no password, went to the second one.
    assert.equal(uem.requests().length, 2);
  },
);

async function startedProxy(after: After) {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    open.add(client);
    const right = `Basic ${Buffer.from('gate:right').toString('base64')}`;
    if (request.headers['proxy-authorization'] !== right) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(async () => {
    for (const socket of open) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { asked, address: { scheme: 'http' as const, host: '127.0.0.1', port } };
}
