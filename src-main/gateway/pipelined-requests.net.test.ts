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

test('a client that goes away leaves nothing behind, neither here nor towards Exchange', async (t) => {
  const { tap, harness } = await start(t, neverForSlow);
  for (let round = 0; round < 20; round += 1) {
    const client = connectRaw(harness.port);
    client.write(post('alice@contoso.test', slow).repeat(3) + post('alice@contoso.test', quick));
    const sofar = tap.requests.length;
    await eventually(() => tap.requests.length >= sofar + 4, 'all of them reach Exchange');
    client.socket.destroy();
  }
  await eventually(() => harness.gateway.status().requests === 0, 'all transactions end');
  await eventually(() => tap.connections() <= 20, 'the hanging upstream requests end');
  assert.equal(harness.gateway.status().connections, 0);
});

test('one that waits for its turn ends with the connection when its device gets blocked', async (t) => {
  const { tap, harness } = await start(t, (request, response) => {
    if (request.body.includes('quick')) response.write('secret mail');
  });
  const client = connectRaw(harness.port);
  client.write(post('alice@contoso.test', slow) + post('bob@contoso.test', quick));
  await eventually(() => tap.requests.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  harness.setOverrides([override('bobphone', 'block')]);
  assert.equal(await client.closed, '');
  await eventually(() => harness.gateway.status().requests === 0);
});

test('closing does not wait for one whose turn never comes', async (t) => {
  const { tap, harness } = await start(t, neverForSlow);
  const client = connectRaw(harness.port);
  client.write(post('alice@contoso.test', slow) + post('alice@contoso.test', quick));
  await eventually(() => tap.requests.length === 2);
  const settings = { ...harness.settings, restart: { drainSeconds: 0, graceSeconds: 0 } };
  assert.ok((await harness.gateway.restart(settings)).ok);
  await harness.gateway.close();
  await client.closed;
  assert.equal(harness.gateway.status().requests, 0);
});

test('garbage behind a request never looks like its answer, nor lands inside one', async (t) => {
  const { tap, harness } = await start(t, (request, response) => {
    response.write('begun');
    if (request.body.includes('quick')) setTimeout(() => response.end('over'), 30);
  });
  const late = connectRaw(harness.port);
  late.write(post('alice@contoso.test', slow));
  await late.until((text) => text.includes('begun'));
  late.write('\0garbage\r\n\r\n');
  await late.closed;
  assert.deepEqual(statuses(late.received()), [200]);
  assert.doesNotMatch(late.received(), /Bad Request|\r\n0\r\n\r\n/);

  const atOnce = connectRaw(harness.port);
  atOnce.write(`${post('alice@contoso.test', slow)}\0garbage\r\n\r\n`);
  await atOnce.closed;
  assert.deepEqual(statuses(atOnce.received()), []);

  const after = connectRaw(harness.port);
  after.write(post('alice@contoso.test', quick));
  await after.until((text) => text.includes('over'));
  after.write('\0garbage\r\n\r\n');
  await after.closed;
  assert.deepEqual(statuses(after.received()), [200, 400]);
  await eventually(() => harness.gateway.status().requests === 0);
  assert.ok(tap.requests.length >= 2);
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
