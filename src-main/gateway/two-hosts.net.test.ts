// `ews.email.server.host.and.port`: EWS goes elsewhere; everything else of the email server holds for both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startExchange } from '../../lab/index.ts';
import type { Exchange, ExchangeOptions } from '../../lab/index.ts';
import { addressOf, startHarness, users } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';
import { alice, askEas, askEws, easQuery, receivedLines } from '../testing/mail-requests.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const folderSync = easQuery('FolderSync', 'alicephone');
const skip = hasOpenssl ? false : 'needs the openssl command';

/** The gateway between `harness.exchange` for ActiveSync and `second` for EWS. */
async function startTwo(
  options: Partial<ExchangeOptions> = {},
  change: (settings: GatewaySettings) => GatewaySettings = (settings) => settings,
): Promise<{ harness: Harness; second: Exchange; close: () => Promise<void> }> {
  const second = await startExchange({ users, ...options });
  const harness = await startHarness({
    exchange: options,
    settings: (settings) =>
      change({ ...settings, vendor: { ...settings.vendor, ewsHost: addressOf(second) } }),
  });
  const close = async (): Promise<void> => {
    await harness.close();
    await second.close();
  };
  return { harness, second, close };
}

function withServer(
  settings: GatewaySettings,
  change: Partial<GatewaySettings['emailServer']>,
): GatewaySettings {
  return { ...settings, emailServer: { ...settings.emailServer, ...change } };
}

test('EWS goes to the override, ActiveSync to the email server', async (t) => {
  const { harness, second, close } = await startTwo();
  t.after(close);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.equal((await askEws(harness.port, { user: null })).status, 401);
  assert.equal((await ask(harness.port, { path: '/ews/types.xsd', method: 'GET' })).status, 200);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal((await askEas(harness.port, null, { method: 'OPTIONS' })).status, 200);
  const hosts = (exchange: Exchange) =>
    exchange.requests.map((each) => [each.protocol, ...receivedLines(each, 'Host')]);
  const at = ({ port }: Exchange): string => `127.0.0.1:${port}`;
  assert.deepEqual(hosts(second), [
    ['ews', at(second)],
    ['ews', at(second)],
    ['schema', at(second)],
  ]);
  assert.deepEqual(hosts(harness.exchange), [
    ['eas', at(harness.exchange)],
    ['eas', at(harness.exchange)],
  ]);
});

test('either host may be down without the other', async (t) => {
  const { harness, second, close } = await startTwo();
  t.after(close);
  await second.close();
  assert.equal((await askEws(harness.port)).status, 502);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  await harness.exchange.close();
  assert.equal((await askEas(harness.port, folderSync)).status, 502);
});

test('the override counts from the restart that puts it in force, and back', async (t) => {
  const { harness, second, close } = await startTwo();
  t.after(close);
  const vendor = { ...harness.settings.vendor, ewsHost: null };
  assert.ok((await harness.gateway.restart({ ...harness.settings, vendor })).ok);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.equal(second.requests.length, 0);
  assert.ok((await harness.gateway.restart(harness.settings)).ok);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.equal(second.requests.length, 1);
});

test("the email server's time limit holds for both", async (t) => {
  const { harness, close } = await startTwo({ faults: [{ fault: { kind: 'hang' } }] }, (settings) =>
    withServer(settings, { timeoutSeconds: 1 }),
  );
  t.after(close);
  for (const reply of await Promise.all([askEws(harness.port), askEas(harness.port, folderSync)])) {
    assert.equal(reply.status, 504);
  }
  await harness.event(({ seq, status }) => seq === 2 && status === 504);
  for (const event of harness.events()) {
    assert.equal(event.reason, 'UPSTREAM_TIMEOUT');
    assert.ok((event.hopsMs.total ?? 0) >= 990, String(event.hopsMs.total));
  }
});

