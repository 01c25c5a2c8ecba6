/** A server that new settings name no more: what was led to it (ADR 19). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { soapOf, startExchange } from '../../lab/index.ts';
import type { Exchange } from '../../lab/index.ts';
import { addressOf, basic, startHarness, users } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';
import { alice, askEas, easQuery } from '../testing/mail-requests.ts';
import { rawUpstream } from '../testing/raw-upstream.ts';
import type { GatewaySettings, UpstreamAddress } from '../../src-shared/settings/in-force.ts';

const folderSync = easQuery('FolderSync', 'alicephone');
const ping = easQuery('Ping', 'alicephone');
const sendMail = easQuery('SendMail', 'alicephone');

const withHosts = (
  settings: GatewaySettings,
  redirectHosts: readonly UpstreamAddress[],
): GatewaySettings => ({ ...settings, emailServer: { ...settings.emailServer, redirectHosts } });

/** Alice's phone was sent to `second`. */
async function moved(t: Endable): Promise<{ harness: Harness; second: Exchange }> {
  const second = await startExchange({ users });
  const harness = await startHarness({
    settings: (settings) => withHosts(settings, [addressOf(second)]),
  });
  t.after(async () => {
    await harness.close();
    await second.close();
  });
  const headers = [['X-MS-Location', second.easUrl]] as const;
  harness.exchange.set({ faults: [{ times: 1, fault: { kind: 'status', status: 451, headers } }] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal(second.requests.length, 1);
  return { harness, second };
}

test('a long poll there ends with the restart, and no connection stays', async (t) => {
  const { harness, second } = await moved(t);
  const poll = askEas(harness.port, ping);
  await eventually(() => second.hanging().polls === 1);
  const kept = await harness.gateway.restart(harness.settings);
  assert.ok(kept.ok);
  assert.equal(kept.value.cutStreams, 0, 'the same settings leave it alone');
  const cut = await harness.gateway.restart(withHosts(harness.settings, []));
  assert.ok(cut.ok);
  assert.equal(cut.value.cutStreams, 1);
  assert.equal((await poll).status, 503);
  await eventually(() => second.connections() === 0, 'connections to it end');
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal(second.requests.length, 2, 'its next request goes to the one of the settings');
});

test('idle connections to it end although streams elsewhere last', async (t) => {
  const { harness, second } = await moved(t);
  assert.ok(second.connections() > 0);
  const colleague = easQuery('Ping', 'bobphone', 'bob@contoso.test');
  const poll = askEas(harness.port, colleague, { user: 'bob@contoso.test' });
  await eventually(() => harness.exchange.hanging().polls === 1);
  assert.ok((await harness.gateway.restart(withHosts(harness.settings, []))).ok);
  await eventually(() => second.connections() === 0, 'connections to it end');
  assert.equal(harness.exchange.hanging().polls, 1);
  await harness.gateway.close();
  assert.equal((await poll).status, 503);
});

test('an ordinary request there has its answer: half a mail that is sent again is two', async (t) => {
  const { harness, second } = await moved(t);
  second.set({ faults: [{ operation: 'SendMail', fault: { kind: 'delayHeaders', ms: 200 } }] });
  const sent = askEas(harness.port, sendMail, { body: Buffer.from('a mail') });
  await eventually(() => second.requests.length === 2);
  assert.ok((await harness.gateway.restart(withHosts(harness.settings, []))).ok);
  assert.equal((await sent).status, 200);
  await eventually(() => second.connections() === 0, 'its connection ends with the answer');
});

test('an answer that names it afterwards leads nowhere, also for a request of before', async (t) => {
  const second = await startExchange({ users });
  let answer = (): void => undefined;
  let waiting = 0;
  const main = await rawUpstream((socket) => {
    answer = () => {
      socket.write(
        `HTTP/1.1 451 Moved\r\nX-MS-Location: ${second.easUrl}\r\nContent-Length: 0\r\n\r\n`,
      );
    };
    waiting += 1;
  });
  const address: UpstreamAddress = { scheme: 'http', host: '127.0.0.1', port: main.port };
  const harness = await startHarness({
    settings: (settings) =>
      withHosts({ ...settings, emailServer: { ...settings.emailServer, address } }, [
        addressOf(second),
      ]),
  });
  t.after(async () => {
    await harness.close();
    await main.close();
    await second.close();
  });
  const sync = askEas(harness.port, folderSync);
  await eventually(() => waiting === 1);
  assert.ok((await harness.gateway.restart(withHosts(harness.settings, []))).ok);
  answer();
  assert.equal((await sync).status, 502);
  assert.equal(second.requests.length, 0);
  assert.deepEqual(harness.gateway.moves(), []);
});

/** Of a stream, with a subscription made at Exchange itself. */
async function subscribedBody(exchange: Exchange): Promise<string> {
  const body = soapOf.subscribe('Streaming');
  const headers = { Authorization: basic(alice) };
  const reply = await ask(exchange.port, { path: '/EWS/Exchange.asmx', headers, body });
  return soapOf.getStreamingEvents([/SubscriptionId>([^<]+)</.exec(reply.body)?.[1] ?? ''], 5);
}

test('a stream that was still being read when its server was taken away ends with the drain', async (t) => {
  const { harness } = await moved(t);
  const { gateway, settings, exchange, port } = harness;
  const brief = { ...settings, restart: { drainSeconds: 0.3, graceSeconds: 60 } };
  const body = await subscribedBody(exchange);
  const client = connectRaw(port);
  t.after(() => void client.socket.destroy());
  client.write(
    `POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(alice)}\r\n` +
      `Content-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
  );
  await eventually(() => gateway.status().requests === 1);
  const other = await startExchange({ users });
  t.after(other.close);
  const emailServer = { ...brief.emailServer, address: addressOf(other) };
  assert.ok((await gateway.restart({ ...brief, emailServer })).ok);
  client.write(body.slice(20));
  await eventually(() => exchange.hanging().streams === 1);
  assert.deepEqual(statuses(await client.closed), [200]);
  await eventually(() => exchange.hanging().streams === 0);
});
