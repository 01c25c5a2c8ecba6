import assert from 'node:assert/strict';
import https from 'node:https';
import { test } from 'node:test';
import tls from 'node:tls';
import type { PushSettings } from '../../src-shared/settings/device-management.ts';
import { connectRaw } from '../gateway/testing/raw-client.ts';
import type { Endable } from '../gateway/testing/raw-client.ts';
import { createPki } from '../testing/client-pki.ts';
import type { Made } from '../testing/client-pki.ts';
import { device } from '../testing/gateway-harness.ts';
import { alice } from '../testing/mail-requests.ts';
import { listenerCertificate } from '../testing/temporary-certificate.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { startPush } from './testing/pushing.ts';

const wipe = JSON.stringify({ devices: [device('D1', alice, { enrollment: 'wiped' })] });

function send(port: number, client: Partial<Made>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = https.request({
      ...{ host: '127.0.0.1', port, path: '/push', method: 'POST', agent: false, ...client },
      ...{ rejectUnauthorized: false, headers: { 'Content-Type': 'application/json' } },
    });
    request.on('error', reject);
    request.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    request.end(wipe);
  });
}

function pki(t: Endable) {
  const made = createPki(temporaryFolder((remove) => t.after(remove), 'push-pki'));
  const own = made.authority('own');
  const other = made.authority('other');
  return { made, own, other, right: made.client('uem', 'own') };
}

const settings = (tlsOf: PushSettings['tls'], ...authorities: readonly Made[]): PushSettings => ({
  ...{ host: '127.0.0.1', port: 0, tls: tlsOf },
  signIn: { kind: 'certificate', authorities: authorities.map(({ cert }) => cert) },
});

test('only a valid certificate of the authority named, made for clients, may push', async (t) => {
  const { made, own, right } = pki(t);
  const { port, changes, refused } = await startPush(t, settings(listenerCertificate('push'), own));
  assert.equal(await send(port(), right), 200);
  const day = 86_400;
  const wrong: readonly (readonly [string, Partial<Made>])[] = [
    ['none', {}],
    ['of another authority', made.client('stranger', 'other')],
    ['expired', made.client('old', 'own', { from: -2 * day, until: -day })],
    ['of a server', made.client('server', 'own', { usage: 'serverAuth' })],
  ];
  for (const [what, client] of wrong) assert.equal(await send(port(), client), 403, what);
  assert.deepEqual([changes.length, refused()], [1, { certificate: wrong.length }]);
});

test('an authority that counts no more lets nobody in, on open connections either', async (t) => {
  const { own, other, right } = pki(t);
  const secure = listenerCertificate('push');
  const { push, port, changes } = await startPush(t, settings(secure, own));
  const before = port();
  const socket = tls.connect({
    ...right,
    host: '127.0.0.1',
    port: before,
    rejectUnauthorized: false,
  });
  const client = connectRaw(socket);
  const head = `POST /push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${wipe.length}\r\n\r\n`;
  client.write(head + wipe.slice(0, 10));
  // The head is there, and who sent it was let in: the body decides nothing.
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  client.write(wipe.slice(10) + head);
  await client.until((text) => text.includes('"ok":true'));
  await push.adopt(settings(secure, other));
  client.write(wipe);
  const said = await client.closed;
  assert.equal(port(), before);
  assert.ok(!/ 200 [^]* 200 /.test(said), said);
  assert.equal(await send(before, right), 403);
  assert.equal(changes.length, 1);
});
