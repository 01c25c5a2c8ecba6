/** Answers that last: streams of notifications, long polls, and large bodies (facts: ews 2.3 and 4). */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import { openStream, soapOf } from '../../lab/index.ts';
import type { Chunking, ExchangeQuirks, Stream } from '../../lab/index.ts';
import { basic, device, override, password, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { openStreams } from '../testing/streams.ts';
import { ask, ewsBody } from '../testing/http-client.ts';

const alice = 'alice@contoso.test';
const account = { user: alice, password };
const ewsPath = '/EWS/Exchange.asmx';
const easPath =
  '/Microsoft-Server-ActiveSync?Cmd=Ping&User=alice@contoso.test&DeviceId=alicephone&DeviceType=iPhone';

async function start(t: Endable, exchange: Partial<ExchangeQuirks> = {}): Promise<Harness> {
  const harness = await startHarness({ exchange });
  t.after(harness.close);
  return harness;
}

async function subscribe({ port }: Harness): Promise<string> {
  const reply = await ask(port, {
    path: ewsPath,
    headers: { Authorization: basic(alice) },
    body: soapOf.subscribe('Streaming'),
  });
  const id = /SubscriptionId>([^<]+)</.exec(reply.body)?.[1];
  assert.ok(id !== undefined, reply.body);
  return id;
}

async function stream(harness: Harness, base = harness.url): Promise<Stream> {
  const opened = await openStream(`${base}${ewsPath}`, account, [await subscribe(harness)]);
  assert.equal(opened.status, 200);
  await opened.until((text) => text.includes('>OK<'));
  return opened;
}

const isQuiet = ({ exchange, gateway }: Harness): boolean =>
  exchange.hanging().streams === 0 && gateway.status().streams === 0;

for (const chunking of ['whole', 'split', 'joined', 'burst'] satisfies Chunking[]) {
  test(`notifications arrive in the same HTTP chunks as directly: ${chunking}`, async (t) => {
    const harness = await start(t, { chunking });
    const shape = async (base: string): Promise<readonly string[]> => {
      const opened = await stream(harness, base);
      for (let mail = 1; mail <= 4; mail += 1) {
        harness.exchange.deliver(alice, { subject: 'same length' });
        await opened.until((text) => text.split('NewMailEvent>').length > 2 * mail);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      opened.abort();
      await eventually(() => isQuiet(harness));
      // Envelopes that begin and end in each chunk: the lengths differ with the ids.
      const count = (chunk: string, tag: string): number => chunk.split(tag).length - 1;
      return opened.chunks.map(
        (chunk) => `${count(chunk, '<Envelope')}/${count(chunk, '</Envelope>')}`,
      );
    };
    assert.deepEqual(await shape(harness.url), await shape(harness.exchange.url));
  });
}

test('heartbeats arrive without delay, and a hand-over ends the stream cleanly', async (t) => {
  const harness = await start(t, { heartbeatMs: 30, handOverMs: 400 });
  const opened = await stream(harness);
  await opened.until((text) => text.split('>OK<').length > 5);
  assert.equal(await opened.ended, 'clean');
  assert.match(opened.chunks.join(''), />Closed</);
  assert.equal(opened.rawHeaders.filter((name) => /content-encoding/i.test(name)).length, 0);
  await eventually(() => isQuiet(harness));
});

test('an answer that Exchange breaks off is broken off', async (t) => {
  const harness = await start(t);
  const opened = await stream(harness);
  harness.exchange.set({ truncate: true });
  harness.exchange.deliver(alice);
  assert.equal(await opened.ended, 'broken');
  const event = await harness.event(({ remark }) => remark?.includes('broke off') === true);
  assert.equal(event.operation, 'GetStreamingEvents');
});

test('HTTP/1.0, where the end of the connection ends the body: broken off is a reset', async (t) => {
  const tap = await startTap((_request, response) => {
    response.write('begun');
    setTimeout(() => response.destroy(), 30);
  });
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  const body = ewsBody('GetItem');
  const client = connectRaw(harness.port);
  let error = '';
  client.socket.on('error', ({ message }) => (error = message));
  client.write(
    `POST ${ewsPath} HTTP/1.0\r\nAuthorization: ${basic(alice)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.match(await client.closed, /begun$/);
  assert.match(error, /ECONNRESET/);
});

test('a client that goes away is gone at Exchange at once', async (t) => {
  const harness = await start(t);
  const opened = await Promise.all(Array.from({ length: 5 }, () => stream(harness)));
  assert.equal(harness.exchange.hanging().streams, 5);
  assert.equal(harness.gateway.status().streams, 5);
  for (const each of opened) each.abort();
  await eventually(() => isQuiet(harness));
});

test('a stream is cut at once when its device gets blocked: after whole chunks, without an end', async (t) => {
  const harness = await start(t, { heartbeatMs: 20 });
  const opened = await stream(harness);
  await opened.until((text) => text.split('>OK<').length > 3);
  harness.setOverrides([override('alicephone', 'block')]);
  assert.equal(await opened.ended, 'broken');
  for (const chunk of opened.chunks) assert.match(chunk, /^<.*Envelope>$/s);
  await eventually(() => isQuiet(harness));
  const event = await harness.event(({ remark }) => remark?.startsWith('cut:') === true);
  assert.equal(event.reason, 'OVERRIDE_BLOCK');
  assert.equal(event.verdict, 'blocked');
});

test('a wipe cuts the streams of its user and nobody else', async (t) => {
  const harness = await start(t);
  const opened = await stream(harness);
  const bobs = device('bobphone', 'bob@contoso.test');
  harness.setDevices([device('alicephone', alice), { ...bobs, enrollment: 'wipePending' }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(opened.ending(), null);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wipePending' }), bobs]);
  assert.equal(await opened.ended, 'broken');
});

test('an allow that ends cuts what it carried, by itself', async (t) => {
  const harness = await start(t);
  const allow = { ...override('bobphone', 'allow'), user: alice };
  harness.setOverrides([allow]);
  const lent = { headers: { 'X-ENS-Devices': 'bobphone' } };
  const ids = [await subscribe(harness)];
  const opened = await openStream(`${harness.url}${ewsPath}`, account, ids, lent);
  assert.equal(opened.status, 200);
  const until = new Date(Date.now() + 300).toISOString();
  harness.setOverrides([{ ...allow, until }]);
  assert.equal(await opened.ended, 'broken');
  assert.ok(Date.now() >= Date.parse(until));
  await eventually(() => isQuiet(harness));
});

test('Ping hangs without a byte, wakes with the mail, and is answered with the block', async (t) => {
  const harness = await start(t);
  const ping = (): ReturnType<typeof ask> =>
    ask(harness.port, {
      path: easPath,
      headers: { Authorization: basic(alice), 'MS-ASProtocolVersion': '14.1' },
    });
  const woken = ping();
  await eventually(() => harness.exchange.hanging().polls === 1);
  assert.equal(harness.gateway.status().streams, 1);
  harness.exchange.deliver(alice);
  assert.equal((await woken).status, 200);
  const sync = await ask(harness.port, {
    path: easPath.replace('Ping', 'Sync'),
    headers: { Authorization: basic(alice), 'MS-ASProtocolVersion': '14.1' },
  });
  assert.equal(sync.status, 200);
  const blocked = ping();
  await eventually(() => harness.exchange.hanging().polls === 1);
  harness.setOverrides([override('alicephone', 'block')]);
  assert.equal((await blocked).status, 403);
  await eventually(() => harness.exchange.hanging().polls === 0);
});

test('the time limit for answers counts for ordinary requests, not for those that last', async (t) => {
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: { ...settings.emailServer, timeoutSeconds: 0.2 },
    }),
  });
  t.after(harness.close);
  // The subscription is an ordinary request; it is no matter of this test how long it takes.
  const [opened] = await openStreams({ ...harness, user: alice, password }, 1);
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const headers = { Authorization: basic(alice) };
  const late = await ask(harness.port, { path: ewsPath, headers, body: soapOf.findItem() });
  assert.equal(late.status, 504);
  assert.equal(opened?.ending(), null);
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('20 MiB up and 30 MiB down arrive byte by byte', async (t) => {
  const harness = await start(t);
  const headers = { Authorization: basic(alice) };
  const body = Buffer.from(ewsBody('CreateItem', randomBytes(15 * 1024 * 1024).toString('base64')));
  await ask(harness.port, { path: ewsPath, headers, body });
  const seen = await harness.exchange.waitFor(({ operation }) => operation === 'CreateItem');
  assert.equal(seen.bodySha256, sha256(body));
  const mail = harness.exchange.deliver(alice, { mimeBytes: 30 * 1024 * 1024 });
  const get = { path: ewsPath, headers, body: soapOf.getItem(mail.id, true) };
  const direct = await ask(harness.exchange.port, get);
  const through = await ask(harness.port, get);
  assert.ok(through.complete);
  assert.ok(through.body.length > 30 * 1024 * 1024);
  assert.equal(sha256(Buffer.concat(through.chunks)), sha256(Buffer.concat(direct.chunks)));
});

test('a reader who does not read makes Exchange wait, not memory grow', async (t) => {
  let written = 0;
  const piece = Buffer.alloc(64 * 1024, 'x');
  const tap = await startTap((_request, response) => {
    const more = (): void => {
      while (written < 256 * 1024 * 1024 && !response.destroyed) {
        written += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
    };
    more();
  });
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  const body = ewsBody('GetItem');
  const headers = { Authorization: basic(alice), 'Content-Length': body.length };
  const options = { port: harness.port, method: 'POST', path: ewsPath, headers, agent: false };
  const request = http.request({ host: '127.0.0.1', ...options });
  request.on('error', () => undefined);
  request.on('response', (answer) => answer.pause());
  request.end(body);
  let before = -1;
  await eventually(() => written > 0);
  for (let still = 0; still < 4;) {
    still = written === before ? still + 1 : 0;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // What lies in the buffers of four sockets; the kernel's grow to a few MiB each.
  assert.ok(written < 64 * 1024 * 1024, String(written));
  request.destroy();
  await eventually(() => harness.gateway.status().requests === 0);
});

test('the decision comes before 100 Continue; afterwards the body goes on as a whole', async (t) => {
  const harness = await start(t);
  const body = ewsBody('FindItem', 'x'.repeat(100_000));
  const head = (user: string): string =>
    [
      `POST ${ewsPath} HTTP/1.1`,
      'Host: gateway',
      `Authorization: ${basic(user)}`,
      `Content-Length: ${body.length}`,
      'Expect: 100-continue\r\n\r\n',
    ].join('\r\n');
  harness.setOverrides([override('bobphone', 'block')]);
  // Of ENS a body may still end a subscription (ens-rules.net.test.ts).
  const elsewhere = { host: '127.0.0.1', port: harness.port, localAddress: '127.0.0.2' };
  const blocked = connectRaw(net.connect(elsewhere));
  blocked.write(head('bob@contoso.test'));
  await blocked.until((text) => statuses(text).length > 0);
  // Its body would be waited for, 20 s.
  blocked.socket.end();
  assert.deepEqual(statuses(await blocked.closed), [500]);

  const allowed = connectRaw(harness.port);
  allowed.write(head(alice));
  await allowed.until((text) => statuses(text)[0] === 100);
  assert.equal(harness.exchange.requests.length, 0);
  allowed.write(body);
  await allowed.until((text) => statuses(text).length === 2);
  allowed.socket.destroy();
  const [seen] = harness.exchange.requests;
  assert.equal(seen?.bodySha256, sha256(Buffer.from(body)));
  assert.ok(!seen.rawHeaders.some((name) => /^expect$/i.test(name)));
});
