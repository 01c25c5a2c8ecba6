// What a trusted notification service may do (ADR 31), and that a blocked mailbox may unsubscribe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, statuses } from './testing/raw-client.ts';
import { basic, device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../testing/gateway-harness.ts';
import { ewsBody, lines } from '../testing/http-client.ts';
import { alice, askEws, bob } from '../testing/mail-requests.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { EnsRules } from '../../src-shared/settings/in-force.ts';

const devices = [device('good', alice), device('lost', bob, { enrollment: 'wiped' })];
const rules =
  (
    change: Partial<EnsRules>,
    mode: 'enforce' | 'test' = 'enforce',
  ): NonNullable<HarnessOptions['settings']> =>
  (settings) =>
    withPolicies(settings, { mode, rules: { ...noRules, ens: { ...noRules.ens, ...change } } });
const start = async (
  t: { after: (close: () => Promise<void>) => void },
  settings: NonNullable<HarnessOptions['settings']>,
): Promise<Harness> => {
  const harness = await startHarness({ devices, settings });
  t.after(harness.close);
  return harness;
};
const ens = (id: string) => ({ 'X-ENS-Devices': id, 'User-Agent': 'ENS/2.0' });
const secret = 'c2VjcmV0';
const subscribe = (address: string) =>
  ewsBody(
    'Subscribe',
    '<m:PushSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>' +
      '<t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes><t:StatusFrequency>15</t:StatusFrequency>' +
      `<t:URL>${address}</t:URL></m:PushSubscriptionRequest>`,
  );

test('only the operations of the list, from ENS alone', async (t) => {
  const harness = await start(t, rules({ operations: ['GetItem', 'Subscribe'] }));
  const ask = (operation: string, more = {}) =>
    askEws(harness.port, { headers: ens('good'), body: ewsBody(operation), ...more });
  assert.equal((await ask('GetItem')).status, 200);
  const refused = await ask('FindItem');
  assert.equal(refused.status, 500);
  assert.match(refused.body, /\(ENS_OPERATION\)/);
  assert.equal((await ask('FindItem', { from: '127.0.0.2' })).status, 200);
  assert.deepEqual(
    harness.exchange.requests.map(({ operation }) => operation),
    ['GetItem', 'FindItem'],
  );
  const event = await harness.event(({ reason }) => reason === 'ENS_OPERATION');
  assert.deepEqual([event.operation, event.verdict], ['FindItem', 'blocked']);
});

test('only the User-Agents of the list, before the body is here', async (t) => {
  const harness = await start(t, rules({ userAgents: ['ENS/*'] }));
  assert.equal((await askEws(harness.port, { headers: ens('good') })).status, 200);
  for (const headers of [{}, { 'User-Agent': 'curl/8' }]) {
    const refused = await askEws(harness.port, { headers });
    assert.match(refused.body, /\(ENS_USER_AGENT\)/);
    assert.equal((await askEws(harness.port, { headers, method: 'GET' })).status, 500);
  }
  assert.equal((await askEws(harness.port, { from: '127.0.0.2' })).status, 200);
});

test('only the hosts of the list get notifications, and no address is told anywhere', async (t) => {
  const harness = await start(t, rules({ webhookHosts: ['ens.test', '*.push.test'] }));
  const ask = (address: string, more = {}) =>
    askEws(harness.port, { headers: ens('good'), body: subscribe(address), ...more });
  const good = `https://ens.test/notify?creds=${secret}`;
  for (let again = 0; again < 3; again += 1) {
    assert.equal((await ask(good)).status, 200);
    const refused = await ask(`https://evil.test/notify?creds=${secret}`);
    assert.equal(refused.status, 500);
    assert.match(refused.body, /\(ENS_WEBHOOK\)/);
    assert.doesNotMatch(refused.body, new RegExp(secret));
  }
  assert.equal((await ask(`https://ens.test@evil.test/${secret}`)).status, 500);
  assert.equal((await ask('https://eu.push.test/n', { from: '127.0.0.2' })).status, 200);
  assert.equal((await ask(`https://evil.test/${secret}`, { from: '127.0.0.2' })).status, 200);
  const twice = await ask(`${good}</t:URL><t:URL>https://evil.test/`);
  assert.equal(twice.status, 400);
  assert.match(twice.body, /two addresses for notifications/);
  assert.equal(harness.exchange.requests.length, 5);
  await harness.event(({ reason }) => reason === 'SOAP_UNREADABLE');
  const told = JSON.stringify([harness.events(), harness.warnings]);
  assert.doesNotMatch(told, new RegExp(`${secret}|evil\\.test`));
});

test('a subscription whose address comes late is waited for', async (t) => {
  const harness = await start(t, rules({ webhookHosts: ['ens.test'] }));
  const filled = subscribe('https://evil.test/').replace(
    '<t:StatusFrequency>',
    `<!--${'x'.repeat(40_000)}--><t:StatusFrequency>`,
  );
  const refused = await askEws(harness.port, { headers: ens('good'), body: filled });
  assert.match(refused.body, /\(ENS_WEBHOOK\)/);
  const behind = filled.replace('<!--', `<!--${'x'.repeat(40_000)}`);
  const late = await askEws(harness.port, { headers: ens('good'), body: behind });
  assert.equal(late.status, 400);
  assert.equal(harness.exchange.requests.length, 0);
});

test('in test mode everything passes and the log says what would not', async (t) => {
  const harness = await start(
    t,
    rules({ operations: ['GetItem'], webhookHosts: ['ens.test'] }, 'test'),
  );
  const body = subscribe('https://evil.test/');
  assert.equal((await askEws(harness.port, { headers: ens('good'), body })).status, 200);
  const event = await harness.event(({ status }) => status === 200);
  assert.deepEqual([event.verdict, event.reason], ['would-block', 'ENS_OPERATION']);
});

test('a blocked mailbox may unsubscribe, and nothing else', async (t) => {
  const harness = await start(t, rules({ unsubscribePasses: true }));
  const ask = (operation: string, more = {}) =>
    askEws(harness.port, {
      ...{ user: bob, headers: ens('lost') },
      body: ewsBody(operation, '<m:SubscriptionId>x</m:SubscriptionId>'),
      ...more,
    });
  const passed = await ask('Unsubscribe');
  assert.equal(passed.status, 200, passed.body);
  assert.deepEqual(lines(passed, 'X-ENS-Verdicts'), ['lost=blocked']);
  for (const [operation, more] of [
    ['GetItem', {}],
    ['Unsubscribe', { from: '127.0.0.2' }],
    ['Unsubscribe', { method: 'GET', body: '' }],
  ] as const) {
    assert.equal((await ask(operation, more)).status, 500, operation);
  }
  const unreadable = await ask('x', { body: '<Nonsense/>' });
  assert.equal(unreadable.status, 500);
  assert.match(unreadable.body, /\(DEVICE_WIPED\)/);
  assert.deepEqual(
    harness.exchange.requests.map(({ operation }) => operation),
    ['Unsubscribe'],
  );
  const event = await harness.event(({ reason }) => reason === 'ENS_UNSUBSCRIBE');
  assert.deepEqual([event.verdict, event.operation], ['allowed', 'Unsubscribe']);
  assert.equal(harness.events().filter(({ verdict }) => verdict === 'blocked').length, 4);
});

// .NET sends it with every POST (facts: ews 1.2).
test('a body that waits to be asked for is asked for, where it may unsubscribe', async (t) => {
  const harness = await start(t, rules({ unsubscribePasses: true }));
  for (const [operation, status] of [
    ['Unsubscribe', 200],
    ['GetItem', 500],
  ] as const) {
    const client = connectRaw(harness.port);
    t.after(async () => void client.socket.destroy());
    const body = ewsBody(operation, '<m:SubscriptionId>x</m:SubscriptionId>');
    const head = ['POST /EWS/Exchange.asmx HTTP/1.1', 'Host: x', `Authorization: ${basic(bob)}`];
    head.push('Expect: 100-continue', `Content-Length: ${String(body.length)}`, '\r\n');
    client.write(head.join('\r\n'));
    await client.until((text) => statuses(text)[0] === 100);
    assert.equal(harness.exchange.requests.length, operation === 'Unsubscribe' ? 0 : 1);
    client.write(body);
    const answered = await client.until((text) => statuses(text).length === 2);
    assert.deepEqual(statuses(answered), [100, status]);
  }
});

test('nor that, where the setting says so', async (t) => {
  const harness = await start(t, rules({ unsubscribePasses: false }));
  const body = ewsBody('Unsubscribe');
  const refused = await askEws(harness.port, { user: bob, headers: ens('lost'), body });
  assert.match(refused.body, /\(DEVICE_WIPED\)/);
  assert.equal(harness.exchange.requests.length, 0);
});
