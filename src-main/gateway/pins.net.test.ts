/** A connection that is signed in belongs to one client connection: never swapped, never shared, never left behind (ADR 21). */
import assert from 'node:assert/strict';
import http from 'node:http';
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
import type { NtlmClient } from './testing/ntlm.ts';
import { connectRaw, eventually, statuses } from './testing/raw-client.ts';
import { restarted, withTimes } from './testing/restarting.ts';
import { soapOf, startExchange } from '../../lab/index.ts';
import { addressOf, basic, device, users } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { ask, findItem, lines } from '../testing/http-client.ts';
import type { Reply } from '../testing/http-client.ts';
import { alice, bob } from '../testing/mail-requests.ts';

const ewsPath = '/EWS/Exchange.asmx';

/** Whose mail an answer of the sample Exchange is. */
function mailOf(reply: Reply): string | null {
  assert.ok([200, 401].includes(reply.status), String(reply.status));
  const cookie = lines(reply, 'Set-Cookie').find((line) => line.startsWith('X-BackEndCookie='));
  assert.equal(cookie !== undefined, reply.status === 200);
  return cookie?.split('=')[1] ?? null;
}

/** Every connection to Exchange carried one user, or nobody, and never both NTLM and anything else. */
function assertApart({ exchange }: Harness, ntlmUsers: readonly string[]): void {
  const carried = new Map<number, Set<string>>();
  for (const { connection, user, rawHeaders } of exchange.requests) {
    const at = rawHeaders.indexOf('Authorization');
    const scheme = at < 0 ? 'bare' : (rawHeaders[at + 1]?.split(' ')[0] ?? '');
    const said = carried.get(connection) ?? new Set();
    carried.set(connection, said.add(scheme === 'Basic' ? 'Basic' : `${scheme} ${user ?? ''}`));
  }
  for (const said of carried.values()) {
    const signedIn = ntlmUsers.filter(
      (user) => said.has(`NTLM ${user}`) || said.has(`bare ${user}`),
    );
    assert.ok(signedIn.length <= 1, [...said].join(', '));
    if (signedIn.length === 1) assert.ok(!said.has('Basic'), [...said].join(', '));
  }
}

test('two users interleaved on keep-alive connections, and nobody between them, are never swapped', async (t) => {
  const harness = await startPinned(t, { exchange: { keepRequests: 20_000 } });
  const people = [alice, bob, alice, bob];
  const clients = people.map(() => ntlmClient(t, harness.port));
  const nobodys = new http.Agent({ keepAlive: true, maxSockets: 2 });
  t.after(() => {
    nobodys.destroy();
  });
  const one = async (client: NtlmClient, user: string, round: number): Promise<void> => {
    if (round % 25 === 0) assert.equal(mailOf(await client.signIn({ user })), user);
    assert.equal(mailOf(await client.ask()), user);
  };
  const nobody = async (headers = {}): Promise<void> => {
    const reply = await ask(harness.port, {
      path: ewsPath,
      body: findItem,
      agent: nobodys,
      headers,
    });
    assert.equal(mailOf(reply), 'Authorization' in headers ? bob : null);
  };
  for (let round = 0; round < 150; round += 1) {
    await Promise.all([
      ...clients.map((client, index) => one(client, people[index] ?? '', round)),
      nobody(),
      nobody({ Authorization: basic(bob) }),
    ]);
  }
  assertApart(harness, [alice, bob]);
  for (const { user, authentication, client } of harness.events()) {
    assert.ok(user === null || [alice, bob].includes(user));
    assert.ok(client === '127.0.0.1' && ['ntlm', 'basic', 'none'].includes(authentication));
  }
});

test('after the client left nobody finds its connection, and Exchange has lost it', async (t) => {
  const harness = await startPinned(t);
  for (let round = 0; round < 20; round += 1) {
    const client = ntlmClient(t, harness.port);
    assert.equal((await client.signIn({ user: alice })).status, 200);
    client.agent.destroy();
    const reply = await ask(harness.port, { path: ewsPath, body: findItem });
    assert.equal(mailOf(reply), null);
  }
  // The connection of those who are nobody is kept, and no other.
  await eventually(() => harness.exchange.connections() === 1, 'the connections end');
});

test('many users in turn on one client connection: one connection to Exchange at a time', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  for (let round = 0; round < 50; round += 1) {
    const user = [alice, bob][round % 2] ?? '';
    assert.equal(mailOf(await client.signIn({ user })), user);
    assert.equal(mailOf(await client.ask()), user);
    await eventually(() => harness.exchange.connections() === 1, 'the one before ends');
  }
  assertApart(harness, [alice, bob]);
});

test('behind a balancer a connection that several clients share signs in one of them', async (t) => {
  const harness = await startPinned(t, {
    settings: (settings) => ({
      ...settings,
      listener: { ...settings.listener, balancers: ['127.0.0.2/32'] },
    }),
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => {
    agent.destroy();
  });
  const from = (client: string, authorization?: string): Promise<Reply> =>
    ask(harness.port, {
      ...{ path: ewsPath, body: findItem, agent, localAddress: '127.0.0.2' },
      headers: {
        'X-Forwarded-For': client,
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      },
    });
  const begun = await from('203.0.113.1', ntlm(type1()));
  assert.equal(
    (await from('203.0.113.1', ntlm(type3(challengeOf(begun), { user: alice })))).status,
    200,
  );
  assert.equal((await from('203.0.113.1')).status, 200);
  assert.equal((await from('203.0.113.2')).status, 401);
  assert.equal((await from('203.0.113.1')).status, 401, 'the other one has ended it');
});

/** A stream that has begun; `ended` says whether it came to its proper end. */
async function streamOn(
  { port }: Harness,
  client: NtlmClient,
): Promise<{ readonly ended: Promise<boolean> }> {
  const subscribed = await client.ask(undefined, soapOf.subscribe('Streaming'));
  const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
  const body = soapOf.getStreamingEvents([id], 30);
  const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
  const options = { port, path: ewsPath, method: 'POST', agent: client.agent, headers };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', ...options }, (answer) => {
      answer.on('error', () => undefined);
      const ended = new Promise<boolean>((settle) => {
        answer.on('close', () => {
          settle(answer.complete);
        });
      });
      answer.once('data', () => {
        resolve({ ended });
      });
      answer.resume();
    });
    request.on('error', reject);
    request.end(body);
  });
}

