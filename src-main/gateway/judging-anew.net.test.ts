// How is judged changes without a restart: for the next request and for what is open, in every generation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStream, soapOf } from '../../lab/index.ts';
import { device, password, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';

const far = { from: '127.0.0.2' };
const sync = easQuery('FolderSync', 'alicephone');

async function start() {
  return startHarness({
    devices: [device('alicephone', alice, { encrypted: false }), device('bobphone', bob)],
  });
}

test('a rule acts on the next request and cuts the streams of older generations, without a restart', async (t) => {
  const harness = await start();
  t.after(harness.close);
  const subscribed = await askEws(harness.port, { ...far, body: soapOf.subscribe('Streaming') });
  const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
  const account = { user: alice, password };
  const stream = await openStream(`${harness.url}/EWS/Exchange.asmx`, account, [id]);
  await stream.until((text) => text.includes('OK'));
  const other = askEas(harness.port, easQuery('Ping', 'bobphone', bob), { user: bob });
  while (harness.exchange.hanging().polls < 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await harness.gateway.restart(harness.settings)).ok, true);
  const ping = askEas(harness.port, easQuery('Ping', 'alicephone'));
  while (harness.exchange.hanging().polls < 2)
    await new Promise((resolve) => setTimeout(resolve, 5));

  const strict = withPolicies(harness.settings, { rules: { ...noRules, encryption: true } });
  assert.equal(harness.gateway.judgeBy(strict.compliance), 2);
  assert.equal(await stream.ended, 'broken');
  assert.equal((await ping).status, 403);
  assert.equal((await askEas(harness.port, sync)).status, 403);
  const cut = await harness.event(
    ({ operation, status }) => operation === 'GetStreamingEvents' && status !== null,
  );
  assert.match(String(cut.remark), /cut: DEVICE_NOT_ENCRYPTED/);
  // A colleague notices nothing, and no generation began.
  harness.exchange.deliver(bob);
  assert.equal((await other).status, 200);
  assert.equal(harness.gateway.status().generation, 2);
});

test('the mode and the sources of ENS change with the next request, back and forth', async (t) => {
  const harness = await start();
  t.after(harness.close);
  const strict = withPolicies(harness.settings, { rules: { ...noRules, encryption: true } });
  harness.gateway.judgeBy(strict.compliance);
  assert.equal((await askEas(harness.port, sync)).status, 403);
  harness.gateway.judgeBy(withPolicies(strict, { mode: 'test' }).compliance);
  assert.equal(harness.gateway.status().mode, 'test');
  assert.equal((await askEas(harness.port, sync)).status, 200);
  const named = { headers: { 'X-ENS-Devices': 'bobphone' } };
  harness.gateway.judgeBy(harness.settings.compliance);
  assert.equal((await askEws(harness.port, named)).status, 500);
  const { compliance } = harness.settings;
  harness.gateway.judgeBy({ ...compliance, ens: { ...compliance.ens, sources: [] } });
  // From nobody's source the header says nothing: Alice's own telephone stands for her.
  assert.equal((await askEws(harness.port, named)).status, 200);
  const reasons = harness.events().map(({ reason }) => reason);
  assert.equal(reasons.at(-1), 'DEVICE_HEADER_UNTRUSTED');
});
