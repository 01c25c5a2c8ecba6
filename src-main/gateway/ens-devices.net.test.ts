// The header in which the notification service names a user's devices, and who may send it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import type { HarnessOptions } from '../testing/gateway-harness.ts';
import { askRaw, ewsBody, findItem, lines } from '../testing/http-client.ts';
import type { EnsSettings } from '../../src-shared/settings/in-force.ts';
import { alice, askEas, askEws, bob, easQuery, receivedLines } from '../testing/mail-requests.ts';

const devices = [
  device('good', alice),
  device('gone', alice, { enrollment: 'unenrolled' }),
  device('lost', alice, { enrollment: 'wipePending' }),
  device('bobphone', bob),
];
const naming = (ids: string, more: Record<string, string> = {}) => ({
  headers: { 'X-ENS-Devices': ids, ...more },
});
const ensOnly: HarnessOptions['settings'] = (settings) =>
  withPolicies(settings, { onlyEnsMayUseEws: true });

test('ENS passes when one of the devices it names is compliant, and learns which', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  const reply = await askEws(harness.port, naming('gone, good,LOST , good'));
  assert.equal(reply.status, 200);
  assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), ['gone=blocked, good=allowed, LOST=blocked']);
  const [seen] = harness.exchange.requests;
  assert.deepEqual(receivedLines(seen, 'X-ENS-Devices'), []);
  const event = await harness.event(({ status }) => status === 200);
  assert.equal(event.reason, 'COMPLIANT');
  assert.deepEqual(event.devices, [
    { id: 'gone', verdict: 'blocked' },
    { id: 'good', verdict: 'allowed' },
    { id: 'LOST', verdict: 'blocked' },
  ]);
});

test('ENS is blocked when none is, and told that all failed', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  // The user's good device does not help: ENS asks for those that it would notify.
  const reply = await askEws(harness.port, naming('gone,lost'));
  assert.equal(reply.status, 500);
  assert.match(reply.body, /all of them failed the check/);
  assert.match(reply.body, /ALL_DEVICES_BLOCKED/);
  assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), ['gone=blocked, lost=blocked']);
  assert.equal(harness.exchange.requests.length, 0);
  const event = await harness.event(({ status }) => status === 500);
  assert.deepEqual([event.reason, event.identity], ['ALL_DEVICES_BLOCKED', 'claimed']);
});

test('devices of another user do not count, and unknown ones by their default', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  for (const [ids, reason] of [
    ['bobphone', 'DEVICE_NOT_OF_USER'],
    ['bobphone,gone', 'ALL_DEVICES_BLOCKED'],
    ['madeup', 'UNKNOWN_DEVICE'],
    ['madeup,bobphone', 'ALL_DEVICES_BLOCKED'],
  ] as const) {
    const reply = await askEws(harness.port, naming(ids));
    assert.equal(reply.status, 500, ids);
    assert.match(reply.body, new RegExp(`\\(${reason}\\)`), ids);
  }
  assert.equal(harness.exchange.requests.length, 0);
});

test('a service account that acts for a mailbox speaks of the devices of the mailbox', async (t) => {
  const service = 'svc-ens@contoso.test';
  const harness = await startHarness({
    devices,
    exchange: { serviceAccounts: [service] },
    settings: (settings) => withPolicies(settings, { serviceAccounts: [service] }),
  });
  t.after(harness.close);
  const actFor = (mailbox: string, ids: string) =>
    askEws(harness.port, {
      user: service,
      ...naming(ids),
      body: ewsBody('GetFolder', '', mailbox),
    });
  const passed = await actFor(alice, 'gone,good');
  assert.deepEqual(lines(passed, 'X-ENS-Verdicts'), ['gone=blocked, good=allowed']);
  assert.equal(harness.exchange.requests.at(-1)?.operation, 'GetFolder');
  assert.equal(harness.exchange.requests.at(-1)?.mailbox, alice);
  const stranger = await actFor(bob, 'good');
  assert.match(stranger.body, /DEVICE_NOT_OF_USER/);
  assert.deepEqual(lines(stranger, 'X-ENS-Verdicts'), ['good=blocked']);
  const wiped = await actFor(alice, 'gone,lost');
  assert.equal(wiped.status, 500);
  assert.equal(harness.exchange.requests.length, 1);
});

