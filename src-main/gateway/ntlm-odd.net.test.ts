/** Sign-ins by NTLM in unusual circumstances: large requests, requests sent ahead, ActiveSync. */
import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import {
  allowNtlm,
  challengeOf,
  ntlm,
  ntlmClient,
  startPinned,
  type1,
  type3,
} from './testing/ntlm.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import type { Endable } from './testing/raw-client.ts';
import { towards } from './testing/tap.ts';
import { device, startHarness, withPolicies } from '../testing/gateway-harness.ts';
import { findItem, lines } from '../testing/http-client.ts';
import { hasOpenssl, temporaryCertificate } from '../testing/temporary-certificate.ts';
import { alice, askEas, askEws, easQuery, receivedLines } from '../testing/mail-requests.ts';

const path = '/EWS/Exchange.asmx';

function request(authorization: string | null, body = findItem): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Content-Type: text/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

interface Impatient {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  /** Lengths of the bodies that were read to their end. */
  readonly bodies: readonly number[];
}

/** Challenges as soon as it has read a head, as IIS does, and takes the third message on the same connection alone. */
async function startImpatient(t: Endable): Promise<Impatient> {
  const sockets = new Set<Socket>();
  const bodies: number[] = [];
  const second = Buffer.alloc(48);
  second.write('NTLMSSP\0');
  second.writeUInt32LE(2, 8);
  second.writeUInt32LE(1, 20);
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let read = '';
    let answered = false;
    let steps = 0;
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1');
      for (;;) {
        const end = read.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!answered) {
          answered = true;
          steps += 1;
          const head =
            steps === 1
              ? `401 Unauthorized\r\nWWW-Authenticate: ${ntlm(second)}\r\nContent-Length: 0`
              : '200 OK\r\nContent-Length: 4';
          socket.write(`HTTP/1.1 ${head}\r\n\r\n${steps === 1 ? '' : 'mail'}`);
        }
        const length = Number(/^content-length: (\d+)/im.exec(read)?.[1] ?? 0);
        if (read.length < end + 4 + length) return;
        bodies.push(length);
        read = read.slice(end + 4 + length);
        answered = false;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets, bodies };
}

test('a challenge before the body is through: the body goes on, and the sign-in with it', async (t) => {
  const exchange = await startImpatient(t);
  const to = towards(exchange.port);
  const harness = await startHarness({ settings: (settings) => allowNtlm(to(settings)) });
  t.after(harness.close);
  const client = connectRaw(harness.port);
  t.after(() => {
    client.socket.destroy();
  });
  const body = findItem.replace('</s:Envelope>', `<!--${'x'.repeat(900_000)}--></s:Envelope>`);
  const first = request(ntlm(type1()), body);
  client.write(first.slice(0, 200_000));
  await client.until((text) => statuses(text).length === 1);
  client.write(first.slice(200_000));
  client.write(request(ntlm(type3(null, { user: alice })), body));
  await client.until((text) => text.endsWith('mail'));
  client.write(request(null));
  await client.until((text) => statuses(text).join() === '401,200,200');
  await eventually(() => exchange.bodies.length === 3);
  assert.deepEqual(exchange.bodies, [body.length, body.length, findItem.length]);
  assert.equal(exchange.sockets.size, 1);
});

test('a request sent behind the third message waits for what Exchange says of it', async (t) => {
  const harness = await startPinned(t);
  for (const [password, last] of [
    ['wrong', '401,401,401'],
    [undefined, '401,200,200'],
  ] as const) {
    const client = connectRaw(harness.port);
    client.write(request(ntlm(type1())));
    const [, token = ''] =
      /NTLM (\S+)/.exec(await client.until((text) => /NTLM \S/.test(text))) ?? [];
    await client.until((text) => text.includes('\r\n\r\n'));
    const account = { user: alice, ...(password === undefined ? {} : { password }) };
    const third = type3(Buffer.from(token, 'base64'), account);
    client.write(request(ntlm(third)) + request(null));
    await client.until((text) => statuses(text).length === 3);
    assert.equal(statuses(client.received()).join(), last);
    client.socket.destroy();
  }
});

