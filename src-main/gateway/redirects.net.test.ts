/** A redirect of Exchange never leads a client around the gateway: followed here, or refused. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import type { Endable } from './testing/raw-client.ts';
import { startExchange } from '../../lab/index.ts';
import type { Exchange, FaultRule } from '../../lab/index.ts';
import { addressOf, basic, startHarness, users } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem, lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery, receivedLines } from '../testing/mail-requests.ts';

const easPath = '/Microsoft-Server-ActiveSync';
const folderSync = easQuery('FolderSync', 'alicephone');

function sends(status: number, location: string, times = 1): FaultRule {
  const name = status === 451 ? 'X-MS-Location' : 'Location';
  return { times, fault: { kind: 'status', status, headers: [[name, location]] } };
}

/** Behind the gateway; a redirect leads from it to `second`, which the settings name. */
async function start(t: Endable): Promise<{ harness: Harness; second: Exchange }> {
  const second = await startExchange({ users });
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: { ...settings.emailServer, redirectHosts: [addressOf(second)] },
    }),
  });
  t.after(async () => {
    await harness.close();
    await second.close();
  });
  return { harness, second };
}

async function assertRefused(harness: Harness, reply: Reply, why: RegExp): Promise<void> {
  assert.equal(reply.status, 502);
  assert.deepEqual([lines(reply, 'location'), lines(reply, 'x-ms-location')], [[], []]);
  const event = await harness.event(({ reason }) => reason === 'REDIRECT_REFUSED');
  assert.deepEqual([event.status, event.answeredBy], [502, 'gateway']);
  assert.match(String(event.remark), why);
}

for (const status of [301, 302, 307, 308]) {
  test(`${status} to a server of the settings: the same request, whole, once, under its name`, async (t) => {
    const { harness, second } = await start(t);
    harness.exchange.set({ faults: [sends(status, `${second.url}/ews/exchange.asmx`)] });
    const reply = await askEws(harness.port);
    assert.equal(reply.status, 200);
    const [asked] = second.requests;
    assert.equal(second.requests.length, 1);
    assert.deepEqual([asked?.method, asked?.rawUrl], ['POST', '/EWS/Exchange.asmx']);
    assert.equal(asked?.user, alice);
    assert.deepEqual(receivedLines(asked, 'host'), [`127.0.0.1:${second.port}`]);
    assert.equal(asked.body.toString(), findItem);
    const event = await harness.event((each) => each.status === 200);
    assert.match(String(event.remark), /^redirected to http:/);
    // Nothing is remembered: the next one asks the first server again.
    assert.equal((await askEws(harness.port)).status, 200);
    assert.equal(second.requests.length, 1);
  });
}

test('to a server that the settings do not name: 502, and nobody is asked there', async (t) => {
  const harness = await startHarness();
  const second = await startExchange({ users });
  t.after(async () => {
    await harness.close();
    await second.close();
  });
  harness.exchange.set({ faults: [sends(302, second.ewsUrl)] });
  await assertRefused(harness, await askEws(harness.port), /^redirected to http:/);
  harness.exchange.set({ faults: [sends(451, second.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 502);
  assert.equal(second.requests.length, 0);
  assert.deepEqual(harness.gateway.moves(), []);
});

test('to another path of the host: the way stays behind the gateway, the name of the host goes', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(302, `${second.url}/owa/auth/logon.aspx`)] });
  const reply = await askEws(harness.port);
  assert.deepEqual([reply.status, lines(reply, 'location')], [302, ['/owa/auth/logon.aspx']]);
  assert.equal(second.requests.length, 0);
  const there = await ask(harness.port, { method: 'GET', path: '/owa/auth/logon.aspx' });
  assert.equal(there.status, 404);
});

test('what leads back to the gateway goes to the client as it is', async (t) => {
  const { harness, second } = await start(t);
  for (const location of [
    '/ews/genericerrorpage.htm',
    '/owa/auth/logon.aspx?url=https%3a%2f%2fmail%2fews&reason=0',
    `http://127.0.0.1:${harness.port}/EWS/Exchange.asmx`,
  ]) {
    harness.exchange.set({ faults: [sends(302, location)] });
    const reply = await askEws(harness.port, { headers: { Host: `127.0.0.1:${harness.port}` } });
    assert.deepEqual([reply.status, lines(reply, 'location')], [302, [location]]);
  }
  assert.equal(second.requests.length, 0);
});