test('from any other address the header is removed, changes nothing and gets no answer', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  // Neither a bad list harms nor a good one helps.
  for (const ids of ['lost', 'madeup', '', 'ünicode', 'x,'.repeat(10_000)]) {
    const reply = await askEws(harness.port, { ...naming(ids), from: '127.0.0.2' });
    assert.equal(reply.status, 200, ids.slice(0, 20));
    assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), []);
  }
  assert.deepEqual(
    harness.exchange.requests.map((request) => receivedLines(request, 'X-ENS-Devices').length),
    [0, 0, 0, 0, 0],
  );
  await harness.event(({ seq, status }) => seq === 5 && status === 200);
  for (const event of harness.events()) {
    assert.equal(event.verdict, 'allowed');
    assert.equal(event.reason, 'DEVICE_HEADER_UNTRUSTED');
    assert.equal(event.remark, 'DEVICE_HEADER_UNTRUSTED');
    assert.deepEqual(
      event.devices.map(({ id }) => id),
      ['good', 'gone', 'lost'],
    );
  }
  harness.setDevices([device('gone', alice, { enrollment: 'wiped' }), device('bobphone', bob)]);
  const blocked = await askEws(harness.port, { ...naming('bobphone'), from: '127.0.0.2' });
  assert.equal(blocked.status, 500);
  const event = await harness.event(({ status }) => status === 500);
  assert.deepEqual([event.reason, event.remark], ['DEVICE_WIPED', 'DEVICE_HEADER_UNTRUSTED']);
});

test('on ActiveSync and without credentials the header is removed as well', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  for (const from of ['127.0.0.1', '127.0.0.2']) {
    await askEas(harness.port, easQuery('FolderSync', 'good'), { ...naming('lost'), from });
    await askEws(harness.port, { ...naming('lost'), user: null, from });
  }
  assert.deepEqual(
    harness.exchange.requests.map((each) => [each.status, receivedLines(each, 'X-ENS-Devices')]),
    [
      [200, []],
      [401, []],
      [200, []],
      [401, []],
    ],
  );
  await harness.event(({ seq, status }) => seq === 4 && status !== null);
  assert.deepEqual(
    harness.events().map(({ remark }) => remark),
    [null, null, 'DEVICE_HEADER_UNTRUSTED', 'DEVICE_HEADER_UNTRUSTED'],
  );
});

test('odd forms are refused clearly', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  const many = Array.from({ length: 10_000 }, (_, index) => `d${index}`).join(',');
  for (const [ids, text] of [
    ['', /device header is malformed/],
    [',', /device header is malformed/],
    ['good,,lost', /device header is malformed/],
    ['gööd', /device header is malformed/],
    ['good lost', /device header is malformed/],
    ['x'.repeat(257), /device header is malformed/],
    [many, /names too many devices/],
  ] as const) {
    const reply = await askEws(harness.port, naming(ids));
    assert.equal(reply.status, 400, ids.slice(0, 20));
    assert.match(reply.body, text);
  }
  for (const [headers, text] of [
    [{ 'X-ENS-Devices': ['lost', 'good'] }, /x-ens-devices occurs twice/],
    [{ 'X-ENS-Devices': ['good', 'good'] }, /x-ens-devices occurs twice/],
    [{ X_ENS_Devices: 'good' }, /x-ens-devices is spelled with "_"/],
    [{ 'X-ENS_Devices': 'good' }, /x-ens-devices is spelled with "_"/],
    [{ 'X-ENS-Devices': 'lost', Connection: 'X-ENS-Devices' }, /may not name x-ens-devices/],
  ] as const) {
    const reply = await askEws(harness.port, { headers: headers as Record<string, string> });
    assert.equal(reply.status, 400, JSON.stringify(headers));
    assert.match(reply.body, text);
  }
  assert.equal(harness.exchange.requests.length, 0);
  assert.deepEqual(
    [...new Set(harness.events().map(({ reason }) => reason))],
    ['REQUEST_MALFORMED'],
  );
});

const written =
  (change: Partial<EnsSettings>): NonNullable<HarnessOptions['settings']> =>
  (settings) => ({
    ...settings,
    compliance: { ...settings.compliance, ens: { ...settings.compliance.ens, ...change } },
  });

for (const [syntax, ids, verdictForm, verdicts] of [
  [
    { form: 'semicolon', key: null },
    'gone; good;lost',
    'pairs',
    'gone=blocked, good=allowed, lost=blocked',
  ],
  [{ form: 'semicolon', key: null }, 'good;bobphone', 'compliant', 'good'],
  [{ form: 'pipe', key: null }, 'gone|good', 'compliant', 'good'],
  [{ form: 'space', key: 'id' }, 'id=gone  ID="good"', 'compliant', 'good'],
  [
    { form: 'comma', key: 'id' },
    'os=iOS;id=gone, id=good;os=Android',
    'pairs',
    'gone=blocked, good=allowed',
  ],
  [{ form: 'json', key: null }, '["gone", "good"]', 'compliant', '["good"]'],
  [
    { form: 'json', key: 'id' },
    '[{"id":"gone","os":1},{"id":"good"}]',
    'json',
    '[{"id":"gone","verdict":"blocked"},{"id":"good","verdict":"allowed"}]',
  ],
] as const) {
  test(`written as ${syntax.form}${syntax.key === null ? '' : ' with a key'}, answered as ${verdictForm}`, async (t) => {
    const settings = written({ deviceSyntax: syntax, verdictForm });
    const harness = await startHarness({ devices, settings });
    t.after(harness.close);
    const reply = await askEws(harness.port, naming(ids));
    assert.equal(reply.status, 200, reply.body);
    assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), [verdicts]);
  });
}

