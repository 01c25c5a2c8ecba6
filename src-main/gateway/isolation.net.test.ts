/** Nobody ever gets somebody else's answer, whatever connections are shared (facts: ews 3, "measured hole"). */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import type { Endable } from './testing/raw-client.ts';
import { startTap, towards } from './testing/tap.ts';
import type { TapAnswer } from './testing/tap.ts';
import { basic, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, ewsBody, findItem, lines } from '../testing/http-client.ts';

const people = ['alice@contoso.test', 'bob@contoso.test'];
const ewsPath = '/EWS/Exchange.asmx';

async function start(t: Endable, answer: TapAnswer): Promise<Harness> {
  const tap = await startTap(answer);
  const harness = await startHarness({ settings: towards(tap.port) });
  t.after(async () => {
    await harness.close();
    await tap.close();
  });
  return harness;
}

const authorizationOf = (rawHeaders: readonly string[]): string | undefined =>
  rawHeaders.find((_, at) => rawHeaders[at - 1] === 'Authorization');

/** Answers with the user of the credential and the number in the body, sooner or later. */
const whoAndWhat: TapAnswer = (request, response) => {
  const user = Buffer.from(
    authorizationOf(request.rawHeaders)?.slice(6) ?? '',
    'base64',
  ).toString();
  const number = /<n>(\d+)</.exec(request.body)?.[1] ?? '';
  setTimeout(() => response.end(`${user.split(':')[0] ?? ''} ${number}`), Number(number) % 4);
};

for (const [name, maxSockets, count] of [
  ['one connection', 1, 500],
  ['32 connections', 32, 1500],
] as const) {
  test(`two users interleaved on ${name} get their own answers`, async (t) => {
    const harness = await start(t, whoAndWhat);
    const agent = new http.Agent({ keepAlive: true, maxSockets });
    t.after(() => {
      agent.destroy();
    });
    const asked = Array.from({ length: count }, async (_, number) => {
      const user = people[number % 2] ?? '';
      const reply = await ask(harness.port, {
        path: ewsPath,
        agent,
        headers: { Authorization: basic(user) },
        body: ewsBody('GetItem', `<n>${number}</n>`),
      });
      assert.equal(reply.status, 200);
      assert.equal(reply.body, `${user} ${number}`);
    });
    await Promise.all(asked);
  });
}

