// Exchange is down, hangs, breaks off or talks nonsense: the client learns it, and the next one is served.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { soapOf, writeBase64Query } from '../../lab/index.ts';
import { startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import type { Reply } from '../testing/http-client.ts';
import { askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { rawUpstream, wholeAnswer } from '../testing/raw-upstream.ts';
import type { RawUpstream } from '../testing/raw-upstream.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';

function withTimeout(seconds: number, scheme: 'http' | 'https' = 'http', port?: number) {
  return (settings: GatewaySettings): GatewaySettings => {
    const { address } = settings.emailServer;
    return {
      ...settings,
      emailServer: {
        ...settings.emailServer,
        timeoutSeconds: seconds,
        address: { ...address, scheme, port: port ?? address.port },
      },
    };
  };
}

/** A gateway before a server whose first answer is `first` and whose further ones are as they should be. */
async function beforeRaw(
  t: { after: (close: () => Promise<void>) => void },
  first: (socket: Socket) => void,
): Promise<{ harness: Harness; upstream: RawUpstream }> {
  const upstream = await rawUpstream((socket, count) => {
    if (count === 1) first(socket);
    else socket.write(wholeAnswer('sound'));
  });
  t.after(upstream.close);
  const harness = await startHarness({ settings: withTimeout(5, 'http', upstream.port) });
  t.after(harness.close);
  return { harness, upstream };
}

async function assertServesNext(harness: Harness): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    const next = await askEws(harness.port);
    assert.deepEqual([next.status, next.body, next.complete], [200, 'sound', true]);
  }
}

/** Fails unless the one event so far says what the client saw. */
async function assertRecorded(harness: Harness, reply: Reply, reason: string): Promise<void> {
  const event = await harness.event(({ seq, status }) => seq === 1 && status !== null);
  assert.deepEqual([event.status, event.reason], [reply.status, reason]);
}

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

const reset = (socket: Socket): void => void socket.resetAndDestroy();
const failures: readonly (readonly [name: string, first: (socket: Socket) => void])[] = [
  ['resetting the connection', reset],
  ['closing it without a word', (socket) => socket.end()],
  ['closing it within the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
  ['garbage', (socket) => socket.write('\u0000\u0001 not HTTP at all\r\n\r\n')],
  ['garbage of another protocol', (socket) => socket.write('220 mail.contoso.test ESMTP\r\n')],
  [
    'an unsolicited 101',
    (socket) =>
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nmore',
      ),
  ],
  [
    '100 KB of header lines',
    (socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(100_000)}\r\nContent-Length: 0\r\n\r\n`),
  ],
  [
    'length and chunks at once',
    (socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
  ],
  [
    'two lengths',
    (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'),
  ],
  [
    'a status beyond three digits',
    (socket) => socket.write('HTTP/1.1 20000 OK\r\nContent-Length: 0\r\n\r\n'),
  ],
];
for (const [name, first] of failures) {
  test(`${name}: 502, and the next request is served`, async (t) => {
    const { harness } = await beforeRaw(t, first);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    const reply = await askEws(harness.port, { agent });
    assert.equal(reply.status, 502);
    assert.equal(reply.complete, true);
    await assertRecorded(harness, reply, 'UPSTREAM_UNREACHABLE');
    assert.equal((await askEws(harness.port, { agent })).body, 'sound');
    await assertServesNext(harness);
  });
}

// RFC 9112 5.2 leaves a gateway the choice; the parser of Node 18 makes the other one.
test('a folded header line: 502', async (t) => {
  const { harness } = await beforeRaw(t, (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n'),
  );
  const { status } = await askEws(harness.port);
  assert.equal(status, 502);
  await assertServesNext(harness);
});

test(
  'an unsolicited 101 ends a long poll, which no time limit would',
  { timeout: 20_000 },
  async (t) => {
    const { harness } = await beforeRaw(t, (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
    const reply = await askEas(harness.port, easQuery('Ping', 'alicephone'));
    assert.equal(reply.status, 502);
    await assertServesNext(harness);
  },
);

const truncations: readonly (readonly [name: string, first: (socket: Socket) => void])[] = [
  [
    'a body shorter than its length',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
  ],
  [
    'chunks without the last one',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
  ],
  [
    'a chunk broken off',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'),
  ],
  [
    'a reset within the body',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
      setTimeout(() => socket.resetAndDestroy(), 100);
    },
  ],
  [
    'a malformed chunk',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
      setTimeout(() => socket.write('zz\r\n'), 100);
    },
  ],
];
for (const [name, first] of truncations) {
  test(`${name}: the client sees that something is missing`, async (t) => {
    const { harness } = await beforeRaw(t, first);
    const reply = await askEws(harness.port);
    assert.deepEqual([reply.status, reply.body, reply.complete], [200, 'half', false]);
    const event = await harness.event(({ status, bytesOut }) => status === 200 && bytesOut === 4);
    assert.notEqual(event.remark, null);
    await assertServesNext(harness);
  });
}

test('a body that ends with the connection is whole', async (t) => {
  const { harness } = await beforeRaw(t, (socket) =>
    socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\nold but sound'),
  );
  const reply = await askEws(harness.port);
  assert.deepEqual([reply.status, reply.body, reply.complete], [200, 'old but sound', true]);
  await assertServesNext(harness);
});

test('interim answers are no answer', async (t) => {
  const { harness } = await beforeRaw(t, (socket) =>
    socket.write(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n' +
        wholeAnswer('final'),
    ),
  );
  const reply = await askEws(harness.port);
  assert.deepEqual([reply.status, reply.body], [200, 'final']);
  await assertServesNext(harness);
});

/** Bytes behind an answer, at once or when the connection lies idle, must never answer somebody else. */
for (const delay of [0, 50]) {
  const behind = (answer: string, more: string) => (socket: Socket) => {
    if (delay === 0) socket.write(answer + more);
    else {
      socket.write(answer);
      setTimeout(() => socket.write(more), delay);
    }
  };
  const when = delay === 0 ? 'at once' : `after ${delay} ms`;
  test(`a second answer that nobody asked for, ${when}`, async (t) => {
    const { harness } = await beforeRaw(t, behind(wholeAnswer('first'), wholeAnswer('leaked')));
    const reply = await askEws(harness.port);
    assert.deepEqual([reply.status, reply.body, reply.complete], [200, 'first', true]);
    await new Promise((resolve) => setTimeout(resolve, delay + 50));
    await assertServesNext(harness);
  });

  test(`a 204 with a body, ${when}`, async (t) => {
    const { harness } = await beforeRaw(t, behind('HTTP/1.1 204 No Content\r\n\r\n', 'a body'));
    const reply = await askEws(harness.port);
    assert.deepEqual([reply.status, reply.body, reply.complete], [204, '', true]);
    await new Promise((resolve) => setTimeout(resolve, delay + 50));
    await assertServesNext(harness);
  });
}

test('odd reason phrases and statuses of ActiveSync pass as they are', async (t) => {
  for (const [line, status, message] of [
    ['449 Retry after sending a PROVISION command', 449, 'Retry after sending a PROVISION command'],
    ['456 Blocked', 456, 'Blocked'],
    ['599', 599, ''],
  ] as const) {
    const { harness } = await beforeRaw(t, (socket) =>
      socket.write(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`),
    );
    const reply = await askEas(harness.port, easQuery('FolderSync', 'alicephone'));
    assert.deepEqual([reply.status, reply.statusMessage], [status, message]);
    await assertServesNext(harness);
  }
});
