/** Answers of Exchange that are none, or that another reader could take for two (facts: ews 6.2, "response side"). */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { towards } from './testing/tap.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, ewsBody, findItem } from '../testing/http-client.ts';

const path = '/EWS/Exchange.asmx';
const headers = { Authorization: basic('alice@contoso.test') };

/** An upstream that is told what to do with each connection once a request's head has come. */
async function start(t: Endable, answer: (socket: net.Socket) => void): Promise<Harness> {
  const sockets = new Set<net.Socket>();
  const upstream = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as net.AddressInfo;
  const harness = await startHarness({ settings: towards(port) });
  t.after(async () => {
    await harness.close();
    for (const socket of sockets) socket.destroy();
    upstream.close();
  });
  return harness;
}

const post = (body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const unusable: Readonly<Record<string, string>> = {
  'CL and TE':
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'two CL': 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  'bare CR in a value':
    'HTTP/1.1 200 OK\r\nX-A: 1\rSet-Cookie: evil=1\r\nContent-Length: 0\r\n\r\n',
  'NUL in a value': 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n',
  'control characters in a value': 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 0\r\n\r\n',
  'control characters in the reason': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
  'an upgrade that nobody asked for':
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw',
  'no HTTP': 'SSH-2.0-OpenSSH\r\n',
  nothing: '',
};
for (const [name, bytes] of Object.entries(unusable)) {
  test(`unusable: ${name}`, async (t) => {
    const harness = await start(t, (socket) => socket.end(Buffer.from(bytes, 'latin1')));
    const client = connectRaw(harness.port);
    client.write(post(findItem));
    await client.until((text) => statuses(text).length > 0);
    client.socket.destroy();
    const received = client.received();
    assert.deepEqual(statuses(received), [502]);
    assert.doesNotMatch(received, /evil/);
    await eventually(() => harness.gateway.status().requests === 0);
  });
}

for (const [name, bytes] of Object.entries({
  counted: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
  chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  'in a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nhalf',
})) {
  test(`broken off, ${name}: the client sees it`, async (t) => {
    const harness = await start(t, (socket) => socket.end(bytes));
    const reply = await ask(harness.port, { path, headers, body: findItem });
    assert.equal(reply.body, 'half');
    assert.equal(reply.complete, false);
  });
}

test('informational answers before the answer are not taken for it', async (t) => {
  const bytes =
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n' +
    'HTTP/1.1 449 Retry After Provisioning\r\nContent-Length: 0\r\n\r\n';
  const harness = await start(t, (socket) => socket.write(bytes));
  const reply = await ask(harness.port, { path, headers, body: findItem });
  assert.equal(reply.status, 449);
  assert.equal(reply.statusMessage, 'Retry After Provisioning');
});

test('an answer before the body was read reaches the client, whose connection stays usable', async (t) => {
  let connection = 0;
  const harness = await start(t, (socket) => {
    connection += 1;
    if (connection > 1) {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond');
      return;
    }
    socket.pause();
    socket.write(
      'HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 5\r\n\r\nfirst',
    );
    setTimeout(() => socket.destroy(), 100);
  });
  const client = connectRaw(harness.port);
  client.write(post(ewsBody('CreateItem', 'x'.repeat(20 * 1024 * 1024))));
  await client.until((text) => text.includes('first'));
  client.write(post(findItem));
  await client.until((text) => text.includes('second'));
  client.socket.destroy();
  assert.deepEqual(statuses(client.received()), [401, 200]);
  await eventually(() => harness.gateway.status().requests === 0);
});

test('a 204 announces no body, whatever Exchange says', async (t) => {
  const announced = 'HTTP/1.1 204 No Content\r\nContent-Length: 6\r\nX-A: b\r\n\r\nsecret';
  const harness = await start(t, (socket) => socket.write(announced));
  // A reader that believes the length would wait for it.
  const reply = await ask(harness.port, { path, headers, body: findItem });
  assert.deepEqual([reply.status, reply.body, reply.complete], [204, '', true]);
  assert.equal(reply.headers['content-length'], undefined);
  assert.equal(reply.headers['x-a'], 'b');
});
