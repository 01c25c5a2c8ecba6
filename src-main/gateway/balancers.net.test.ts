/** Who asks, when a load balancer stands in front. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endable } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import { basic, device, startHarness } from '../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../testing/gateway-harness.ts';
import { ask, findItem, lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { receivedLines } from '../testing/mail-requests.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const balancer = '127.0.0.2';
const ens = '198.51.100.7';
const alice = 'alice@contoso.test';

const behind = (settings: GatewaySettings): GatewaySettings => ({
  ...settings,
  listener: { ...settings.listener, balancers: [`${balancer}/32`, '10.0.0.0/8'] },
  compliance: {
    ...settings.compliance,
    ens: { ...settings.compliance.ens, sources: [`${ens}/32`] },
  },
});

async function start(t: Endable, options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({ settings: behind, ...options });
  t.after(harness.close);
  return harness;
}

function find(
  { port }: Harness,
  headers: Record<string, string | string[]> = {},
  user: string | null = alice,
): Promise<Reply> {
  const who = user === null ? {} : { Authorization: basic(user) };
  const question = { path: '/EWS/Exchange.asmx', body: findItem, localAddress: balancer };
  return ask(port, { ...question, headers: { ...who, ...headers } });
}

test('behind a balancer the last address that is none is the client, and the field goes on', async (t) => {
  const harness = await start(t);
  for (const [field, client] of [
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 10.1.2.3', '203.0.113.9'],
    [`${ens}, 203.0.113.9`, '203.0.113.9'],
    ['nonsense, 203.0.113.9:4711 ', '203.0.113.9'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['10.1.2.3', '10.1.2.3'],
  ] as const) {
    assert.equal((await find(harness, { 'X-Forwarded-For': field })).status, 200);
    assert.equal(harness.events().at(-1)?.client, client, field);
    assert.equal(harness.events().at(-1)?.remark, null);
    assert.deepEqual(receivedLines(harness.exchange.requests.at(-1), 'X-Forwarded-For'), [
      field.trim(),
    ]);
  }
  assert.equal(
    (await find(harness, { 'X-Forwarded-For': ['192.0.2.1', '203.0.113.9'] })).status,
    200,
  );
  assert.equal(harness.events().at(-1)?.client, '203.0.113.9');
  assert.equal((await find(harness)).status, 200);
  assert.equal(harness.events().at(-1)?.client, balancer);
});

test('a balancer whose field names no address stands for its clients, and the log says so', async (t) => {
  const harness = await start(t);
  for (const field of ['unknown', '203.0.113.9,', '1.2.3', `${ens}, _hidden`, '']) {
    assert.equal((await find(harness, { 'X-Forwarded-For': field })).status, 200, field);
    const event = harness.events().at(-1);
    assert.equal(event?.client, balancer, field);
    assert.equal(event.remark, field === '' ? null : 'FORWARDED_FOR_MALFORMED', field);
  }
});

test('from anybody else the field counts for nothing, and goes on unchanged', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const headers = { Authorization: basic(alice), 'X-Forwarded-For': '203.0.113.9, x' };
  const reply = await ask(harness.port, { path: '/EWS/Exchange.asmx', headers, body: findItem });
  assert.equal(reply.status, 200);
  assert.equal(harness.events().at(-1)?.client, '127.0.0.1');
  assert.deepEqual(receivedLines(harness.exchange.requests[0], 'X-Forwarded-For'), [
    '203.0.113.9, x',
  ]);
});

test('ENS is believed by its own address, which a client cannot claim for itself', async (t) => {
  const devices = [device('gone', alice, { enrollment: 'unenrolled' }), device('good', alice)];
  const harness = await start(t, { devices });
  const naming = { 'X-ENS-Devices': 'gone' };
  const blocked = await find(harness, { ...naming, 'X-Forwarded-For': ens });
  assert.equal(blocked.status, 500);
  assert.deepEqual(lines(blocked, 'X-ENS-Verdicts'), ['gone=blocked']);
  const forged = await find(harness, { ...naming, 'X-Forwarded-For': `${ens}, 203.0.113.9` });
  assert.equal(forged.status, 200);
  assert.deepEqual(lines(forged, 'X-ENS-Verdicts'), []);
  assert.equal(harness.events().at(-1)?.reason, 'DEVICE_HEADER_UNTRUSTED');
});

test('each client behind a balancer has its own proofs and its own limit of stored refusals', async (t) => {
  const harness = await start(t);
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  assert.equal((await find(harness, from('203.0.113.1'))).status, 200);
  harness.setDevices([device('alicephone', alice, { enrollment: 'unenrolled' })]);
  assert.match((await find(harness, from('203.0.113.1'))).body, /DEVICE_UNENROLLED|ALL_DEVICES/);
  assert.doesNotMatch((await find(harness, from('203.0.113.2'))).body, /DEVICE_|ALL_/);
  const knock = (address: string): Promise<Reply> =>
    ask(harness.port, { path: '/x', localAddress: balancer, headers: from(address) });
  for (let count = 0; count < 25; count += 1) await knock('203.0.113.3');
  await knock('203.0.113.4');
  const stored = harness.events().filter(({ reason }) => reason === 'ROUTE_UNKNOWN');
  assert.deepEqual([stored.length, stored.at(-1)?.client], [21, '203.0.113.4']);
  assert.deepEqual(harness.gateway.refused().requests, {
    byReason: { ROUTE_UNKNOWN: 26 },
    busiest: [
      { client: '203.0.113.3', count: 25 },
      { client: '203.0.113.4', count: 1 },
    ],
  });
});

test('a client certificate is never taken from a header, not even from a balancer', async (t) => {
  const tap = await startTap((_request, response) => {
    response.writeHead(401, { 'WWW-Authenticate': ['Negotiate', 'NTLM', 'Basic realm="x"'] });
    response.end();
  });
  t.after(tap.close);
  const harness = await start(t, { settings: (given) => towards(tap.port)(behind(given)) });
  for (const name of [
    ...['X-Client-Cert', 'X-SSL-Client-Cert', 'X-ARR-ClientCert', 'X-SSL-Client-S-DN'],
    ...['X-SSL-Client-Verify', 'SSL_CLIENT_CERT', 'Client-Cert', 'X-Forwarded-Client-Cert'],
    ...['X-Forwarded-User', 'X-Remote-User'],
  ]) {
    const reply = await find(
      harness,
      { [name]: `SUCCESS ${alice}`, 'X-Forwarded-For': '203.0.113.9' },
      null,
    );
    assert.deepEqual(lines(reply, 'WWW-Authenticate'), ['Basic realm="x"'], name);
    const event = harness.events().at(-1);
    assert.deepEqual([event?.user, event?.authentication], [null, 'none'], name);
  }
});