test('in a circle: given up after three', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(307, second.ewsUrl, 100)] });
  second.set({ faults: [sends(307, harness.exchange.ewsUrl, 100)] });
  await assertRefused(harness, await askEws(harness.port), /redirected too often/);
  assert.equal(harness.exchange.requests.length + second.requests.length, 4);
});

test('a body that is not at hand any more is not repeated: 502', async (t) => {
  const { harness, second } = await start(t);
  const large = Buffer.alloc(65 * 1024, 'x');
  harness.exchange.set({ faults: [{ ...sends(451, second.easUrl), operation: 'SendMail' }] });
  const reply = await askEas(harness.port, easQuery('SendMail', 'alicephone'), { body: large });
  await assertRefused(harness, reply, /could not be repeated/);
  harness.exchange.set({ faults: [{ ...sends(451, second.easUrl), operation: 'SendMail' }] });
  const small = await askEas(harness.port, easQuery('SendMail', 'alicephone'), {
    body: large.subarray(0, 64 * 1024),
  });
  assert.equal(small.status, 200);
  assert.equal(second.requests.at(-1)?.bodyBytes, 64 * 1024);
});

test('a redirect before the body is here: 502', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(302, second.easUrl)] });
  const socket = net.connect(harness.port, '127.0.0.1');
  t.after(() => void socket.destroy());
  socket.write(
    `POST ${easPath}?${folderSync} HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(alice)}\r\n` +
      'Content-Type: application/vnd.ms-sync.wbxml\r\nContent-Length: 10\r\n\r\nhalf',
  );
  const came = await new Promise<string>((resolve) =>
    socket.once('data', (bytes) => resolve(bytes.toString())),
  );
  assert.match(came, /^HTTP\/1\.1 502 /);
  assert.equal(second.requests.length, 0);
});

test('451: the device of this user goes there from now on, and nobody else', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(451, second.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.deepEqual([harness.exchange.requests.length, second.requests.length], [1, 2]);
  assert.deepEqual(
    second.requests.map(({ user, rawUrl }) => [user, rawUrl]),
    [alice, alice].map((user) => [user, `${easPath}?${folderSync}`]),
  );
  const others = easQuery('FolderSync', 'bobphone', bob);
  assert.equal((await askEas(harness.port, others, { user: bob })).status, 200);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.deepEqual([harness.exchange.requests.length, second.requests.length], [3, 2]);
  const [moved] = harness.gateway.moves();
  assert.deepEqual([moved?.user, moved?.device, moved?.host], [alice, 'alicephone', second.url]);
  const hours = (Date.parse(moved?.until ?? '') - Date.parse(moved?.since ?? '')) / 3_600_000;
  assert.equal(hours, 24);
  assert.equal(harness.gateway.status().upstreams.length, 2);

  assert.equal(harness.gateway.clearMoves(), 1);
  assert.deepEqual(harness.gateway.moves(), []);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal(harness.exchange.requests.length, 4);
});

test('451: kept across a restart, unless the settings do not name the place any more', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(451, second.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.ok((await harness.gateway.restart(harness.settings)).ok);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.equal(second.requests.length, 2);
  const { emailServer } = harness.settings;
  const without = { ...harness.settings, emailServer: { ...emailServer, redirectHosts: [] } };
  assert.ok((await harness.gateway.restart(without)).ok);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.deepEqual([harness.exchange.requests.length, second.requests.length], [2, 2]);
});

test('451: a place that cannot be reached is forgotten, and 451 back is the way back', async (t) => {
  const { harness, second } = await start(t);
  harness.exchange.set({ faults: [sends(451, second.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  second.set({ faults: [sends(451, harness.exchange.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  assert.deepEqual(harness.gateway.moves(), []);
  harness.exchange.set({ faults: [sends(451, second.easUrl)] });
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
  await second.close();
  assert.equal((await askEas(harness.port, folderSync)).status, 502);
  assert.equal((await askEas(harness.port, folderSync)).status, 200);
});

test('451 without a place, and odd ones', async (t) => {
  const { harness } = await start(t);
  harness.exchange.set({ faults: [{ times: 1, fault: { kind: 'status', status: 451 } }] });
  assert.equal((await askEas(harness.port, folderSync)).status, 451);
  harness.exchange.set({ faults: [sends(451, `${harness.exchange.url}/owa`)] });
  await assertRefused(harness, await askEas(harness.port, folderSync), /another address/);
});
