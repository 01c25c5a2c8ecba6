// Requests that prove nobody: the first leg of a 401 dance, OPTIONS, public documents.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { BEARER_CHALLENGE } from '../../lab/index.ts';
import { basic, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { HarnessOptions } from '../testing/gateway-harness.ts';
import { ask, askRaw, lines } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery, receivedLines } from '../testing/mail-requests.ts';

const nobody = { user: null };
/** An Exchange that answers whoever asks: what its own settings should never allow. */
const open: HarnessOptions['exchange'] = {
  faults: [{ fault: { kind: 'status', status: 200, headers: [['X-Leak', 'mail']] } }],
};

test('the challenge comes back to who sent no credentials, on EWS and ActiveSync', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const method of ['POST', 'GET']) {
    const reply = await askEws(harness.port, { ...nobody, method });
    assert.equal(reply.status, 401);
    assert.equal(lines(reply, 'WWW-Authenticate').length, 2);
  }
  const reply = await askEas(harness.port, easQuery('Sync', 'madeup'), nobody);
  assert.equal(reply.status, 401);
  assert.deepEqual(lines(reply, 'WWW-Authenticate'), ['Basic realm="mail.lab.example"']);
  await harness.event(({ seq, status }) => seq === 3 && status === 401);
  for (const event of harness.events()) {
    assert.deepEqual(
      [event.verdict, event.reason, event.user, event.authentication, event.answeredBy],
      ['allowed', 'NO_IDENTITY', null, 'none', 'exchange'],
    );
  }
});

test('the empty Bearer probe goes on as it is, and its long challenge comes back', async (t) => {
  const harness = await startHarness({ exchange: { challenges: ['Basic realm="x"'] } });
  t.after(harness.close);
  const probe = { ...nobody, headers: { Authorization: 'Bearer' } };
  const reply = await askEws(harness.port, probe);
  assert.equal(reply.status, 401);
  assert.deepEqual(lines(reply, 'WWW-Authenticate'), ['Basic realm="x"', BEARER_CHALLENGE]);
  assert.deepEqual(receivedLines(harness.exchange.requests[0], 'Authorization'), ['Bearer']);
  const onEas = await askEas(harness.port, easQuery('Sync', 'alicephone'), probe);
  assert.equal(onEas.status, 401);
  assert.deepEqual(receivedLines(harness.exchange.requests[1], 'Authorization'), ['Bearer']);
});

test('anything but a challenge becomes a 403 where unknown devices are blocked', async (t) => {
  const harness = await startHarness({ exchange: open });
  t.after(harness.close);
  for (const reply of [
    await askEws(harness.port, nobody),
    await askEws(harness.port, { ...nobody, method: 'GET' }),
    await askEas(harness.port, easQuery('Sync', 'alicephone'), nobody),
    await askEws(harness.port, { ...nobody, headers: { Authorization: 'Bearer' } }),
  ]) {
    assert.equal(reply.status, 403);
    assert.match(reply.body, /^Access blocked by policy\. Request [0-9a-f-]{36}\./);
    assert.deepEqual(lines(reply, 'X-Leak'), []);
  }
  await harness.event(({ seq, status }) => seq === 4 && status === 403);
  for (const { verdict, reason, answeredBy } of harness.events()) {
    assert.deepEqual([verdict, reason, answeredBy], ['blocked', 'NO_IDENTITY', 'gateway']);
  }
  // Redirects and errors could carry content or lead around the gateway.
  for (const status of [204, 302, 403, 449, 451, 500, 503]) {
    harness.exchange.set({ faults: [{ fault: { kind: 'status', status } }] });
    assert.equal((await askEws(harness.port, nobody)).status, 403, String(status));
  }
});

test('a large anonymous body does not block the connection once its answer was refused', async (t) => {
  const harness = await startHarness({ exchange: open });
  t.after(harness.close);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (let times = 0; times < 3; times += 1) {
    const body = 'x'.repeat(900_000);
    assert.equal((await askEws(harness.port, { ...nobody, agent, body })).status, 403);
  }
});

test('OPTIONS and the public documents may come back', async (t) => {
  const harness = await startHarness({ exchange: open });
  t.after(harness.close);
  const options = await askEas(harness.port, null, { ...nobody, method: 'OPTIONS' });
  assert.equal(options.status, 200);
  for (const path of ['/ews/services.wsdl', '/EWS/messages.xsd', '/EWS/types.xsd']) {
    assert.equal((await ask(harness.port, { path, method: 'GET' })).status, 200, path);
  }
});

test('with unknown devices allowed, in test mode and in mode off everything comes back', async (t) => {
  for (const [change, verdict, reason] of [
    [{ unknownDevices: 'allow' }, 'allowed', 'NO_IDENTITY'],
    [{ mode: 'test' }, 'would-block', 'NO_IDENTITY'],
    [{ mode: 'off' }, 'allowed', 'COMPLIANCE_OFF'],
  ] as const) {
    const harness = await startHarness({
      exchange: open,
      settings: (settings) => withPolicies(settings, change),
    });
    t.after(harness.close);
    assert.equal((await askEws(harness.port, nobody)).status, 200);
    const event = await harness.event(({ status }) => status === 200);
    assert.deepEqual([event.verdict, event.reason], [verdict, reason]);
  }
});

test('nobody travels on a connection to Exchange that carried a credential, nor the reverse', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const probe = { Authorization: 'Bearer' };
  for (let round = 0; round < 5; round += 1) {
    await askEws(harness.port, { agent });
    await askEws(harness.port, { ...nobody, agent });
    await askEws(harness.port, { ...nobody, agent, headers: probe });
    await askEws(harness.port, { ...nobody, agent, method: 'GET' });
    await askEas(harness.port, easQuery('FolderSync', 'bobphone', bob), { user: bob, agent });
    await askEas(harness.port, null, { ...nobody, agent, method: 'OPTIONS' });
    await ask(harness.port, { path: '/EWS/types.xsd', method: 'GET', agent });
  }
  const withCredential = new Set<number>();
  const without = new Set<number>();
  for (const request of harness.exchange.requests) {
    const [authorization = 'Bearer'] = receivedLines(request, 'Authorization');
    (authorization === 'Bearer' ? without : withCredential).add(request.connection);
  }
  assert.equal(harness.exchange.requests.length, 35);
  assert.deepEqual(
    [...withCredential].filter((connection) => without.has(connection)),
    [],
  );
  // They are kept, though: a connection for each request would be no proof of anything.
  assert.equal(without.size, 1);
  assert.equal(withCredential.size, 1);
});

test('the two legs of a dance on one client connection', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await askEws(harness.port, { ...nobody, agent })).status, 401);
    assert.equal((await askEws(harness.port, { agent })).status, 200);
  }
});

test('an empty Authorization field, and one of white space, are refused', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const value of ['', '  ']) {
    const answer = await askRaw(
      harness.port,
      `GET /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nAuthorization:${value}\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
  }
  // Nor does a second field beside the probe get through.
  const two = { Authorization: ['Bearer', basic(alice)] };
  assert.equal((await askEws(harness.port, { ...nobody, headers: two })).status, 400);
  assert.equal(harness.exchange.requests.length, 0);
});