test('in test mode ENS is told to notify every device, and the log says which would be blocked', async (t) => {
  const harness = await startHarness({
    devices,
    settings: (settings) => withPolicies(settings, { mode: 'test' }),
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, naming('gone,lost'));
  assert.equal(reply.status, 200);
  assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), ['gone=allowed, lost=allowed']);
  const event = await harness.event(({ status }) => status === 200);
  assert.deepEqual([event.verdict, event.reason], ['would-block', 'ALL_DEVICES_BLOCKED']);
  assert.deepEqual(
    event.devices.map(({ verdict }) => verdict),
    ['blocked', 'blocked'],
  );
});

test('a control character in the header never becomes a line of the answer', async (t) => {
  const harness = await startHarness({ devices });
  t.after(harness.close);
  const head =
    'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n' +
    `Authorization: ${basic(alice)}\r\nContent-Length: ${findItem.length}\r\n`;
  for (const bytes of ['good\tlost', 'good\x7f', 'good\u0085lost', 'good\rX: 1']) {
    const answer = await askRaw(
      harness.port,
      Buffer.from(`${head}X-ENS-Devices: ${bytes}\r\n\r\n${findItem}`, 'latin1'),
    );
    assert.match(answer, /^HTTP\/1\.1 400 /, JSON.stringify(bytes));
  }
  assert.equal(harness.exchange.requests.length, 0);
});

test('the mechanism is off without a header name', async (t) => {
  const harness = await startHarness({
    devices,
    settings: (settings) => ({
      ...settings,
      compliance: {
        ...settings.compliance,
        ens: { ...settings.compliance.ens, deviceHeader: null, verdictHeader: null },
      },
    }),
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, naming('lost'));
  assert.equal(reply.status, 200);
  assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), []);
  assert.deepEqual(receivedLines(harness.exchange.requests[0], 'X-ENS-Devices'), ['lost']);
  assert.equal((await harness.event(({ status }) => status === 200)).reason, 'COMPLIANT');
});

test('without a verdict header ENS is decided on all the same', async (t) => {
  const harness = await startHarness({
    devices,
    settings: (settings) => ({
      ...settings,
      compliance: {
        ...settings.compliance,
        ens: { ...settings.compliance.ens, verdictHeader: null },
      },
    }),
  });
  t.after(harness.close);
  const reply = await askEws(harness.port, naming('lost,good'));
  assert.equal(reply.status, 200);
  assert.deepEqual(lines(reply, 'X-ENS-Verdicts'), []);
  assert.equal((await askEws(harness.port, naming('lost'))).status, 500);
});

test('onlyEnsMayUseEws refuses EWS from everybody else, with or without credentials', async (t) => {
  const harness = await startHarness({ devices, settings: ensOnly });
  t.after(harness.close);
  const far = { from: '127.0.0.2' };
  for (const request of [
    far,
    { ...far, ...naming('good') },
    { ...far, user: null },
    { ...far, method: 'GET' },
    { ...far, method: 'GET', user: null },
  ]) {
    const reply = await askEws(harness.port, request);
    assert.equal(reply.status, 500, JSON.stringify(request));
    assert.match(reply.body, /Access blocked by policy/);
  }
  assert.equal(harness.exchange.requests.length, 0);
  assert.ok(harness.events().every(({ reason }) => reason === 'ENS_ONLY'));
  assert.equal((await askEws(harness.port, naming('good'))).status, 200);
  assert.equal((await askEws(harness.port, { user: null })).status, 401);
  const phone = await askEas(harness.port, easQuery('FolderSync', 'good'), far);
  assert.equal(phone.status, 200);
});

test('onlyEnsMayUseEws in test mode lets everybody pass and says whom it would block', async (t) => {
  const harness = await startHarness({
    devices,
    settings: (settings) => withPolicies(settings, { mode: 'test', onlyEnsMayUseEws: true }),
  });
  t.after(harness.close);
  assert.equal((await askEws(harness.port, { from: '127.0.0.2' })).status, 200);
  assert.equal((await askEws(harness.port, { from: '127.0.0.2', user: null })).status, 401);
  await harness.event(({ seq, status }) => seq === 2 && status !== null);
  assert.deepEqual(
    harness.events().map(({ verdict, reason }) => [verdict, reason]),
    Array(2).fill(['would-block', 'ENS_ONLY']),
  );
});

test('a verdict line of Exchange itself does not go on beside ours', async (t) => {
  const harness = await startHarness({
    exchange: { extraHeaders: [['x-ens-verdicts', 'alicephone=allowed, forged=allowed']] },
  });
  t.after(harness.close);
  const named = await askEws(harness.port, { headers: { 'X-ENS-Devices': 'alicephone' } });
  assert.deepEqual(lines(named, 'X-ENS-Verdicts'), ['alicephone=allowed']);
  const unnamed = await askEws(harness.port, {});
  assert.deepEqual(lines(unnamed, 'X-ENS-Verdicts'), []);
});
