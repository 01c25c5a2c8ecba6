/** A subscription that hangs keeps little of its request: no body, no head, no credential. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { memoryNow } from './testing/memory.ts';
import { eventually } from './testing/raw-client.ts';
import { towards } from './testing/tap.ts';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import { ewsBody } from '../testing/http-client.ts';
import { rawUpstream } from '../testing/raw-upstream.ts';

const count = 150;
const padding = 40 * 1024;
/** Of both ends and everything between, since all of it is in this process. */
const mostBytesEach = 20 * 1024;

const begun = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n';

/** Each with a name and a text of its own, so that nothing can be shared. */
function requestOf(number: number): string {
  const body = ewsBody('GetStreamingEvents', 'b'.repeat(padding));
  return [
    'POST /EWS/Exchange.asmx HTTP/1.1',
    'Host: gateway',
    `User-Agent: Outlook/16.${String(number)} (${'u'.repeat(30)})`,
    `Authorization: ${basic('alice@contoso.test')}`,
    `X-Padding-${String(number)}: ${'h'.repeat(padding)}`,
    `Content-Length: ${String(body.length)}`,
    `\r\n${body}`,
  ].join('\r\n');
}

/** Resolves once its answer has begun; what comes is not kept. */
function subscribe(port: number, number: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.once('data', (first: Buffer) => {
      if (first.toString('latin1', 9, 12) === '200') resolve(socket);
      else reject(new Error(first.toString('latin1')));
    });
    socket.write(requestOf(number), 'latin1');
  });
}

test('a hanging subscription keeps neither head nor body of its request', async (t) => {
  const exchange = await rawUpstream((socket) => socket.write(begun));
  const harness = await startHarness({ settings: towards(exchange.port), forgetful: true });
  t.after(async () => {
    await harness.close();
    await exchange.close();
  });
  const { gateway, port } = harness;
  const open = async (first: number): Promise<readonly Socket[]> => {
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    const sockets = await Promise.all(numbers.map((number) => subscribe(port, number)));
    assert.equal(gateway.status().streams, count);
    return sockets;
  };
  // What is compiled and grown once is no subscription's.
  for (const socket of await open(1000)) socket.destroy();
  await eventually(() => gateway.status().connections === 0);

  const before = await memoryNow();
  const sockets = await open(2000);
  const each = async (): Promise<number> => {
    return ((await memoryNow()) - before) / count;
  };
  // The rest is let go of when a request is open for a second.
  let bytes = await each();
  for (const until = Date.now() + PATIENCE_MS; bytes > mostBytesEach && Date.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    bytes = await each();
  }
  for (const socket of sockets) socket.destroy();
  assert.ok(bytes <= mostBytesEach, `${String(Math.round(bytes))} bytes each`);
  t.diagnostic(`${String(Math.round(bytes))} bytes each, both ends included`);
});
