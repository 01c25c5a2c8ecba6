import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import { ask, findItem, lines } from '../testing/http-client.ts';

const alice = basic('alice@contoso.test');

test('a compliant user reaches EWS in any letter case, and Exchange sees the canonical path', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const path of ['/EWS/Exchange.asmx', '/ews/exchange.asmx']) {
    const reply = await ask(harness.port, {
      path,
      headers: {
        Authorization: alice,
        'Content-Type': 'text/xml; charset=utf-8',
        'X-Odd': ['1', '2'],
      },
      body: findItem,
    });
    assert.equal(reply.status, 200, reply.body);
    assert.match(reply.body, /FindItemResponse/);
  }
  assert.deepEqual(
    harness.exchange.requests.map((request) => request.rawUrl),
    ['/EWS/Exchange.asmx', '/EWS/Exchange.asmx'],
  );
  const [seen] = harness.exchange.requests;
  assert.deepEqual(
    seen?.rawHeaders.filter((_, at, all) => all[at - (at % 2)] === 'X-Odd'),
    ['X-Odd', '1', 'X-Odd', '2'],
  );
  const event = await harness.event(({ status }) => status === 200);
  assert.equal(event.operation, 'FindItem');
  assert.equal(event.reason, 'COMPLIANT');
  assert.equal(event.answeredBy, 'exchange');
  assert.equal(event.bytesIn, Buffer.byteLength(findItem));
});

test('bare /EWS and /EWS/ are not served', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  for (const path of ['/EWS', '/EWS/', '/ews/', '/autodiscover/autodiscover.xml']) {
    const reply = await ask(harness.port, { path, headers: { Authorization: alice } });
    assert.equal(reply.status, 404, path);
  }
  assert.equal(harness.exchange.requests.length, 0);
});

test('every upstream chunk arrives as a chunk, at once', async (t) => {
  const upstream = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'X-NoBuffering': '1' });
    response.flushHeaders();
    const pieces = [
      '<Envelope>1</Envelope>',
      '<Envelope>2</Envelope>',
      '<Env',
      'elope>3</Envelope>',
    ];
    response.write(pieces[0]);
    response.write(pieces[1]);
    setTimeout(() => response.write(pieces[2]), 50);
    setTimeout(() => response.end(pieces[3]), 100);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  t.after(() => upstream.close());
  const { port } = upstream.address() as { port: number };
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: {
        ...settings.emailServer,
        address: { scheme: 'http', host: '127.0.0.1', port },
      },
    }),
  });
  t.after(harness.close);
  const reply = await ask(harness.port, {
    path: '/EWS/Exchange.asmx',
    headers: { Authorization: alice },
    body: findItem,
  });
  assert.deepEqual(reply.chunks.map(String), [
    '<Envelope>1</Envelope>',
    '<Envelope>2</Envelope>',
    '<Env',
    'elope>3</Envelope>',
  ]);
  assert.deepEqual(lines(reply, 'transfer-encoding'), ['chunked']);
  assert.equal(lines(reply, 'content-type').length, 0);
});