test('ActiveSync: the device that is named, and the user of the third message', async (t) => {
  const harness = await startPinned(t, {
    exchange: { easChallenges: ['NTLM', 'Basic realm="x"'] },
  });
  const { agent } = ntlmClient(t, harness.port);
  const eas = (authorization: string | null, deviceId = 'alicephone', user = alice) =>
    askEas(harness.port, easQuery('FolderSync', deviceId, user), {
      ...{ user: null, agent },
      headers: authorization === null ? {} : { Authorization: authorization },
    });
  const begun = await eas(ntlm(type1()));
  assert.equal(
    (await eas(ntlm(type3(challengeOf(begun), { user: 'alice', domain: 'CONTOSO' })))).status,
    200,
  );
  assert.equal((await eas(null)).status, 200);
  assert.equal((await eas(null, 'bobphone')).status, 403);
  assert.equal((await eas(null, 'alicephone', 'bob')).status, 403);
  harness.setDevices([device('alicephone', alice, { enrollment: 'unenrolled' })]);
  assert.equal((await eas(null)).status, 403);
  await harness.event(({ seq }) => seq === 6);
  assert.deepEqual(
    harness.events().map(({ user, reason, authentication }) => [user, reason, authentication]),
    [
      [null, 'NO_IDENTITY', 'ntlm'],
      ['CONTOSO\\alice', 'COMPLIANT', 'ntlm'],
      ['CONTOSO\\alice', 'COMPLIANT', 'ntlm'],
      ['CONTOSO\\alice', 'DEVICE_NOT_OF_USER', 'ntlm'],
      ['CONTOSO\\alice', 'USER_MISMATCH', 'ntlm'],
      ['CONTOSO\\alice', 'DEVICE_UNENROLLED', 'ntlm'],
    ],
  );
});

test('where ENS alone may use EWS nobody else begins a sign-in', async (t) => {
  const harness = await startPinned(t, {
    settings: (settings) => {
      const ens = { ...settings.compliance.ens, sources: [] };
      const own = { ...settings, compliance: { ...settings.compliance, ens } };
      return withPolicies(own, { onlyEnsMayUseEws: true });
    },
  });
  const reply = await ntlmClient(t, harness.port).ask(ntlm(type1()));
  assert.equal(reply.status, 500);
  assert.equal(harness.exchange.requests.length, 0);
  const event = await harness.event(({ status }) => status === 500);
  assert.deepEqual([event.reason, event.authentication], ['ENS_ONLY', 'ntlm']);
});

test('ENS names devices on a connection that is signed in as on any other', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  for (const [devices, status] of [
    ['alicephone', 200],
    ['bobphone', 500],
  ] as const) {
    const headers = { 'X-ENS-Devices': devices };
    const reply = await askEws(harness.port, { user: null, agent: client.agent, headers });
    assert.equal(reply.status, status);
    assert.match(lines(reply, 'X-ENS-Verdicts').join(), new RegExp(`^${devices}=`));
  }
  const last = harness.exchange.requests.at(-1);
  assert.deepEqual(receivedLines(last, 'X-ENS-Devices'), []);
});

test('a ticket as large as many groups make it is read, and no larger one than a head may be', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  const large = `Negotiate ${Buffer.concat([type1(), Buffer.alloc(40_000)]).toString('base64')}`;
  assert.equal((await client.ask(large)).status, 401);
  const larger = `Negotiate ${Buffer.concat([type1(), Buffer.alloc(60_000)]).toString('base64')}`;
  assert.equal((await client.ask(larger)).status, 431);
});

const skip = hasOpenssl ? false : 'needs the openssl command';

test(
  'over TLS the certificate of Exchange is checked for each such connection',
  { skip },
  async (t) => {
    const { key, cert } = temporaryCertificate(['IP:127.0.0.1']);
    for (const [trusted, status] of [
      [[cert], 200],
      [[], 502],
    ] as const) {
      const harness = await startPinned(t, {
        exchange: { tls: { key, cert } },
        settings: (settings) => ({ ...settings, trustedCertificates: [...trusted] }),
      });
      const client = ntlmClient(t, harness.port);
      if (status === 200) {
        assert.equal((await client.signIn({ user: alice })).status, 200);
        assert.equal((await client.ask()).status, 200);
        assert.equal(harness.exchange.connections(), 1);
      } else assert.equal((await client.ask(ntlm(type1()))).status, status);
    }
  },
);
