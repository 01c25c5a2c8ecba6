/** What becomes of a request on a connection that breaks: it is sent again only while nothing of it was sent. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { ask, begin, codeOf, first, poolFor, post, serve, sound } from './testing/pool-before.ts';

/** However it breaks once something was sent: nobody asks a second time. */
/** What lies on loopback is heard: in the turns after it, however late the timer comes. */
async function noticed(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const breaks: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a close without a word', (socket) => socket.end()],
  ['a close within the head', (socket) => socket.end('HTTP/1.1 200 O')],
  [
    'a close within the body',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
  ],
  ['garbage', (socket) => socket.write('\0\0\r\n\r\n')],
];
for (const [name, onHead] of breaks) {
  test(`${name} after the request was sent: failed, and never sent twice`, async (t) => {
    const server = await serve(t, onHead);
    const both = process.platform === 'linux';
    const other = both ? await serve(t, onHead, { host: first, port: server.port }) : null;
    const { pool } = poolFor(t, server.port);
    await codeOf(ask(pool));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(server.asked() + (other?.asked() ?? 0), 1);
  });
}

test('the same on a connection that carried a request before', async (t) => {
  let count = 0;
  const server = await serve(t, (socket) => {
    count += 1;
    if (count === 1) sound(socket);
    else socket.resetAndDestroy();
  });
  const { pool } = poolFor(t, server.port);
  assert.deepEqual(await ask(pool), { body: 'ok' });
  await codeOf(ask(pool));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(server.asked(), 2);
});

test('an idle connection that closes before a byte was written is replaced unseen', async (t) => {
  const server = await serve(t, sound);
  const { pool, reached } = poolFor(t, server.port);
  assert.deepEqual(await ask(pool), { body: 'ok' });
  const { call, outcome } = begin(pool);
  for (const socket of server.sockets) socket.destroy();
  await noticed();
  assert.equal(call.isUntouched || reached() === 2, true);
  call.write(Buffer.from('body'));
  call.end();
  assert.deepEqual(await outcome, { body: 'ok' });
  assert.deepEqual([reached(), server.asked()], [2, 2]);
});

test("an answer on an idle connection that nobody asked for yet is nobody's", async (t) => {
  const server = await serve(t, sound);
  const { pool, reached } = poolFor(t, server.port);
  assert.deepEqual(await ask(pool), { body: 'ok' });
  const { call, outcome } = begin(pool);
  for (const socket of server.sockets)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad');
  await noticed();
  call.write(Buffer.from('body'));
  call.end();
  assert.deepEqual(await outcome, { body: 'ok' });
  assert.equal(reached(), 2);
});

test('what is written before there is a connection waits, and holds the writer back', async (t) => {
  let bytes = 0;
  const server = await serve(t, () => undefined, {
    onConnection: (socket) => {
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes > 100 * 1024) sound(socket);
      });
    },
  });
  const { pool } = poolFor(t, server.port);
  const part = Buffer.alloc(50 * 1024, 'x');
  let drained = 0;
  const outcome = new Promise((resolve) => {
    const call = pool.call(
      { ...post, framing: { length: String(3 * part.length) } },
      {
        connected: () => undefined,
        drained: () => {
          drained += 1;
          if (drained > 1) return;
          call.write(part);
          call.end();
        },
        answered: () => undefined,
        answerData: () => undefined,
        answerRead: () => undefined,
        answerEnd: () => resolve('ended'),
        failed: resolve,
      },
    );
    assert.equal(call.write(part), true);
    assert.equal(call.write(part), false);
  });
  assert.equal(await outcome, 'ended');
  assert.ok(drained >= 1);
});
