// What a blocked client gets, and how much of the reason it may know.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wbxmlCommands } from './wbxml.ts';
import { decodeWbxml, TAGS, wbxmlText } from '../../lab/index.ts';
import { basic, device, override, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { Harness, HarnessOptions } from '../testing/gateway-harness.ts';
import { ask, lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { alice, askEas, askEws, bob, easQuery } from '../testing/mail-requests.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

const blocked = [device('alicephone', alice, { enrollment: 'wiped' }), device('bobphone', bob)];
const detail = /DEVICE_WIPED|was wiped/;
const undetailed = /Access blocked by policy\. Request [0-9a-f-]{36}\./;
const far = { from: '127.0.0.2' };
const sync = easQuery('FolderSync', 'alicephone');

function answering(
  change: Partial<Pick<GatewaySettings['compliance'], 'ewsBlockAnswer' | 'easBlockAnswer'>>,
): NonNullable<HarnessOptions['settings']> {
  return (settings) => ({ ...settings, compliance: { ...settings.compliance, ...change } });
}

/** Alice may pass, proves herself from 127.0.0.2, and is blocked afterwards. */
async function proveAndBlock(harness: Harness): Promise<void> {
  assert.equal((await askEws(harness.port, far)).status, 200);
  harness.setDevices(blocked);
}

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
      headers: { 'X-ENS-Devices': '<b>&"\'' },
    });
    assert.equal(reply.status, 500);
    assert.doesNotMatch(reply.body, /<b>|<!--|]]>/);
    assertWellFormed(reply);
  }
});

test('ActiveSync: 403, with wbxml129 a Status 129 for each command that has one', async (t) => {
  const plain = await startHarness({ devices: blocked });
  t.after(plain.close);
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  const version = (value: string) => ({ headers: { 'MS-ASProtocolVersion': value } });
  assert.ok(wbxmlCommands.length > 15);
  for (const command of wbxmlCommands) {
    const query = easQuery(command, 'alicephone');
    const reply = await askEas(harness.port, query, version('14.1'));
    assert.equal(reply.status, 200, command);
    assert.equal(reply.headers['content-type'], 'application/vnd.ms-sync.wbxml');
    assert.equal(statusIn(reply), '129', command);
    assert.equal((await askEas(harness.port, query, version('12.1'))).status, 403, command);
    assert.equal((await askEas(harness.port, query)).status, 403, command);
    assert.equal((await askEas(plain.port, query, version('14.1'))).status, 403, command);
  }
  for (const sent of ['14.0', '16.0', '16.1']) {
    assert.equal((await askEas(harness.port, sync, version(sent))).status, 200, sent);
  }
  for (const sent of ['2.5', '', 'x', '14.1.1', '-1']) {
    assert.equal((await askEas(harness.port, sync, version(sent))).status, 403, sent);
  }
  const event = await harness.event(({ operation }) => operation === 'Settings');
  assert.deepEqual([event.verdict, event.status, event.answeredBy], ['blocked', 200, 'gateway']);
  assert.equal(harness.exchange.requests.length, 0);
});

test('the lab reads the WBXML that the gateway writes', async (t) => {
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  const status = async (command: string, tag: Parameters<typeof wbxmlText>[1]) => {
    const reply = await askEas(harness.port, easQuery(command, 'alicephone'), {
      headers: { 'MS-ASProtocolVersion': '14.1' },
    });
    return wbxmlText(decodeWbxml(Buffer.concat([...reply.chunks])), tag);
  };
  assert.equal(await status('Sync', TAGS.status), '129');
  assert.equal(await status('FolderSync', TAGS.folderStatus), '129');
  assert.equal(await status('Ping', TAGS.pingStatus), '129');
  assert.equal(await status('Provision', TAGS.provisionStatus), '129');
  assert.equal(await status('Settings', TAGS.settingsStatus), '129');
  assert.equal(await status('sync', TAGS.status), '129');
});

// `Cmd=constructor` once found a property of Object.prototype, and a blocked client got a 200.
test('a command without such a status gets 403, also one that names a property of every object', async (t) => {
  const harness = await startHarness({
    devices: blocked,
    settings: answering({ easBlockAnswer: 'wbxml129' }),
  });
  t.after(harness.close);
  for (const command of ['GetAttachment', 'Nonsense', 'constructor', 'toString', 'valueOf']) {
    const reply = await askEas(harness.port, easQuery(command, 'alicephone'), {
      headers: { 'MS-ASProtocolVersion': '14.1' },
    });
    assert.equal(reply.status, 403, command);
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
    assert.deepEqual(lines(named, 'X-ENS-Verdicts'), [
      `alicephone=${mode === 'off' ? 'allowed' : 'blocked'}`,
    ]);
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

/** The content of the one element that holds text ([WAP-192] 5: inline string). */
function statusIn(reply: Reply): string {
  const bytes = Buffer.concat([...reply.chunks]);
  assert.equal(bytes.subarray(0, 4).toString('hex'), '03016a00');
  const begin = bytes.indexOf(0x03, 4) + 1;
  const end = bytes.indexOf(0, begin);
  assert.equal(bytes.subarray(end + 1).toString('hex'), '0101');
  return bytes.subarray(begin, end).toString();
}
