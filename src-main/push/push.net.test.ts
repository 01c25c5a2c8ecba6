// Each threat to the push listener (docs/security.md), on real sockets.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { askRaw, ask } from '../testing/http-client.ts';
import { device } from '../testing/gateway-harness.ts';
import { alice } from '../testing/mail-requests.ts';
import {
  byPassword,
  json,
  key,
  post,
  signatureHeaders,
  signed,
  startPush,
} from './testing/pushing.ts';

const wiped = device('D1', alice, { enrollment: 'wiped' });
const wipe = JSON.stringify({ devices: [wiped] });
const basic = (user: string, password: string): Readonly<Record<string, string>> => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const notice = JSON.stringify({
  ...{ EventId: 229, EventType: 'DeviceEnterpriseWipeRequested', DeviceId: 4711 },
  ...{ EnrollmentStatus: 'EnterpriseWipePending', CompromisedStatus: '', New: [1] },
});

test('takes signed records, says how many, and counts them', async (t) => {
  const { port, push, changes, clock } = await startPush(t);
  const body = JSON.stringify({ devices: [wiped], removed: ['uem-2', ' D3 '] });
  const reply = await post(port(), body);
  assert.equal(reply.status, 200, reply.body);
  assert.deepEqual(JSON.parse(reply.body), { ok: true, devices: 1, removed: 2 });
  assert.deepEqual(changes, [{ devices: [wiped], removed: ['uem-2', 'D3'], at: clock.now }]);
  const { accepted, lastAt } = push.status();
  assert.deepEqual([accepted.records, lastAt], [1, clock.now]);
});

test('a notice with records beside it is neither, and is refused', async (t) => {
  const { port, changes, looks, refused } = await startPush(t);
  for (const more of [{ devices: [wiped] }, { removed: ['D1'] }, { devices: [] }]) {
    const reply = await post(port(), JSON.stringify({ EventType: 'DeviceWiped', ...more }));
    assert.equal(reply.status, 400);
    assert.match(reply.body, /EventType/);
  }
  assert.deepEqual([changes, looks(), refused()], [[], 0, { body: 3 }]);
});

test('a test is a signed GET, and says nothing of devices', async (t) => {
  const { port, push, changes } = await startPush(t);
  const get = (headers: Readonly<Record<string, string>>) =>
    ask(port(), { method: 'GET', path: '/push', headers });
  assert.equal((await get(signatureHeaders(''))).status, 200);
  assert.equal((await get({})).status, 403);
  assert.deepEqual([push.status().accepted.test, push.status().lastAt, changes], [1, null, []]);
});

test('nobody without the right signature changes a device', async (t) => {
  const { port, changes, refused, logged } = await startPush(t);
  const right = signatureHeaders(wipe);
  const wrong: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['none', wipe, {}],
    ['another key', wipe, signatureHeaders(wipe, { key: `${key}x` })],
    ['another body', wipe.replace('D1', 'D2'), right],
    ['another nonce', wipe, { ...right, 'X-Sallyport-Nonce': 'a'.repeat(22) }],
    ['half a signature', wipe, { ...right, 'X-Sallyport-Signature': 'ab' }],
    ['no hexadecimal', wipe, { ...right, 'X-Sallyport-Signature': 'z'.repeat(64) }],
    ['a short nonce', wipe, signatureHeaders(wipe, { nonce: 'short' })],
    ['the password of another way', wipe, basic('uem', key)],
  ];
  for (const [what, body, headers] of wrong)
    assert.equal((await post(port(), body, headers)).status, 403, what);
  assert.deepEqual(changes, []);
  assert.deepEqual(refused(), { signature: wrong.length });
  assert.equal(logged.length, 1, 'one line a minute for each reason and address');
  assert.doesNotMatch(logged.join(), /D1|wiped|alice/);
});

test('what is older or newer than five minutes is refused, by the clock of the gateway', async (t) => {
  const { port, changes, clock, refused } = await startPush(t);
  clock.now += 3_600_000;
  const now = Math.floor(clock.now / 1000);
  for (const [off, status] of [
    [-302, 403],
    [302, 403],
    [-295, 200],
    [295, 200],
  ] as const) {
    const headers = signatureHeaders(wipe, { time: now + off });
    assert.equal((await post(port(), wipe, headers)).status, status, String(off));
  }
  assert.equal(changes.length, 2);
  assert.deepEqual(refused(), { time: 2 });
});