test('where sign-in sticks to the connection, anonymous requests get the challenge or a 403', async (t) => {
  const signedIn = new Map<number, string>();
  const harness = await start(t, (request, response) => {
    const authorization = authorizationOf(request.rawHeaders);
    if (authorization !== undefined) signedIn.set(request.connection, authorization);
    const user = signedIn.get(request.connection);
    if (user === undefined) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' });
      response.end();
    } else response.end(`mail of ${user}`);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  t.after(() => {
    agent.destroy();
  });
  const anonymous = async (method: string, path: string, headers = {}): Promise<void> => {
    const body = method === 'POST' ? findItem : undefined;
    const reply = await ask(harness.port, {
      ...{ method, path, headers, agent },
      ...(body === undefined ? {} : { body }),
    });
    assert.ok([401, 403, 404, 405, 400].includes(reply.status), `${method} ${path}`);
    assert.doesNotMatch(reply.body, /mail of/);
    assert.equal(lines(reply, 'set-cookie').length, 0);
  };
  for (let round = 0; round < 40; round += 1) {
    const headers = { Authorization: basic(people[round % 2] ?? '') };
    const answers = Array.from({ length: 4 }, () =>
      ask(harness.port, { path: ewsPath, headers, body: findItem, agent }),
    );
    const tries = [
      anonymous('POST', ewsPath),
      anonymous('GET', ewsPath),
      anonymous('POST', ewsPath, { Authorization: 'Bearer' }),
      anonymous('POST', ewsPath, { Cookie: 'cadata=1' }),
      anonymous('GET', '/EWS/Services.wsdl'),
      anonymous('OPTIONS', '/Microsoft-Server-ActiveSync'),
      anonymous('POST', '/Microsoft-Server-ActiveSync?Cmd=Ping&DeviceId=alicephone&DeviceType=x'),
    ];
    for (const reply of await Promise.all(answers)) assert.equal(reply.status, 200);
    await Promise.all(tries);
  }
});

test('two users and nobody, in turn on one client connection, before a server that remembers who signed in', async (t) => {
  const signedIn = new Map<number, string>();
  const carried = new Map<number, Set<'somebody' | 'nobody'>>();
  const harness = await start(t, (request, response) => {
    const { connection } = request;
    const authorization = authorizationOf(request.rawHeaders);
    const kinds = carried.get(connection) ?? new Set();
    carried.set(connection, kinds.add(authorization === undefined ? 'nobody' : 'somebody'));
    if (authorization !== undefined) signedIn.set(connection, authorization);
    const user = signedIn.get(connection);
    if (user === undefined) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' });
      response.end();
    } else response.end(`mail of ${user}`);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const asked = Array.from({ length: 120 }, async (_, number) => {
    const user = [...people, null][number % 3] ?? null;
    const headers = user === null ? {} : { Authorization: basic(user) };
    const reply = await ask(harness.port, { path: ewsPath, headers, agent, body: findItem });
    if (user === null) assert.deepEqual([reply.status, reply.body], [401, '']);
    else assert.deepEqual([reply.status, reply.body], [200, `mail of ${basic(user)}`]);
  });
  await Promise.all(asked);
  // No connection ever carried both.
  assert.ok(carried.size >= 2);
  for (const kinds of carried.values()) assert.equal(kinds.size, 1);
});

test('one agent with two users over plenty of connections keeps them apart in the journal, too', async (t) => {
  const harness = await start(t, whoAndWhat);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  t.after(() => {
    agent.destroy();
  });
  const numbers = Array.from({ length: 80 }, (_, number) => number);
  await Promise.all(
    numbers.map(async (number) => {
      const user = people[number % 2] ?? '';
      const reply = await ask(harness.port, {
        path: ewsPath,
        agent,
        headers: { Authorization: basic(user), 'User-Agent': `${user} ${number}` },
        body: ewsBody('GetItem', `<n>${number}</n>`),
      });
      assert.equal(reply.body, `${user} ${number}`);
    }),
  );
  await harness.event(({ seq }) => seq === numbers.length);
  for (const { user, userAgent, verdict } of harness.events()) {
    assert.equal(verdict, 'allowed');
    assert.equal(user, userAgent?.split(' ')[0]);
  }
});

test('content for a request that proves nobody becomes a 403, unless it is public', async (t) => {
  const harness = await start(t, (_request, response) => response.end('mail'));
  const status = async (method: string, path: string): Promise<number> =>
    (await ask(harness.port, { method, path })).status;
  assert.equal(await status('GET', ewsPath), 403);
  assert.equal(await status('POST', '/Microsoft-Server-ActiveSync?Cmd=Sync&DeviceId=x'), 403);
  assert.equal(await status('OPTIONS', '/Microsoft-Server-ActiveSync'), 200);
  assert.equal(await status('GET', '/EWS/messages.xsd'), 200);
});

/** A second answer that nobody asked for, at once or when the connection is idle again. */
for (const pauseMs of [0, 20]) {
  test(`an answer that Exchange sends unasked is nobody's (${pauseMs} ms later)`, async (t) => {
    const sockets = new Set<net.Socket>();
    let mails = 0;
    const upstream = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        if (!bytes.includes('</s:Envelope>')) return;
        mails += 1;
        const whose = bytes.includes(basic(people[0] ?? '')) ? 'alice' : 'bob';
        const answer = (text: string): string =>
          `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
        socket.write(answer(`for ${whose}`));
        const unasked = answer(`not for ${whose}`);
        setTimeout(() => socket.write(unasked), pauseMs);
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as net.AddressInfo;
    const harness = await startHarness({ settings: towards(port) });
    t.after(async () => {
      await harness.close();
      for (const socket of sockets) socket.destroy();
      upstream.close();
    });
    for (let round = 0; round < 20; round += 1) {
      const user = people[round % 2] ?? '';
      const headers = { Authorization: basic(user) };
      const reply = await ask(harness.port, { path: ewsPath, headers, body: findItem });
      // Where the connection broke off underneath, a 502 is the honest answer.
      if (reply.status === 200) assert.equal(reply.body, `for ${user.split('@')[0] ?? ''}`);
      else assert.equal(reply.status, 502);
      await new Promise((resolve) => setTimeout(resolve, pauseMs * 2));
    }
    assert.ok(mails > 0);
  });
}
