/** Whatever goes away in whatever moment: the process lives, and nothing is left open. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { connectRaw, eventually } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import { seededRandom } from '../../lab/random.ts';
import { basic, override, startHarness } from '../testing/gateway-harness.ts';
import { ask, ewsBody, findItem } from '../testing/http-client.ts';

const aborts = 2000;
const atOnce = 40;
const seed = 7;

test(`${aborts} aborts in mixed phases, on either side`, async (t) => {
  const unexpected: unknown[] = [];
  const note = (error: unknown): void => void unexpected.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtExceptionMonitor', note);
  const random = seededRandom(seed, 'aborts');
  const upTo = (limit: number): number => random.below(limit);
  const tap = await startTap((_request, response) => {
    const way = upTo(8);
    response.on('error', () => undefined);
    if (way === 0) response.socket?.resetAndDestroy();
    else if (way === 1) response.destroy();
    else if (way === 2) {
      response.write('x'.repeat(upTo(300_000)));
      setTimeout(() => response.destroy(), upTo(10));
    } else if (way === 3) return;
    else if (way === 4) {
      response.write('begun');
      setTimeout(() => response.end('end'), upTo(20));
    } else response.end('y'.repeat(upTo(100_000)));
  });
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    process.off('unhandledRejection', note);
    process.off('uncaughtExceptionMonitor', note);
    await harness.close();
    await tap.close();
  });

  const head = (length: number | 'chunked', version = '1.1', more = ''): string =>
    `POST /EWS/Exchange.asmx HTTP/${version}\r\nHost: a\r\nAuthorization: ${basic('alice@contoso.test')}\r\n` +
    `${length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`}\r\n${more}\r\n`;
  const large = ewsBody('CreateItem', 'z'.repeat(200_000));
  const stream = ewsBody('GetStreamingEvents');
  const payloads = [
    head(findItem.length) + findItem,
    (head(findItem.length) + findItem).repeat(3),
    head(large.length) + large,
    head(large.length) + large.slice(0, 90_000),
    head(large.length) + large.slice(0, 20),
    head(stream.length) + stream,
    head(stream.length, '1.0') + stream,
    head(findItem.length, '1.1', 'Expect: 100-continue\r\n'),
    `${head('chunked')}${findItem.length.toString(16)}\r\n${findItem}\r\n`,
    `${head('chunked')}5\r\n<a></a>\r\nXX\r\n`,
    `${head(findItem.length)}${findItem}\0\0\0`,
    'GET /EWS/Services.wsdl HTTP/1.1\r\nHost: a\r\n\r\n',
    `POST /Microsoft-Server-ActiveSync?Cmd=Ping&DeviceId=alicephone&DeviceType=x HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic('alice@contoso.test')}\r\n\r\n`,
  ];
  const abort = async (): Promise<void> => {
    const client = connectRaw(net.connect(harness.port, '127.0.0.1'));
    const bytes = random.pick(payloads);
    const cut = random.next() < 0.3 ? upTo(bytes.length) : bytes.length;
    client.write(bytes.slice(0, cut));
    await new Promise((resolve) => setTimeout(resolve, upTo(15)));
    const way = upTo(4);
    if (way === 0) client.socket.resetAndDestroy();
    else if (way === 1) client.socket.end();
    else if (way === 2) client.socket.pause();
    else client.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, upTo(5)));
    client.socket.destroy();
    await client.closed;
  };
  let left = aborts;
  let rounds = 0;
  const workers = Array.from({ length: atOnce }, async () => {
    while (left > 0) {
      left -= 1;
      rounds += 1;
      await abort();
      if (rounds % 97 === 0) harness.setOverrides([override('alicephone', 'block')]);
      if (rounds % 97 === 5) harness.setOverrides([]);
      if (rounds % 211 === 0) assert.ok((await harness.gateway.restart(harness.settings)).ok);
    }
  });
  await Promise.all(workers);
  harness.setOverrides([]);
  const { gateway } = harness;
  await eventually(() => gateway.status().connections === 0, 'client connections end');
  await eventually(() => gateway.status().requests + gateway.status().streams === 0, 'all end');
  await eventually(
    () => harness.events().every(({ hopsMs }) => hopsMs.total !== null),
    'every event has its end',
  );
  let status = 0;
  for (let tries = 0; tries < 50 && status !== 200; tries += 1) {
    const headers = { Authorization: basic('alice@contoso.test') };
    status = (
      await ask(harness.port, { path: '/EWS/Services.wsdl', method: 'GET', headers }).catch(() => ({
        status: 0,
      }))
    ).status;
  }
  assert.equal(status, 200);
  assert.deepEqual(unexpected, []);
});
