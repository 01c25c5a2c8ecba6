/** Requests that go round, and the names by which a request is known on its way (facts: ews 1.1). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTap, towards } from './testing/tap.ts';
import type { Tap, Tapped } from './testing/tap.ts';
import type { Endable } from './testing/raw-client.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';

const authorization = basic('alice@contoso.test');

async function start(t: Endable): Promise<{ harness: Harness; tap: Tap }> {
  const tap = await startTap();
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  return { harness, tap };
}

function find(
  { port }: { port: number },
  more: Record<string, string | string[]> = {},
): Promise<Reply> {
  const headers = { Authorization: authorization, ...more };
  return ask(port, { path: '/EWS/Exchange.asmx', headers, body: findItem });
}

const received = (request: Tapped | undefined, name: string): readonly string[] =>
  request?.rawHeaders.filter(
    (_value, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === name,
  ) ?? [];

test('a gateway that leads to itself says 508 after one turn, and the log says why', async (t) => {
  const { harness, tap } = await start(t);
  const opened = await harness.gateway.restart(towards(harness.port)(harness.settings));
  assert.ok(opened.ok);
  assert.equal((await find(harness)).status, 508);
  const event = await harness.event(({ reason }) => reason === 'REQUEST_LOOP');
  assert.deepEqual(
    [event.verdict, event.status, event.answeredBy, event.protocol],
    ['blocked', 508, 'gateway', 'other'],
  );
  await harness.event(({ status, answeredBy }) => status === 508 && answeredBy === 'exchange');
  assert.equal(harness.events().length, 2);
  assert.equal(tap.requests.length, 0);
  assert.equal(harness.gateway.refused().requests.byReason.REQUEST_LOOP, 1);
});

test('so do two gateways that lead to each other; in a row they pass everything on', async (t) => {
  const { harness: last, tap } = await start(t);
  const first = await startHarness({ settings: towards(last.port) });
  t.after(first.close);
  assert.equal((await find(first)).status, 200);
  const [hops = ''] = received(tap.requests[0], 'x-sallyport-hop');
  assert.match(hops, /^[0-9a-f]{24}, [0-9a-f]{24}$/);
  const [one, two] = hops.split(', ');
  assert.notEqual(one, two);
  assert.ok((await last.gateway.restart(towards(first.port)(last.settings))).ok);
  assert.equal((await find(first)).status, 508);
  await first.event(({ reason }) => reason === 'REQUEST_LOOP');
  assert.equal(tap.requests.length, 1);
});

test('eight gateways are enough', async (t) => {
  const { harness, tap } = await start(t);
  const hops = (count: number): string => Array.from({ length: count }, () => 'x').join(',');
  assert.equal((await find(harness, { 'x-sAllyport-hop': hops(7) })).status, 200);
  assert.equal((await find(harness, { 'X-Sallyport-Hop': hops(8) })).status, 508);
  assert.equal((await find(harness, { 'X-Sallyport-Hop': ','.repeat(30_000) })).status, 508);
  assert.equal(tap.requests.length, 1);
  assert.match(
    received(tap.requests[0], 'x-sallyport-hop')[0] ?? '',
    /^x,x,x,x,x,x,x, [0-9a-f]{24}$/,
  );
  assert.ok(
    tap.requests[0]?.rawHeaders.includes('x-sAllyport-hop'),
    'in the place and spelling it had',
  );
});

test('nobody gets rid of the mark, or puts a second one beside it', async (t) => {
  const { harness, tap } = await start(t);
  for (const headers of [
    { 'X-Sallyport-Hop': ['a', 'b'] },
    { 'X-Sallyport-Hop': 'a', X_Sallyport_Hop: 'b' },
    { 'X-Sallyport-Hop': 'a', Connection: 'X-Sallyport-Hop' },
    { 'X-Forwarded-For': '192.0.2.1', Connection: 'x-forwarded-for' },
  ]) {
    assert.equal((await find(harness, headers)).status, 400, JSON.stringify(headers));
  }
  assert.equal(tap.requests.length, 0);
});

test('Exchange is told the id of a request, where the client gave none', async (t) => {
  const { harness, tap } = await start(t);
  assert.equal((await find(harness)).status, 200);
  const { requestId } = await harness.event(({ status }) => status === 200);
  assert.deepEqual(received(tap.requests[0], 'client-request-id'), [requestId]);
  assert.equal((await find(harness, { 'Client-Request-Id': '{mine}' })).status, 200);
  assert.deepEqual(received(tap.requests[1], 'client-request-id'), ['{mine}']);
  assert.deepEqual(received(tap.requests[1], 'via'), []);
});
