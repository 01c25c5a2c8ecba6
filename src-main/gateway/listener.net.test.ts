/** Who may connect, and what connections cost that never ask for anything. */
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem } from '../testing/http-client.ts';
import type { ListenerSettings } from '../../src-shared/settings/in-force.ts';

const headers = { Authorization: basic('alice@contoso.test') };
const path = '/EWS/Exchange.asmx';

async function start(t: Endable, listener: Partial<ListenerSettings> = {}): Promise<Harness> {
  const harness = await startHarness({
    settings: (settings) => ({ ...settings, listener: { ...settings.listener, ...listener } }),
  });
  t.after(harness.close);
  return harness;
}

const from = (port: number, localAddress: string): Promise<number> =>
  ask(port, { path, headers, body: findItem, localAddress }).then(({ status }) => status);

test('plain: only the balancers that are named', async (t) => {
  const harness = await start(t, { host: '0.0.0.0', balancers: ['127.0.0.2/32', '127.1.0.0/16'] });
  assert.equal(await from(harness.port, '127.0.0.2'), 200);
  assert.equal(await from(harness.port, '127.1.2.3'), 200);
  await assert.rejects(from(harness.port, '127.0.0.1'), /ECONNRESET|socket hang up/);
  await assert.rejects(from(harness.port, '127.0.0.3'), /ECONNRESET|socket hang up/);
  assert.equal(harness.exchange.requests.length, 2);
  assert.deepEqual(
    harness.warnings.map(({ client }) => client),
    ['127.0.0.1', '127.0.0.3'],
  );
});

test('a balancer that is no longer named is refused, and its open connection ends with its next answer', async (t) => {
  const listener = { host: '0.0.0.0', balancers: ['127.0.0.1/32'] };
  const harness = await start(t, listener);
  const client = connectRaw(harness.port);
  const get = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
  client.write(get);
  await client.until((text) => statuses(text).length === 1);
  const next = { ...harness.settings.listener, balancers: ['127.0.0.2'] };
  assert.ok((await harness.gateway.restart({ ...harness.settings, listener: next })).ok);
  await assert.rejects(from(harness.port, '127.0.0.1'));
  client.write(get);
  assert.deepEqual(statuses(await client.closed), [404, 404]);
});

test('plain on loopback, without balancers: this machine', async (t) => {
  const harness = await start(t);
  assert.equal(await from(harness.port, '127.0.0.1'), 200);
  assert.equal(await from(harness.port, '127.0.0.9'), 200);
});

function secure(port: number, options: tls.ConnectionOptions = {}): tls.TLSSocket {
  return tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
}

test('TLS: 1.2 and newer, HTTP/1.1 only', async (t) => {
  const harness = await start(t, { tls: listenerCertificate('gateway') });
  // OpenSSL does not even try without; BoringSSL does, and knows no such level.
  const permissive = 'electron' in process.versions ? {} : { ciphers: 'ALL:@SECLEVEL=0' };
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const options = { minVersion: version, maxVersion: version, ...permissive };
    const socket = secure(harness.port, options);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    assert.equal(socket.authorized, false);
    assert.equal(connectRaw(socket).received(), '');
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const options = { minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] };
    const socket = secure(harness.port, options);
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    assert.equal(socket.getProtocol(), version);
    assert.equal(socket.alpnProtocol, 'http/1.1');
    socket.destroy();
  }
  await eventually(() => harness.gateway.status().connections === 0);
});

test('handshakes that stall, or are none, hold up nobody and leave nothing', async (t) => {
  const harness = await start(t, { tls: listenerCertificate('gateway') });
  const silent = Array.from({ length: 50 }, () => net.connect(harness.port, '127.0.0.1'));
  await eventually(() => harness.gateway.status().connections === 50);
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\x05hello', '\0'.repeat(2000)]) {
    const client = connectRaw(harness.port);
    client.write(bytes);
    const received = await client.closed;
    assert.deepEqual(statuses(received), [], JSON.stringify(bytes));
  }
  const status = await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: harness.port, method: 'POST', path, headers };
    const request = https.request({ ...options, agent: false, rejectUnauthorized: false });
    request.on('error', reject);
    request.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.end(findItem);
  });
  assert.equal(status, 200);
  for (const socket of silent) socket.destroy();
  await eventually(() => harness.gateway.status().connections === 0);
});

test('closing ends connections in the middle of their handshake', async (t) => {
  const harness = await start(t, { tls: listenerCertificate('gateway') });
  const clients = Array.from({ length: 5 }, () => connectRaw(harness.port));
  await eventually(() => harness.gateway.status().connections === 5);
  await harness.gateway.close();
  await Promise.all(clients.map(({ closed }) => closed));
});

test('500 connections that are opened and dropped, in four ways', async (t) => {
  const harness = await start(t);
  const opened = await Promise.all(
    Array.from(
      { length: 500 },
      () =>
        new Promise<net.Socket>((resolve) => {
          const socket = net.connect(harness.port, '127.0.0.1', () => resolve(socket));
          socket.on('error', () => undefined);
        }),
    ),
  );
  await eventually(() => harness.gateway.status().connections === 500);
  assert.equal(await from(harness.port, '127.0.0.1'), 200);
  for (const [number, socket] of opened.entries()) {
    if (number % 4 === 0) socket.destroy();
    else if (number % 4 === 1) socket.resetAndDestroy();
    else if (number % 4 === 2) socket.end('POST /EWS/Exch');
    else socket.end();
    socket.resume();
  }
  await eventually(() => harness.gateway.status().connections === 0);
  assert.equal(harness.gateway.status().requests, 0);
});

test('a client that closes its half and stays leaves no request and no connection', async (t) => {
  const harness = await start(t);
  harness.exchange.set({ faults: [{ operation: 'FindItem', fault: { kind: 'hang' } }] });
  const bodies = [
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`,
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: 5000\r\n\r\n${findItem}`,
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: 5000\r\n\r\n<s`,
    'garbage\r\n\r\n',
  ];
  for (const bytes of bodies) {
    const socket = net.connect({ port: harness.port, host: '127.0.0.1', allowHalfOpen: true });
    const client = connectRaw(socket);
    socket.end(bytes);
    await eventually(() => socket.readableEnded || socket.destroyed, 'the gateway closes its half');
    await eventually(() => harness.gateway.status().connections === 0, 'and lets go');
    socket.destroy();
    await client.closed;
  }
  await eventually(() => harness.gateway.status().requests === 0);
});