test(
  'a certificate that nobody vouches for is refused on both, with a name of its own',
  { skip },
  async (t) => {
    const tls = temporaryCertificate(['IP:127.0.0.1']);
    const { harness, second, close } = await startTwo({ tls });
    t.after(close);
    for (const reply of [await askEws(harness.port), await askEas(harness.port, folderSync)]) {
      assert.equal(reply.status, 502);
      assert.match(reply.body, /The TLS connection to Exchange failed/);
    }
    await harness.event(({ seq, status }) => seq === 2 && status === 502);
    for (const { reason, answeredBy, remark } of harness.events()) {
      assert.deepEqual([reason, answeredBy], ['UPSTREAM_TLS', 'gateway']);
      assert.match(String(remark), /SELF_SIGNED/);
    }
    assert.equal(second.requests.length + harness.exchange.requests.length, 0);
  },
);

test('ignoreSslErrors holds for both', { skip }, async (t) => {
  const tls = temporaryCertificate(['DNS:elsewhere.test']);
  const { harness, close } = await startTwo({ tls }, (settings) =>
    withServer(settings, { ignoreSslErrors: true }),
  );
  t.after(close);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
});

test(
  'a trusted certificate passes on both, but only for the host that it names',
  { skip },
  async (t) => {
    for (const [name, status] of [
      ['IP:127.0.0.1', 200],
      ['DNS:elsewhere.test', 502],
    ] as const) {
      const tls = temporaryCertificate([name]);
      const { harness, close } = await startTwo({ tls }, (settings) => ({
        ...settings,
        trustedCertificates: [tls.cert],
      }));
      t.after(close);
      assert.equal((await askEws(harness.port)).status, status, name);
      assert.equal((await askEas(harness.port, folderSync)).status, status, name);
      const { reason, remark } = await harness.event((each) => each.status === status);
      assert.equal(reason, status === 200 ? 'COMPLIANT' : 'UPSTREAM_TLS');
      if (status === 502) assert.match(String(remark), /ERR_TLS_CERT_ALTNAME_INVALID/);
    }
  },
);

test(
  'a host name is asked for in the TLS hello and checked against the certificate',
  { skip },
  async (t) => {
    const tls = temporaryCertificate(['DNS:localhost']);
    const harness = await startHarness({
      // By this name it listens on the address that the name has here, be it IPv4 or IPv6.
      exchange: { tls, host: 'localhost' },
      settings: (settings) => ({
        ...withServer(settings, {
          address: { ...settings.emailServer.address, host: 'localhost' },
        }),
        trustedCertificates: [tls.cert],
      }),
    });
    t.after(harness.close);
    assert.equal((await askEws(harness.port)).status, 200);
  },
);

test('a plain server where TLS is due is a failure of TLS', async (t) => {
  const harness = await startHarness({
    settings: (settings) =>
      withServer(settings, { address: { ...settings.emailServer.address, scheme: 'https' } }),
  });
  t.after(harness.close);
  assert.equal((await askEws(harness.port)).status, 502);
  assert.equal((await harness.event(({ status }) => status === 502)).reason, 'UPSTREAM_TLS');
});

test('with the EWS proxy off EWS is not there, and ActiveSync works', async (t) => {
  const { harness, second, close } = await startTwo({}, (settings) => ({
    ...settings,
    vendor: { ...settings.vendor, ewsProxy: false },
  }));
  t.after(close);
  for (const reply of [
    await askEws(harness.port),
    await askEws(harness.port, { user: null }),
    await askEws(harness.port, { method: 'GET' }),
    await ask(harness.port, { path: '/ews/Services.wsdl', method: 'GET' }),
  ]) {
    assert.equal(reply.status, 404);
  }
  await harness.event(({ seq, status }) => seq === 4 && status === 404);
  for (const { reason, verdict, protocol } of harness.events()) {
    assert.deepEqual([reason, verdict, protocol], ['EWS_PROXY_OFF', 'blocked', 'ews']);
  }
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal(second.requests.length, 0);
  assert.equal(harness.exchange.requests.length, 1);
  assert.equal(harness.exchange.requests[0]?.user, alice);
});
