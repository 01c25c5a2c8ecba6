/** How much of the reason a blocked client may know. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import { ask } from '../testing/http-client.ts';
import { alice, askEas, askEws } from '../testing/mail-requests.ts';
import { blocked, detail, undetailed, far, sync, proveAndBlock } from './testing/blocked.ts';

test('who proved nothing reads no reason', async (t) => {
  const harness = await startHarness({ devices: blocked });
  t.after(harness.close);
  const ews = await askEws(harness.port, far);
  const eas = await askEas(harness.port, sync, far);
  for (const reply of [ews, eas]) {
    assert.match(reply.body, undetailed);
    assert.doesNotMatch(reply.body, detail);
    assert.match(reply.body, new RegExp(String(reply.headers['x-request-id'])));
  }
  await harness.event(({ seq, status }) => seq === 2 && status !== null);
  assert.deepEqual(
    harness.events().map(({ identity }) => identity),
    ['claimed', 'claimed'],
  );
});

test('whose credential Exchange accepted from the same address reads the reason', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  await proveAndBlock(harness);
  const ews = await askEws(harness.port, far);
  assert.match(ews.body, /The device was wiped, or a wipe was commanded\. \(DEVICE_WIPED\)/);
  assert.match((await askEas(harness.port, sync, far)).body, detail);
  const event = await harness.event(({ status }) => status === 500);
  assert.equal(event.identity, 'proven');
  // Another address, another password, another spelling of the same user: all of these are nobody yet.
  const wrong = { Authorization: `Basic ${Buffer.from(`${alice}:guess`).toString('base64')}` };
  for (const request of [
    { from: '127.0.0.3' },
    { ...far, user: null, headers: wrong },
    { ...far, user: 'ALICE@contoso.test' },
  ]) {
    const reply = await askEws(harness.port, request);
    assert.equal(reply.status, 500);
    assert.doesNotMatch(reply.body, detail);
  }
  const guessed = harness.events().slice(-3);
  assert.deepEqual(
    guessed.map(({ identity }) => identity),
    ['claimed', 'claimed', 'claimed'],
  );
});

test('a token is proven as a password is', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const bearer = () => ({ Authorization: `Bearer ${harness.exchange.mintToken(alice)}` });
  const [first, second] = [bearer(), bearer()];
  assert.equal((await askEws(harness.port, { ...far, user: null, headers: first })).status, 200);
  harness.setDevices(blocked);
  const known = await askEws(harness.port, { ...far, user: null, headers: first });
  assert.match(known.body, detail);
  const fresh = await askEws(harness.port, { ...far, user: null, headers: second });
  assert.doesNotMatch(fresh.body, detail);
});

test('neither OPTIONS nor a document nor an answer other than 2xx proves anything', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const headers = { Authorization: basic(alice) };
  const options = { ...far, method: 'OPTIONS' };
  assert.equal((await askEas(harness.port, null, options)).status, 200);
  const wsdl = { path: '/EWS/Services.wsdl', method: 'GET', headers, localAddress: far.from };
  assert.equal((await ask(harness.port, wsdl)).status, 200);
  assert.equal((await askEws(harness.port, { ...far, method: 'GET' })).status, 200);
  harness.exchange.set({ refuseBasic: true });
  assert.equal((await askEws(harness.port, far)).status, 401);
  for (const status of [302, 403, 500, 503]) {
    harness.exchange.set({ refuseBasic: false, faults: [{ fault: { kind: 'status', status } }] });
    assert.equal((await askEws(harness.port, far)).status, status);
  }
  harness.setDevices(blocked);
  const reply = await askEws(harness.port, far);
  assert.match(reply.body, undetailed);
  assert.ok(harness.events().every(({ identity }) => identity === 'claimed'));
});
