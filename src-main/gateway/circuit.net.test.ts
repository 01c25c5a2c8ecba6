/** A server that takes no connection is left alone for a while, and found again. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { eventually } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { towards } from './testing/tap.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { quietPort } from '../testing/quiet-port.ts';
import { rawUpstream, wholeAnswer } from '../testing/raw-upstream.ts';

/** A gateway before a port on which nobody listens. */
async function beforeNobody(t: Endable): Promise<{ harness: Harness; port: number }> {
  const port = await quietPort();
  const harness = await startHarness({ settings: towards(port) });
  t.after(harness.close);
  return { harness, port };
}

test('five failures, then 503 at once with Retry-After; the first success lets all in again', async (t) => {
  const { harness, port } = await beforeNobody(t);
  assert.deepEqual(harness.gateway.status().upstreams, [
    { host: `http://127.0.0.1:${port}`, state: 'reachable', since: null, retryAt: null },
  ]);
  for (let count = 0; count < 5; count += 1) assert.equal((await askEws(harness.port)).status, 502);
  const refused = await askEws(harness.port);
  assert.equal(refused.status, 503);
  assert.match(String(refused.headers['retry-after']), /^[12]$/);
  assert.match(refused.body, /^Exchange cannot be reached\. Request /);
  const event = await harness.event(({ status }) => status === 503);
  assert.deepEqual([event.reason, event.answeredBy], ['UPSTREAM_UNREACHABLE', 'gateway']);
  const [open] = harness.gateway.status().upstreams;
  assert.equal(open?.state, 'unreachable');
  assert.ok(Date.parse(String(open.retryAt)) > Date.parse(String(open.since)));
  // ActiveSync goes to the same server.
  assert.equal((await askEas(harness.port, easQuery('FolderSync', 'alicephone'))).status, 503);

  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (bytes.includes('</s:Envelope>')) socket.write(wholeAnswer('back'));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => void server.close());
  await eventually(() => Date.parse(String(open.retryAt)) < Date.now(), 'the time to try again');
  assert.equal((await askEws(harness.port)).body, 'back');
  assert.equal(harness.gateway.status().upstreams[0]?.state, 'reachable');
  const all = await Promise.all(Array.from({ length: 8 }, () => askEws(harness.port)));
  assert.ok(all.every(({ status }) => status === 200));
});

test('while one finds out, the others are told to wait', async (t) => {
  const silent = await rawUpstream(() => undefined);
  t.after(silent.close);
  const harness = await startHarness({
    settings: (settings) => {
      const { emailServer } = towards(silent.port)(settings);
      const address = { ...emailServer.address, scheme: 'https' } as const;
      return { ...settings, emailServer: { ...emailServer, address, timeoutSeconds: 1 } };
    },
  });
  t.after(harness.close);
  const failed = await Promise.all(Array.from({ length: 5 }, () => askEws(harness.port)));
  assert.ok(failed.every(({ status }) => status === 502));
  const retryAt = Date.parse(String(harness.gateway.status().upstreams[0]?.retryAt));
  await eventually(() => retryAt < Date.now(), 'the time to try again');
  const before = silent.connections();
  const replies = await Promise.all(Array.from({ length: 6 }, () => askEws(harness.port)));
  const statuses = replies.map(({ status }) => status).sort((a, b) => a - b);
  assert.deepEqual(statuses, [502, 503, 503, 503, 503, 503]);
  assert.equal(silent.connections(), before + 1);
});

test('slow answers are no dead server', async (t) => {
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: { ...settings.emailServer, timeoutSeconds: 1 },
    }),
  });
  t.after(harness.close);
  harness.exchange.set({ faults: [{ times: 8, fault: { kind: 'hang' } }] });
  const replies = await Promise.all(Array.from({ length: 8 }, () => askEws(harness.port)));
  assert.ok(replies.every(({ status }) => status === 504));
  assert.equal(harness.gateway.status().upstreams[0]?.state, 'reachable');
  assert.equal((await askEws(harness.port)).status, 200);
});

test('a failed handshake is told as such, each time', async (t) => {
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: {
        ...settings.emailServer,
        address: { ...settings.emailServer.address, scheme: 'https' },
      },
    }),
  });
  t.after(harness.close);
  for (let count = 0; count < 7; count += 1) {
    const reply = await askEws(harness.port);
    assert.equal(reply.status, 502);
    assert.match(reply.body, /TLS/);
  }
});
