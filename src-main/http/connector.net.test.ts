/** Connections to a host with several addresses, and hosts that cannot be reached. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { PATIENCE_MS } from '../../lab/testing/patience.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import { first, second, serve, sound, poolFor, begin, ask, codeOf } from './testing/pool-before.ts';

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
    const { pool, errors } = poolFor(t, port, {
      tls: secure,
      connectMs: PATIENCE_MS,
      shareMs: 1000,
    });
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

test(
  'a server that cannot be judged is not believed, and an old session is offered only where it may be',
  { skip: needs },
  async (t) => {
    const { key, cert } = temporaryCertificate(['DNS:mail.contoso.test']);
    const reused: boolean[] = [];
    const server = tls.createServer({ key, cert, maxVersion: 'TLSv1.2' }, (socket) => {
      reused.push(socket.isSessionReused());
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, second, resolve));
    t.after(() => new Promise<void>((resolve) => void server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const secure = { ca: cert, servername: 'mail.contoso.test' };
    const doubt = (): Error | null => {
      throw new Error('a certificate that cannot be read');
    };
    const judged = poolFor(t, port, { tls: secure, host: second, doubt });
    assert.equal(await codeOf(ask(judged.pool)), 'a certificate that cannot be read');
    assert.equal(judged.errors.length, 1);
    reused.length = 0;
    let may = true;
    const { pool } = poolFor(t, port, { tls: secure, host: second, resumes: () => may });
    await ask(pool);
    await ask(pool);
    may = false;
    await ask(pool);
    assert.deepEqual(reused, [false, true, false]);
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
    [0, 0],
    [200, 1],
  ] as const) {
    const { call } = begin(pool);
    await new Promise((resolve) => setTimeout(resolve, waits));
    call.abandon();
    assert.equal(errors.length, told);
  }
});
