/** Exchange is down or hangs: the client learns it in time, and the next one is served. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soapOf, writeBase64Query } from '../../lab/index.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import { askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { rawUpstream, wholeAnswer } from '../testing/raw-upstream.ts';
import { withTimeout, beforeRaw, assertRecorded } from './testing/failing-exchange.ts';

test('down: 502, and served again once it is back', async (t) => {
  const harness = await startHarness();
  t.after(harness.close);
  const upstream = await rawUpstream((socket) => socket.write(wholeAnswer('sound')));
  const { port } = upstream;
  await upstream.close();
  assert.ok((await harness.gateway.restart(withTimeout(5, 'http', port)(harness.settings))).ok);
  const reply = await askEws(harness.port);
  assert.equal(reply.status, 502);
  assert.match(reply.body, /^Exchange cannot be reached\. Request [0-9a-f-]{36}\./);
  await assertRecorded(harness, reply, 'UPSTREAM_UNREACHABLE');
  assert.match(String(harness.events()[0]?.remark), /ECONNREFUSED/);
  const eas = await askEas(harness.port, easQuery('FolderSync', 'alicephone'));
  assert.equal(eas.status, 502);
  assert.ok((await harness.gateway.restart(harness.settings)).ok);
  assert.equal((await askEws(harness.port)).status, 200);
});

test('a host name that does not exist: 502', async (t) => {
  const harness = await startHarness({
    settings: (settings) => ({
      ...settings,
      emailServer: {
        ...settings.emailServer,
        address: { scheme: 'http', host: 'nowhere.invalid', port: 80 },
      },
    }),
  });
  t.after(harness.close);
  const reply = await askEws(harness.port);
  assert.equal(reply.status, 502);
  await assertRecorded(harness, reply, 'UPSTREAM_UNREACHABLE');
});

test('hanging before its head: 504 once the time is over', async (t) => {
  const harness = await startHarness({ settings: withTimeout(1) });
  t.after(harness.close);
  harness.exchange.set({ faults: [{ times: 3, fault: { kind: 'hang' } }] });
  const began = performance.now();
  const replies = await Promise.all([
    askEws(harness.port),
    askEas(harness.port, easQuery('FolderSync', 'alicephone')),
    askEws(harness.port, { user: null }),
  ]);
  const took = performance.now() - began;
  assert.ok(took > 950 && took < 8000, String(took));
  for (const reply of replies) {
    assert.equal(reply.status, 504);
    assert.match(reply.body, /^Exchange did not answer in time\. Request /);
  }
  await harness.event(({ seq, status }) => seq === 3 && status === 504);
  assert.ok(harness.events().every(({ reason }) => reason === 'UPSTREAM_TIMEOUT'));
  assert.equal((await askEws(harness.port)).status, 200);
});

test('a time limit is given back to Exchange as a closed connection', async (t) => {
  const harness = await startHarness({ settings: withTimeout(1) });
  t.after(harness.close);
  harness.exchange.set({ faults: [{ times: 1, fault: { kind: 'hang' } }] });
  assert.equal((await askEws(harness.port)).status, 504);
  const seen = await harness.exchange.waitFor(({ outcome }) => outcome === 'aborted');
  assert.equal(seen.seq, 1);
});

test('Ping, Sync and GetStreamingEvents outlive the time limit, other commands do not', async (t) => {
  const harness = await startHarness({ settings: withTimeout(1) });
  t.after(harness.close);
  const slow = (operation: string) => ({
    operation,
    fault: { kind: 'delayHeaders', ms: 2500 } as const,
  });
  harness.exchange.set({
    faults: ['Ping', 'Sync', 'GetStreamingEvents', 'FolderSync', 'FindItem'].map(slow),
    msPerSecond: 0,
  });
  const coded = { deviceId: 'alicephone', deviceType: 'Phone', user: null, policyKey: null };
  const began = performance.now();
  const lasting = await Promise.all([
    askEas(harness.port, easQuery('Ping', 'alicephone')),
    askEas(harness.port, easQuery('Sync', 'alicephone')),
    // Exchange regards no letter case in the name of a command.
    askEas(harness.port, easQuery('ping', 'alicephone').replace('Cmd', 'cMD')),
    askEas(harness.port, writeBase64Query({ ...coded, command: 'Ping' })),
    askEas(harness.port, writeBase64Query({ ...coded, command: 'Sync' })),
    askEws(harness.port, { body: soapOf.getStreamingEvents(['gone'], 1) }),
  ]);
  assert.ok(performance.now() - began > 2000);
  assert.deepEqual(
    lasting.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  const bounded = await Promise.all([
    askEas(harness.port, easQuery('FolderSync', 'alicephone')),
    askEws(harness.port),
  ]);
  assert.deepEqual(
    bounded.map(({ status }) => status),
    [504, 504],
  );
});

test('a body may take longer than the limit for its head', async (t) => {
  const { harness } = await beforeRaw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nlat');
    setTimeout(() => socket.write('est'), 1500);
  });
  assert.ok((await harness.gateway.restart(withTimeout(1)(harness.settings))).ok);
  const reply = await askEws(harness.port);
  assert.deepEqual([reply.status, reply.body, reply.complete], [200, 'latest', true]);
});

test('hanging in the TLS handshake: 502 once the time is over', async (t) => {
  const silent = await rawUpstream(() => undefined);
  t.after(silent.close);
  const harness = await startHarness({ settings: withTimeout(1, 'https', silent.port) });
  t.after(harness.close);
  const [ews, ping] = await Promise.all([
    askEws(harness.port),
    // Reaching Exchange is bounded for those too that may wait for its answer.
    askEas(harness.port, easQuery('Ping', 'alicephone')),
  ]);
  assert.deepEqual([ews.status, ping.status], [502, 502]);
  await assertRecorded(harness, ews, 'UPSTREAM_UNREACHABLE');
  assert.ok(
    (await harness.gateway.restart(withTimeout(5, 'http', harness.exchange.port)(harness.settings)))
      .ok,
  );
  assert.equal((await askEws(harness.port)).status, 200);
});

test('a server that speaks no TLS at all: 502 UPSTREAM_TLS', async (t) => {
  const harness = await startHarness({ settings: withTimeout(5, 'https') });
  t.after(harness.close);
  const reply = await askEws(harness.port);
  assert.equal(reply.status, 502);
  await assertRecorded(harness, reply, 'UPSTREAM_TLS');
});