test('what was taken once is not taken again, not even after other settings', async (t) => {
  const { push, port, changes, refused, clock } = await startPush(t);
  const headers = signatureHeaders(wipe);
  assert.equal((await post(port(), wipe, headers)).status, 200);
  assert.equal((await post(port(), wipe, headers)).status, 403);
  await push.adopt(null);
  await push.adopt(signed);
  assert.equal((await post(port(), wipe, headers)).status, 403);
  assert.deepEqual(refused(), { replay: 2 });
  assert.equal(changes.length, 1);
  // What a process of before may have taken is too old for this one.
  const before = signatureHeaders(wipe, { time: Math.floor(clock.now / 1000) - 2 });
  assert.equal((await post(port(), wipe, before)).status, 403);
  assert.deepEqual(refused(), { replay: 2, time: 1 });
});

test('a wrong signature does not use up a nonce', async (t) => {
  const { port } = await startPush(t);
  const nonce = 'nonce-of-somebody-else';
  const forged = signatureHeaders(wipe, { nonce, key: 'guessed'.repeat(6) });
  assert.equal((await post(port(), wipe, forged)).status, 403);
  assert.equal((await post(port(), wipe, signatureHeaders(wipe, { nonce }))).status, 200);
});

test('a large body is refused before it is read, and one that grows when it does', async (t) => {
  const { port, changes, refused } = await startPush(t);
  const large = JSON.stringify({ devices: [], removed: ['x'.repeat(70_000)] });
  const declared = `POST /push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n`;
  assert.match(await askRaw(port(), declared), /^HTTP\/1\.1 413 /);
  const socket = net.connect(port(), '127.0.0.1');
  t.after(() => void socket.destroy());
  const lines = Object.entries({ ...json, ...signatureHeaders(large) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const chunk = large.slice(0, 40_000);
  const said = new Promise<string>((resolve) =>
    socket.once('data', (data) => resolve(String(data))),
  );
  socket.write(`POST /push HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${head}\r\n`);
  socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(2));
  assert.match(await said, /^HTTP\/1\.1 413 /);
  assert.deepEqual([changes, refused()], [[], { length: 2 }]);
});

test('only what is a list of records is taken, whole or not at all', async (t) => {
  const { port, changes, refused } = await startPush(t);
  const many = Array.from({ length: 1001 }, (_, at) => `D${at}`);
  const bodies: readonly (readonly [string, string])[] = [
    ['no JSON', '{"devices": ['],
    ['no object', '[]'],
    ['a field too many', '{"devices": [], "settings": {"compliance.mode": "off"}}'],
    ['a name of everything', '{"__proto__": {"devices": []}}'],
    ['one bad record of two', JSON.stringify({ devices: [wiped, { ...wiped, managed: 'yes' }] })],
    [
      'a record with a field that nobody knows',
      JSON.stringify({ devices: [{ ...wiped, wipe: 1 }] }),
    ],
    ['no owner', JSON.stringify({ devices: [{ ...wiped, user: undefined }] })],
    ['an override', JSON.stringify({ devices: [{ ...wiped, override: 'allow' }] })],
    ['a device twice', JSON.stringify({ devices: [wiped, { ...wiped, deviceId: 'd1' }] })],
    ['changed and removed', JSON.stringify({ devices: [wiped], removed: ['d1'] })],
    ['too many', JSON.stringify({ removed: many })],
    ['deep', `{"devices": ${'['.repeat(30_000)}`],
  ];
  for (const [what, body] of bodies) {
    const reply = await post(port(), body);
    assert.equal(reply.status, 400, what);
    const { error, details } = JSON.parse(reply.body) as { error: string; details: string[] };
    assert.equal(error, 'body', what);
    assert.ok(details.length > 0 && details.every((each) => each.length <= 201), what);
  }
  const encoded = { ...signatureHeaders(wipe), 'Content-Encoding': 'gzip' };
  assert.equal((await post(port(), wipe, encoded)).status, 415);
  const form = { ...signatureHeaders(wipe), 'Content-Type': 'application/x-www-form-urlencoded' };
  assert.equal((await post(port(), wipe, form)).status, 415);
  assert.deepEqual([changes, refused()], [[], { body: bodies.length, type: 2 }]);
});

test('one path and two methods are there, and HTTP is strict', async (t) => {
  const { port, changes } = await startPush(t);
  for (const path of [
    '/',
    '/push/',
    '/push?x',
    '/PUSH',
    '/../push',
    '/EWS/Exchange.asmx',
    '/metrics',
  ])
    assert.equal((await post(port(), wipe, signatureHeaders(wipe), path)).status, 404, path);
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
    const headers = signatureHeaders('');
    assert.equal((await ask(port(), { method, path: '/push', headers })).status, 405, method);
  }
  const raw = (...lines: readonly string[]): Promise<string> =>
    askRaw(port(), `POST /push HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const twice = Object.entries(signatureHeaders(wipe)).flatMap(([name, value]) =>
    [0, 1].map(() => `${name}: ${value}`),
  );
  for (const lines of [
    ['Content-Type: application/json'],
    ['Host: x', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
    ['Host: x', 'Content-Length: 0', 'Content-Type: application/json', ...twice],
    ['Host: x', 'Content-Length: 0', 'X_Sallyport_Nonce: a'],
  ])
    assert.match(await raw(...lines), /^HTTP\/1\.1 400 /, lines.join());
  assert.match(await askRaw(port(), 'no HTTP at all\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.deepEqual(changes, []);
});

test('a flood is told to wait, and does not keep others out', async (t) => {
  const { port, refused } = await startPush(t);
  const flood = await Promise.all(
    Array.from({ length: 120 }, () =>
      ask(port(), { method: 'GET', path: '/other' }).catch(() => null),
    ),
  );
  const statuses = flood.map((reply) => reply?.status);
  assert.ok(statuses.includes(404));
  // Of one address no more than 16 connections at once are let in, and 50 requests a second.
  assert.ok(statuses.some((status) => status === undefined || status === 429));
  const other = await ask(port(), {
    ...{ method: 'GET', path: '/push', headers: signatureHeaders('') },
    localAddress: '127.0.0.2',
  });
  assert.equal(other.status, 200);
  assert.ok((refused()['path'] ?? 0) <= 120);
});

test('a password is enough for a notice, which asks for a look and changes nothing', async (t) => {
  const { port, push, changes, looks, refused } = await startPush(t, byPassword);
  const right = basic('uem', key);
  const reply = await post(port(), notice, right);
  assert.equal(reply.status, 202, reply.body);
  assert.equal(looks(), 1);
  const connected = await ask(port(), { method: 'GET', path: '/push', headers: right });
  assert.equal(connected.status, 200);
  assert.equal((await post(port(), wipe, right)).status, 403);
  for (const headers of [{}, basic('uem', `${key}x`), basic('Uem', key), basic('', '')]) {
    const refusal = await post(port(), notice, headers);
    assert.equal(refusal.status, 401);
    assert.match(String(refusal.headers['www-authenticate']), /^Basic /);
  }
  assert.equal((await post(port(), notice, signatureHeaders(notice))).status, 401);
  assert.deepEqual(changes, []);
  assert.deepEqual(refused(), { rights: 1, password: 5 });
  assert.equal(push.status().accepted.notice, 1);
});

test('without a list of devices a push is refused and may come again', async (t) => {
  const { port, clock, changes } = await startPush(t);
  clock.hasDirectory = false;
  const reply = await post(port(), wipe);
  assert.deepEqual([reply.status, reply.headers['retry-after']], [503, '1']);
  clock.hasDirectory = true;
  assert.equal((await post(port(), wipe)).status, 200);
  assert.equal(changes.length, 1);
});

test('what the list says about allowing or blocking a device outlives a push', async (t) => {
  const known = { ...device('D1', alice, { override: 'block' }), enrollmentSince: 1 };
  const { port, changes } = await startPush(t, signed, [known]);
  const records = [device('d1', alice), device('D2', alice)];
  assert.equal((await post(port(), JSON.stringify({ devices: records }))).status, 200);
  assert.deepEqual(
    changes[0]?.devices.map(({ override }) => override),
    ['block', undefined],
  );
});

test('a port that is taken is a warning with a remedy, and other settings mend it', async (t) => {
  const { push, port } = await startPush(t);
  const other = await startPush(t, { ...signed, port: port() });
  const [found] = other.push.status().problems;
  assert.equal(found?.code, 'PUSH_UNAVAILABLE');
  assert.equal(found.severity, 'warning');
  assert.match(found.message, /another process has the port. Mail flows on/);
  await other.push.adopt(signed);
  assert.deepEqual(other.push.status().problems, []);
  assert.equal((await post(other.port(), wipe)).status, 200);
  await push.adopt(null);
  assert.equal(push.status().url, null);
});

test('another key counts from the next request on, on the same socket', async (t) => {
  const { push, port } = await startPush(t);
  const before = port();
  const next = 'another-key-of-thirty-two-letters';
  await push.adopt({ ...signed, signIn: { kind: 'signature', key: next } });
  assert.equal(port(), before);
  assert.equal((await post(before, wipe)).status, 403);
  assert.equal((await post(before, wipe, signatureHeaders(wipe, { key: next }))).status, 200);
});
