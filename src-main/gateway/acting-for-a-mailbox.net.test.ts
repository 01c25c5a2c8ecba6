/** For whom: the mailbox that the body of an EWS request names. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { ewsBody, findItem } from '../testing/http-client.ts';
import { alice, askEws, bob } from '../testing/mail-requests.ts';

test('a service account and the mailbox it acts for must both pass', async (t) => {
  const service = 'svc-ens@contoso.test';
  const harness = await startHarness({
    exchange: { serviceAccounts: [service, bob] },
    settings: (settings) => withPolicies(settings, { serviceAccounts: ['CONTOSO\\svc-ens'] }),
  });
  t.after(harness.close);
  const actFor = (mailbox: string | undefined, user = service) =>
    askEws(harness.port, { user, from: '127.0.0.2', body: ewsBody('FindItem', '', mailbox) });
  assert.equal((await askEws(harness.port, { user: service, body: findItem })).status, 200);
  const acted = await askEws(harness.port, {
    user: service,
    body: findItem.replace('</s:Header>', impersonation(alice) + '</s:Header>'),
  });
  assert.equal(acted.status, 200, acted.body);
  const event = await harness.event(({ mailbox }) => mailbox === alice);
  assert.deepEqual([event.user, event.reason, event.operation], [service, 'COMPLIANT', 'FindItem']);
  assert.equal(harness.exchange.requests.at(-1)?.mailbox, alice);

  const before = harness.exchange.requests.length;
  assert.equal((await actFor('carol@contoso.test')).status, 500);
  harness.setDevices([
    device('alicephone', alice, { enrollment: 'wiped' }),
    device('bobphone', bob),
  ]);
  assert.equal((await actFor(alice)).status, 500);
  // Bob is no service account: his own telephone is good for him, not for Alice's mailbox.
  assert.equal((await actFor(alice, bob)).status, 500);
  assert.deepEqual(
    harness
      .events()
      .slice(-3)
      .map(({ mailbox, reason }) => [mailbox, reason]),
    [
      ['carol@contoso.test', 'UNKNOWN_USER'],
      [alice, 'DEVICE_WIPED'],
      [alice, 'DEVICE_WIPED'],
    ],
  );
  assert.equal(harness.exchange.requests.length, before);
});

test('a blocked user gets nowhere by acting for a mailbox that would pass', async (t) => {
  const harness = await startHarness({
    exchange: { serviceAccounts: [bob] },
    devices: [device('alicephone', alice), device('bobphone', bob, { enrollment: 'wipePending' })],
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, { user: bob, body: ewsBody('FindItem', '', alice) });
  assert.equal(reply.status, 500);
  assert.equal((await harness.event(({ user }) => user === bob)).reason, 'DEVICE_WIPED');
  assert.equal(harness.exchange.requests.length, 0);
});

// .NET reads text and CDATA of an element as one string: what stands in a CDATA section is part of the name.
test('a mailbox half hidden in a CDATA section is read as Exchange reads it', async (t) => {
  const service = 'svc-ens@contoso.test';
  const harness = await startHarness({
    exchange: { serviceAccounts: [service] },
    settings: (settings) => withPolicies(settings, { serviceAccounts: [service] }),
    devices: [device('p1', 'lice@contoso.test'), device('p2', alice, { enrollment: 'wiped' })],
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, {
    user: service,
    body: ewsBody('FindItem', '', '<![CDATA[a]]>lice@contoso.test'),
  });
  assert.equal(reply.status, 500);
  const event = await harness.event(() => true);
  assert.deepEqual([event.mailbox, event.reason], [alice, 'DEVICE_WIPED']);
});

test('a refusal that needs the body leaves the connection usable', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  // Far more than what Node reads ahead, yet not enough to be worth a closed connection.
  const filling = `<m:Filling>${'x'.repeat(600_000)}</m:Filling>`;
  for (const body of [ewsBody('CreateItem', filling, bob), `<Nonsense>${filling}</Nonsense>`]) {
    const refused = await askEws(harness.port, {
      body,
      agent,
      headers: { Connection: 'keep-alive' },
    });
    assert.notEqual(refused.status, 200);
    assert.equal((await askEws(harness.port, { agent })).status, 200);
  }
});

function impersonation(mailbox: string): string {
  return `<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${mailbox}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;
}
