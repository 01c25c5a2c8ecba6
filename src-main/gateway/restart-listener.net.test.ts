/** A restart that changes the listener: its port, its certificate. */
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import { ask, findItem } from '../testing/http-client.ts';
import { load } from '../testing/load.ts';
import {
  headers,
  ewsPath,
  start,
  withListener,
  restarted,
  openStreams,
} from './testing/restarting.ts';

test('a changed port: both serve, then the old connections end with their next answer', async (t) => {
  const harness = await start(t);
  const spare = net.createServer();
  await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve));
  const { port } = spare.address() as net.AddressInfo;
  await new Promise((resolve) => spare.close(resolve));
  const post = `POST ${ewsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`;
  const kept = connectRaw(harness.port);
  kept.write(post);
  await kept.until((text) => statuses(text).length === 1);
  assert.equal(await restarted(harness, withListener(harness.settings, { port })), port);
  assert.equal((await ask(port, { path: ewsPath, headers, body: findItem })).status, 200);
  await assert.rejects(ask(harness.port, { path: ewsPath, headers }), /ECONNREFUSED/);
  kept.write(post);
  const received = await kept.closed;
  assert.deepEqual(statuses(received), [200, 200]);
  assert.equal(received.match(/^Connection: close\r$/gm)?.length, 1);
});

test('two restarts at the same time happen one after the other', async (t) => {
  const harness = await start(t);
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as net.AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  const [first, second] = await Promise.all([
    harness.gateway.restart(withListener(harness.settings, { port })),
    harness.gateway.restart(withListener(harness.settings, { host: '127.0.0.2', port })),
  ]);
  assert.ok(first.ok && second.ok);
  assert.deepEqual([first.value.generation, second.value.generation], [2, 3]);
  await assert.rejects(ask(port, { path: '/' }), /ECONNREFUSED/);
});

test('a port that is taken: refused, and the generation in force serves on', async (t) => {
  const harness = await start(t);
  const [stream] = await openStreams(harness, 1);
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const { port } = taken.address() as net.AddressInfo;
  const result = await harness.gateway.restart(withListener(harness.settings, { port }));
  assert.ok(!result.ok);
  assert.equal(result.problems[0]?.code, 'PORT_IN_USE');
  assert.equal(harness.gateway.status().generation, 1);
  assert.equal((await ask(harness.port, { path: ewsPath, headers, body: findItem })).status, 200);
  assert.equal(stream?.ending(), null);
});

function secureAsk(port: number): Promise<{ status: number; name: unknown }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method: 'POST', path: ewsPath, headers };
    const request = https.request({ ...options, agent: false, rejectUnauthorized: false });
    request.on('error', reject);
    request.on('response', (answer) => {
      const { socket } = answer;
      const name = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().subject.CN : null;
      answer.resume().on('close', () => {
        resolve({ status: answer.statusCode ?? 0, name });
      });
    });
    request.end(findItem);
  });
}

test('plain to TLS on the same port, and a broken certificate changes nothing', async (t) => {
  const harness = await start(t);
  const { port } = harness;
  const good = listenerCertificate('good');
  await restarted(harness, withListener(harness.settings, { port, tls: good }));
  assert.deepEqual(await secureAsk(port), { status: 200, name: 'good' });
  for (const broken of [
    { ...good, key: listenerCertificate('other').key },
    { ...good, certificate: 'none' },
    { kind: 'pfx', pfx: new Uint8Array([1, 2]), passphrase: null } as const,
  ]) {
    const result = await harness.gateway.restart(
      withListener(harness.settings, { port, tls: broken }),
    );
    assert.equal(result.ok ? '' : result.problems[0]?.code, 'CERTIFICATE');
  }
  assert.deepEqual(await secureAsk(port), { status: 200, name: 'good' });
  await restarted(harness, withListener(harness.settings, { port }));
  assert.equal((await ask(port, { path: ewsPath, headers, body: findItem })).status, 200);
});

test('a new certificate: no request fails, new connections get it, old ones end with their next answer', async (t) => {
  const first = listenerCertificate('first');
  const harness = await start(t, {
    settings: (settings) => withListener(settings, { tls: first }),
  });
  const working = load({ port: harness.port, headers, secure: true });
  const kept = tls.connect({ host: '127.0.0.1', port: harness.port, rejectUnauthorized: false });
  const client = connectRaw(kept);
  const post = `POST ${ewsPath} HTTP/1.1\r\nHost: a\r\nAuthorization: ${headers.Authorization}\r\nContent-Length: ${findItem.length}\r\n\r\n${findItem}`;
  client.write(post);
  await client.until((text) => statuses(text).length === 1);
  await restarted(harness);
  client.write(post);
  await client.until((text) => statuses(text).length === 2);
  assert.doesNotMatch(client.received(), /^Connection: close/m);
  for (const name of ['second', 'third']) {
    const next = listenerCertificate(name);
    await restarted(harness, withListener(harness.settings, { tls: next }));
    assert.deepEqual(await secureAsk(harness.port), { status: 200, name });
    const asked = working.asked();
    await eventually(() => working.asked() > asked + 64);
  }
  client.write(post);
  assert.deepEqual(statuses(await client.closed), [200, 200, 200]);
  await working.stop();
  assert.deepEqual(working.failures, []);
});
