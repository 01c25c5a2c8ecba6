/** What a blocked client gets, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { override, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { blocked, sync, answering } from './testing/blocked.ts';

test('soapFault: a 500 whose fault carries code and text', async (t) => {
  const harness = await startHarness({ devices: blocked });
  t.after(harness.close);
  for (const method of ['POST', 'GET']) {
    const reply = await askEws(harness.port, { method });
    assert.equal(reply.status, 500);
    assert.equal(reply.headers['content-type'], 'text/xml; charset=utf-8');
    assert.match(reply.body, /<faultcode xmlns:a="[^"]+\/types">a:ErrorAccessDenied<\/faultcode>/);
    assert.match(reply.body, /<e:ResponseCode>ErrorAccessDenied<\/e:ResponseCode>/);
    assert.match(
      reply.body,
      /<faultstring xml:lang="en-US">The device was wiped, .*\(DEVICE_WIPED\)/,
    );
    assertWellFormed(reply);
    assert.equal(reply.headers['x-request-id'], requestIdIn(reply));
  }
  assert.equal(harness.exchange.requests.length, 0);
});

test('forbidden: a plain 403', async (t) => {
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ ewsBlockAnswer: 'forbidden' }),
  });
  t.after(harness.close);
  const reply = await askEws(harness.port);
  assert.equal(reply.status, 403);
  assert.match(String(reply.headers['content-type']), /^text\/plain/);
  assert.match(
    reply.body,
    /^The device was wiped, or a wipe was commanded\. \(DEVICE_WIPED\) Request /,
  );
  const event = await harness.event(({ status }) => status === 403);
  assert.equal(event.requestId, requestIdIn(reply));
  assert.deepEqual([event.answeredBy, event.verdict], ['gateway', 'blocked']);
});

test('what the client sent never becomes markup of the fault', async (t) => {
  const harness = await startHarness({ devices: blocked });
  t.after(harness.close);
  for (const user of ['<s:Envelope>&"\'@contoso.test', ']]>@x', '<!--@contoso.test']) {
    const reply = await askEws(harness.port, {
      user,
      headers: { 'X-ENS-Devices': "<b>&'" },
    });
    assert.equal(reply.status, 500);
    assert.doesNotMatch(reply.body, /<b>|<!--|]]>/);
    assertWellFormed(reply);
  }
});

test('no block answer ever asks for a password or for provisioning', async (t) => {
  for (const change of [
    { ewsBlockAnswer: 'soapFault', easBlockAnswer: 'wbxml129' },
    { ewsBlockAnswer: 'forbidden', easBlockAnswer: 'forbidden' },
  ] as const) {
    const harness = await startHarness({ devices: blocked, settings: answering(change) });
    t.after(harness.close);
    const options = { method: 'OPTIONS' };
    for (const reply of [
      await askEws(harness.port),
      await askEws(harness.port, { method: 'GET' }),
      await askEws(harness.port, { user: 'stranger@contoso.test' }),
      await askEas(harness.port, sync),
      await askEas(harness.port, easQuery('Provision', 'alicephone'), {
        headers: { 'MS-ASProtocolVersion': '14.1' },
      }),
      await askEas(harness.port, easQuery('FolderSync', 'bobphone')),
      await askEas(harness.port, null, options),
    ]) {
      assert.ok([200, 403, 500].includes(reply.status), String(reply.status));
      assert.equal(reply.headers['www-authenticate'], undefined);
      assert.equal(reply.headers['retry-after'], undefined);
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.ok(reply.complete);
    }
    assert.ok(harness.events().every(({ verdict }) => verdict === 'blocked'));
    assert.equal(harness.exchange.requests.length, 0);
  }
});

test("the administrator's block is told as one", async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  harness.setOverrides([override('alicephone', 'block')]);
  assert.match(
    (await askEws(harness.port)).body,
    /An administrator blocked the device\. \(OVERRIDE_BLOCK\)/,
  );
  assert.equal((await askEas(harness.port, sync)).status, 403);
  harness.setOverrides([]);
  assert.equal((await askEws(harness.port)).status, 200);
  assert.equal((await askEas(harness.port, sync)).status, 200);
});

test('test mode lets pass and records what it would block; off records that it is off', async (t) => {
  for (const [mode, verdict, reason] of [
    ['test', 'would-block', 'DEVICE_WIPED'],
    ['off', 'allowed', 'COMPLIANCE_OFF'],
  ] as const) {
    const harness = await startHarness({
      devices: blocked,
      settings: (settings) => withPolicies(settings, { mode }),
    });
    t.after(harness.close);
    const ens = { headers: { 'X-ENS-Devices': 'alicephone' } };
    assert.equal((await askEws(harness.port)).status, 200);
    const named = await askEws(harness.port, ens);
    assert.equal(named.status, 200);
    // ENS would not notify a device that it is told is blocked.
    assert.deepEqual(lines(named, 'X-ENS-Verdicts'), ['alicephone=allowed']);
    assert.equal((await askEas(harness.port, sync)).status, 200);
    await harness.event(({ seq, status }) => seq === 3 && status === 200);
    for (const event of harness.events()) {
      assert.deepEqual(
        [event.verdict, event.reason, event.answeredBy],
        [verdict, reason, 'exchange'],
      );
    }
    assert.equal(harness.gateway.status().mode, mode);
  }
});

test('what cannot be read as SOAP is refused in enforce, and only recorded in test mode', async (t) => {
  for (const [mode, status, verdict] of [
    ['enforce', 400, 'blocked'],
    ['test', 400, 'would-block'],
    ['off', 400, 'allowed'],
  ] as const) {
    const harness = await startHarness({
      settings: (settings) => withPolicies(settings, { mode }),
    });
    t.after(harness.close);
    // The sample Exchange refuses it with 400 as well; what tells them apart is who answered.
    const reply = await askEws(harness.port, { body: '<not-soap/>' });
    assert.equal(reply.status, status);
    const event = await harness.event((each) => each.status !== null);
    assert.equal(event.verdict, verdict);
    assert.equal(event.answeredBy, mode === 'enforce' ? 'gateway' : 'exchange');
    assert.equal(harness.exchange.requests.length, mode === 'enforce' ? 0 : 1);
    if (mode !== 'off') assert.equal(event.reason, 'SOAP_UNREADABLE');
  }
});

test('a blocked client that is still sending reads its answer', async (t) => {
  const harness = await startHarness({ devices: blocked });
  t.after(harness.close);
  for (const size of [100_000, 5_000_000]) {
    for (let times = 0; times < 5; times += 1) {
      const body = Buffer.alloc(size, 'x');
      const mail = easQuery('SendMail', 'alicephone');
      assert.equal((await askEas(harness.port, mail, { body })).status, 403);
      assert.equal((await askEws(harness.port, { body })).status, 500);
    }
  }
});

function requestIdIn(reply: Reply): string | undefined {
  return /Request ([0-9a-f-]{36})\./.exec(reply.body)?.[1];
}

/** Every tag that opens closes, and nothing else looks like one. */
function assertWellFormed(reply: Reply): void {
  const open: string[] = [];
  for (const [, slash, name] of reply.body
    .replace(/^<\?xml[^>]*\?>/, '')
    .matchAll(/<(\/?)([^\s>]+)[^<>]*>/g)) {
    if (slash === '') open.push(String(name));
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
}
