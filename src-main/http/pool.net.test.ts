/** Connections to a host with several addresses: the next is tried only while nothing of a request was sent. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import type { Call, CallHead } from './call.ts';
import { Connector } from './connector.ts';
import type { ConnectOptions } from './connector.ts';
import { Pool } from './pool.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';

interface Ending {
  readonly after: (end: () => Promise<void>) => void;
}

interface Server {
  readonly port: number;
  /** Requests whose head came. */
  readonly asked: () => number;
  readonly sockets: ReadonlySet<Socket>;
  readonly close: () => Promise<void>;
}

/** Loopback has 127.0.0.0/8 on Linux alone; elsewhere one address refuses because nobody listens on it. */
const [first, second] = ['127.0.0.2', '127.0.0.1'] as const;

async function serve(
  t: Ending,
  onHead: (socket: Socket) => void,
  options: { port?: number; host?: string; onConnection?: (socket: Socket) => void } = {},
): Promise<Server> {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!bytes.includes('\r\n\r\n')) return;
      asked += 1;
      onHead(socket);
    });
    options.onConnection?.(socket);
  });
  await new Promise<void>((resolve) =>
    server.listen(options.port ?? 0, options.host ?? second, resolve),
  );
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  t.after(close);
  return { port: (server.address() as AddressInfo).port, asked: () => asked, sockets, close };
}

const sound = (socket: Socket): void => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
};

function poolFor(t: Ending, port: number, more: Partial<ConnectOptions> = {}) {
  const errors: Error[] = [];
  let reached = 0;
  const connector = new Connector({
    host: 'mail.contoso.test',
    port,
    tls: null,
    connectMs: 5000,
    lookup: (_host, done) => setImmediate(() => done(null, [first, second])),
    ...more,
  });
  const pool = new Pool(connector, {
    reached: () => (reached += 1),
    unreachable: (error) => errors.push(error),
  });
  t.after(async () => pool.close());
  return { pool, errors, reached: () => reached };
}

type Outcome = { readonly body: string } | { readonly error: Error };

const post: CallHead = { method: 'POST', target: '/', lines: [], framing: { length: '4' } };

/** Begins a request; `write` sends its body. */
function begin(pool: Pool, head = post): { call: Call; outcome: Promise<Outcome> } {
  let call: Call | undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    let body = '';
    call = pool.call(head, {
      connected: () => undefined,
      drained: () => undefined,
      answered: () => undefined,
      answerData: (part) => (body += part.toString()),
      answerRead: () => undefined,
      answerEnd: () => resolve({ body }),
      failed: (error) => resolve({ error }),
    });
  });
  assert.ok(call !== undefined);
  return { call, outcome };
}

function ask(pool: Pool): Promise<Outcome> {
  const { call, outcome } = begin(pool);
  call.write(Buffer.from('body'));
  call.end();
  return outcome;
}

async function codeOf(outcome: Promise<Outcome>): Promise<string> {
  const came = await outcome;
  if (!('error' in came)) throw new Error(`answered: ${came.body}`);
  return (came.error as NodeJS.ErrnoException).code ?? came.error.message;
}

test('the addresses of a name are tried in turn, and one that failed comes last for a while', async (t) => {
  const server = await serve(t, (socket) => {
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
  });
  const { pool, errors, reached } = poolFor(t, server.port);
  assert.deepEqual(await ask(pool), { body: 'ok' });
  assert.deepEqual([errors, reached(), server.asked()], [[], 1, 1]);
  if (process.platform !== 'linux') return;
  const back = await serve(t, sound, { host: first, port: server.port });
  assert.deepEqual(await ask(pool), { body: 'ok' });
  assert.deepEqual([server.asked(), back.asked()], [2, 0]);
  await server.close();
  // Last is not never.
  assert.deepEqual(await ask(pool), { body: 'ok' });
  assert.equal(back.asked(), 1);
});

test('none of them: one failure, and the host is told as unreachable', async (t) => {
  const server = await serve(t, sound);
  await server.close();
  const { pool, errors } = poolFor(t, server.port);
  assert.equal(await codeOf(ask(pool)), 'ECONNREFUSED');
  assert.equal(errors.length, 1);
});

test('a name without an address, or whose resolver says nothing, is a failure in time', async (t) => {
  const none = poolFor(t, 1, { lookup: (_host, done) => done(null, []) });
  assert.match(await codeOf(ask(none.pool)), /^no connection/);
  const silent = poolFor(t, 1, { lookup: () => undefined, connectMs: 200 });
  assert.equal(await codeOf(ask(silent.pool)), 'no connection within 200 ms');
  assert.equal(silent.errors.length, 1);
});

const needs = hasOpenssl && process.platform === 'linux' ? false : 'needs openssl and 127.0.0.2';

test(
  'an address that keeps silent in the handshake costs its share of the time',
  { skip: needs },
  async (t) => {
    const { key, cert } = temporaryCertificate(['DNS:mail.contoso.test']);
    const server = tls.createServer({ key, cert }, (socket) =>
      socket.once('data', () => sound(socket)),
    );
    await new Promise<void>((resolve) => server.listen(0, second, resolve));
    const { port } = server.address() as AddressInfo;
    const silent = await serve(t, sound, { host: first, port });
    const secure = { ca: cert, servername: 'mail.contoso.test' };
    const { pool, errors } = poolFor(t, port, { tls: secure, connectMs: 2000 });
    const began = performance.now();
    assert.deepEqual(await ask(pool), { body: 'ok' });
    assert.ok(performance.now() - began > 900);
    assert.equal(errors.length, 0);
    assert.equal(silent.sockets.size, 0);
    // What is wrong with the one that was reached says more than that the other one was not.
    await silent.close();
    const wrong = poolFor(t, port, { tls: { ...secure, servername: 'other.test' } });
    assert.equal(await codeOf(ask(wrong.pool)), 'ERR_TLS_CERT_ALTNAME_INVALID');
    pool.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
);

test('who gives up while it connects leaves nothing behind', async (t) => {
  const server = await serve(t, sound);
  const { pool, errors, reached } = poolFor(t, server.port);
  const { call } = begin(pool);
  call.abandon();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual([server.asked(), server.sockets.size, errors.length, reached()], [0, 0, 0, 0]);
});

test('who loses patience with a host that says nothing tells that it does', async (t) => {
  const silent = await serve(t, () => undefined);
  const { pool, errors } = poolFor(t, silent.port, { tls: {}, host: second, shareMs: 100 });
  for (const [waits, told] of [
    [20, 0],
    [200, 1],
  ] as const) {
    const { call } = begin(pool);
    await new Promise((resolve) => setTimeout(resolve, waits));
    call.abandon();
    assert.equal(errors.length, told);
  }
});

/** However it breaks once something was sent: nobody asks a second time. */
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
  await new Promise((resolve) => setTimeout(resolve, 100));
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
  await new Promise((resolve) => setTimeout(resolve, 100));
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