test('a wipe ends a running stream, and the connection that carried it', async (t) => {
  const harness = await startPinned(t);
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  const { ended } = await streamOn(harness, client);
  harness.setDevices([device('alicephone', alice, { enrollment: 'wiped' })]);
  assert.equal(await ended, false);
  await eventually(() => harness.exchange.connections() === 0, 'the connection ends');
  const event = await harness.event(
    ({ operation, status }) => operation === 'GetStreamingEvents' && status === 200,
  );
  assert.deepEqual([event.verdict, event.reason, event.user], ['blocked', 'DEVICE_WIPED', alice]);
});

test('clients that break off at any step leave nothing behind', async (t) => {
  const harness = await startPinned(t);
  const before = process.getActiveResourcesInfo().length;
  const request = (authorization: string | null): string =>
    `POST ${ewsPath} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n` +
    (authorization === null ? '' : `Authorization: ${authorization}\r\n`) +
    `Content-Length: ${Buffer.byteLength(findItem)}\r\n\r\n`;
  const breakOff = async (step: number): Promise<void> => {
    const client = connectRaw(harness.port);
    const answers = (count: number) => (text: string) => statuses(text).length === count;
    const half = findItem.slice(0, 50);
    client.write(request(ntlm(type1())) + (step === 0 ? half : findItem));
    if (step > 0) {
      const [, token = ''] = /NTLM (\S+)/.exec(await client.until(answers(1))) ?? [];
      const third = ntlm(type3(Buffer.from(token, 'base64'), { user: alice }));
      if (step > 1) client.write(request(third) + (step === 2 ? half : findItem));
      if (step > 2) await client.until((text) => /HTTP\/1\.1 200 /.test(text));
      if (step > 3) client.write(request(null) + half);
    }
    if (step % 2 === 0) client.socket.resetAndDestroy();
    else client.socket.destroy();
    await client.closed;
  };
  for (let round = 0; round < 6; round += 1)
    await Promise.all(Array.from({ length: 25 }, (_, index) => breakOff(index % 5)));
  await eventually(() => harness.gateway.status().connections === 0, 'client connections end');
  await eventually(() => harness.exchange.connections() === 0, 'connections to Exchange end');
  await eventually(() => harness.gateway.status().requests === 0, 'requests end');
  await eventually(() => process.getActiveResourcesInfo().length <= before, 'no handle is left');
});

test('a restart keeps who is signed in, for as long as streams may last', async (t) => {
  const harness = await startPinned(t, { settings: (settings) => withTimes(settings, 1, 1) });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  await restarted(harness);
  assert.equal(mailOf(await client.ask()), alice);
  assert.equal(new Set(harness.exchange.requests.map(({ connection }) => connection)).size, 1);
  // Decided by what is in force now.
  harness.setDevices([]);
  assert.equal((await client.ask()).status, 500);
  harness.setDevices([device('alicephone', alice)]);
  await eventually(() => harness.exchange.connections() === 0, 'its time is over');
  assert.equal((await client.ask()).status, 401);
  assert.equal((await client.signIn({ user: alice })).status, 200);
});

test('it ends at once with a restart that refuses NTLM, or that names another Exchange', async (t) => {
  const other = await startExchange({ users, ntlm: true });
  t.after(other.close);
  for (const [name, status] of [
    ['refused', 401],
    ['moved', 401],
  ] as const) {
    const harness = await startPinned(t);
    const client = ntlmClient(t, harness.port);
    assert.equal((await client.signIn({ user: alice })).status, 200);
    const { settings } = harness;
    await restarted(
      harness,
      name === 'refused'
        ? { ...settings, authentication: { ...settings.authentication, ntlm: 'refuse' } }
        : {
            ...allowNtlm(settings),
            emailServer: { ...settings.emailServer, address: addressOf(other) },
          },
    );
    await eventually(() => harness.exchange.connections() === 0, name);
    assert.equal((await client.ask()).status, status, name);
  }
});

test('another service behind another host is another connection', async (t) => {
  const other = await startExchange({ users, ntlm: true, easChallenges: ['NTLM'] });
  t.after(other.close);
  const harness = await startPinned(t, {
    settings: (settings) => ({
      ...settings,
      vendor: { ...settings.vendor, ewsHost: addressOf(other) },
    }),
  });
  const client = ntlmClient(t, harness.port);
  assert.equal((await client.signIn({ user: alice })).status, 200);
  const eas = await ask(harness.port, {
    path: '/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=alice&DeviceId=alicephone&DeviceType=x',
    agent: client.agent,
  });
  assert.equal(eas.status, 401);
  assert.equal(harness.exchange.requests.length, 1);
});
