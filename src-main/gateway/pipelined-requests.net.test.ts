/** Requests that are sent before the answer to the one before has come (RFC 9112 9.3.2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import type { Tap, TapAnswer } from './testing/tap.ts';
import { basic, override, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ewsBody } from '../testing/http-client.ts';

async function start(t: Endable, answer?: TapAnswer): Promise<{ tap: Tap; harness: Harness }> {
  const tap = await startTap(answer);
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  return { tap, harness };
}

function post(user: string, body: string): string {
  return [
    'POST /EWS/Exchange.asmx HTTP/1.1',
    'Host: gateway',
    `Authorization: ${basic(user)}`,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}
const slow = ewsBody('GetItem', 'slow');
const quick = ewsBody('GetItem', 'quick');
const answerLate: TapAnswer = (request, response) => {
  const pause = request.body.includes('slow') ? 60 : 0;
  setTimeout(
    () => response.end(`<to>${request.rawHeaders.join().length}${request.body}</to>`),
    pause,
  );
};
const neverForSlow: TapAnswer = (request, response) => {
  if (!request.body.includes('slow')) response.end('quick');
};

test('each is decided on by itself, and the answers come in order', async (t) => {
  const { tap, harness } = await start(t, answerLate);
  harness.setOverrides([override('bobphone', 'block')]);
  const client = connectRaw(harness.port);
  const first = ewsBody('GetItem', 'slow-1');
  client.write(
    post('alice@contoso.test', first) +
      post('bob@contoso.test', quick) +
      post('alice@contoso.test', quick),
  );
  await client.until((text) => statuses(text).length === 3 && text.endsWith('</to>'));
  client.socket.destroy();
  assert.deepEqual(statuses(client.received()), [200, 500, 200]);
  assert.ok(client.received().indexOf('slow-1') < client.received().indexOf('ErrorAccessDenied'));
  assert.equal(tap.requests.length, 2);
});

test('one that waits for its turn has not been decided on, and Exchange knows nothing of it', async (t) => {
  const { tap, harness } = await start(t, answerLate);
  const client = connectRaw(harness.port);
  client.write(post('alice@contoso.test', slow) + post('bob@contoso.test', quick));
  await eventually(() => tap.requests.length === 1);
  harness.setOverrides([override('bobphone', 'block')]);
  await client.until((text) => statuses(text).length === 2);
  client.socket.destroy();
  assert.deepEqual(statuses(client.received()), [200, 500]);
  assert.match(client.received(), /ErrorAccessDenied/);
  assert.equal(tap.requests.length, 1);
});

test('a client that goes away leaves nothing behind, neither here nor towards Exchange', async (t) => {
  const { tap, harness } = await start(t, neverForSlow);
  for (let round = 1; round <= 20; round += 1) {
    const client = connectRaw(harness.port);
    client.write(post('alice@contoso.test', slow).repeat(3) + post('alice@contoso.test', quick));
    await eventually(() => tap.requests.length === round, 'the first of them reaches Exchange');
    client.socket.destroy();
  }
  await eventually(() => harness.gateway.status().requests === 0, 'all transactions end');
  await eventually(() => tap.connections() === 0, 'the hanging upstream requests end');
  await eventually(() => harness.gateway.status().connections === 0);
  assert.equal(tap.requests.length, 20);
});

test('more than may wait is left to the network, and is served in its turn', async (t) => {
  const { tap, harness } = await start(t);
  const client = connectRaw(harness.port);
  const body = ewsBody('GetItem', 'x'.repeat(20_000));
  client.write(post('alice@contoso.test', body).repeat(20));
  await client.until((text) => statuses(text).length === 20);
  client.socket.destroy();
  assert.equal(tap.requests.length, 20);
  assert.ok(tap.requests.every((request) => request.body === body));
});

test('closing does not wait for one whose turn never comes', async (t) => {
  const { tap, harness } = await start(t, neverForSlow);
  const client = connectRaw(harness.port);
  client.write(post('alice@contoso.test', slow) + post('alice@contoso.test', quick));
  await eventually(() => tap.requests.length === 1);
  const settings = { ...harness.settings, restart: { drainSeconds: 0, graceSeconds: 0 } };
  assert.ok((await harness.gateway.restart(settings)).ok);
  await harness.gateway.close();
  await client.closed;
  assert.equal(harness.gateway.status().requests, 0);
});

test('garbage behind a request waits for its turn like a request, and never lands inside an answer', async (t) => {
  const { tap, harness } = await start(t, (request, response) => {
    response.write('begun');
    setTimeout(() => response.end('over'), request.body.includes('slow') ? 150 : 30);
  });
  for (const [first, pause] of [
    [slow, 50],
    [quick, 60],
    [slow, 0],
  ] as const) {
    const client = connectRaw(harness.port);
    client.write(post('alice@contoso.test', first));
    if (pause > 0) await client.until((text) => text.includes('begun'));
    await new Promise((resolve) => setTimeout(resolve, pause));
    client.write('\0garbage\r\n\r\n');
    await client.closed;
    assert.deepEqual(statuses(client.received()), [200, 400]);
    assert.match(client.received(), /over\r\n0\r\n\r\nHTTP\/1\.1 400 /);
  }
  await eventually(() => harness.gateway.status().requests === 0);
  assert.equal(tap.requests.length, 3);
});

test('a refused body that was half read does not block the connection', async (t) => {
  const { tap, harness } = await start(t);
  harness.setOverrides([override('bobphone', 'block')]);
  const large = ewsBody('GetItem', 'a'.repeat(600 * 1024), 'bob@contoso.test');
  const unreadable = `<a>${'b'.repeat(600 * 1024)}</a>`;
  for (const body of [large, unreadable]) {
    const client = connectRaw(harness.port);
    client.write(post('alice@contoso.test', body));
    await client.until((text) => statuses(text).length === 1);
    client.write(post('alice@contoso.test', quick));
    await client.until((text) => statuses(text).length === 2 && text.endsWith('0\r\n\r\n'));
    client.socket.destroy();
    assert.notEqual(statuses(client.received())[0], 200);
    assert.equal(statuses(client.received())[1], 200);
  }
  assert.equal(tap.requests.length, 2);
});
