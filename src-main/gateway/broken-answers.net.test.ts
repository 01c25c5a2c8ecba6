/** Exchange breaks off or talks nonsense: the client learns it, and the next one is served. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { askEas, askEws, easQuery } from '../testing/mail-requests.ts';
import { wholeAnswer } from '../testing/raw-upstream.ts';
import { beforeRaw, assertServesNext, assertRecorded } from './testing/failing-exchange.ts';

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
  { timeout: PATIENCE_MS },
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
