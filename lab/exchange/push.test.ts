import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type Client } from '../client.ts';
import { poll } from '../testing/poll.ts';
import { soapOf } from '../testing/soap.ts';
import { startExchange } from './server.ts';
import type { Exchange } from './types.ts';

const RESULT = (status: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
  `<SendNotificationResult xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">` +
  `<SubscriptionStatus>${status}</SubscriptionStatus></SendNotificationResult></s:Body></s:Envelope>`;

let exchange: Exchange;
let client: Client;
let listener: Server;
let received: string[];
let reply: () => { status: number; body: string };

beforeEach(async () => {
  received = [];
  reply = () => ({ status: 200, body: RESULT('OK') });
  listener = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      received.push(text);
      const { status, body } = reply();
      response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8' }).end(body);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  exchange = await startExchange({
    ...{ msPerMinute: 200, msPerSecond: 1 },
    users: [{ upn: 'ada@corp.example', password: 'a' }],
  });
  client = createClient();
});
afterEach(async () => {
  client.close();
  await exchange.close();
  await new Promise((resolve) => {
    listener.close(resolve);
    listener.closeAllConnections();
  });
});

async function subscribe(minutes: number, url?: string): Promise<string> {
  const { port } = listener.address() as AddressInfo;
  const answer = await client.call({
    ...{ url: exchange.ewsUrl, method: 'POST' },
    headers: { Authorization: basicAuthorization('ada', 'a') },
    body: soapOf.subscribePush(url ?? `http://127.0.0.1:${port}/notify?id=1&amp;creds=x`, minutes),
  });
  return answer.body.toString();
}

describe('push', () => {
  it('calls the listener at the start, for each mail, and as a sign of life', async () => {
    await subscribe(1);
    await poll(() => received.length > 0);
    expect(received[0]).toContain('<t:StatusEvent>');
    const { id } = exchange.deliver('ada');
    await poll(() => received.some((text) => text.includes(id)));
    expect(received.find((text) => text.includes(id))).toMatch(
      /<m:SendNotification .*<t:NewMailEvent>/,
    );
    const count = received.length;
    await poll(() => received.length >= count + 2);
    expect(received.at(-1)).toContain('<t:StatusEvent>');
  });

  it('ends when the listener says Unsubscribe', async () => {
    reply = () => ({ status: 200, body: RESULT('Unsubscribe') });
    await subscribe(30);
    await poll(() => exchange.subscriptions().length === 0 && received.length === 1);
    expect(exchange.pushAttempts.map(({ outcome }) => outcome)).toEqual(['unsubscribe']);
  });

  it('tries again with growing pauses, keeps the events, and goes on', async () => {
    let failures = 2;
    reply = () =>
      failures-- > 0 ? { status: 503, body: '' } : { status: 200, body: RESULT('OK') };
    await subscribe(1440);
    await poll(() => exchange.pushAttempts.length >= 3);
    const attempts = exchange.pushAttempts.slice(0, 3);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'ok']);
    expect(attempts[1]!.at - attempts[0]!.at).toBeGreaterThanOrEqual(28);
    expect(attempts[2]!.at - attempts[1]!.at).toBeGreaterThanOrEqual(58);
    exchange.deliver('ada');
    await poll(() => received.some((text) => text.includes('NewMailEvent')));
  });

  it('gives up once StatusFrequency has passed', async () => {
    reply = () => ({ status: 500, body: 'no' });
    await subscribe(1); // 200 ms here: tries after 0, 30, 60 and 120 ms only
    await poll(() => exchange.subscriptions().length === 0);
    expect(exchange.pushAttempts.at(-1)?.outcome).toBe('dropped');
    expect(received.length).toBeLessThan(7);
  });

  it.each([
    'http://10.0.0.1/x',
    'http://mail.example/x',
    'ftp://127.0.0.1/',
    'http://127.0.0.1.evil.example/',
  ])('never calls %s', async (url) => {
    expect(await subscribe(1, url)).toContain('ErrorInvalidPushSubscriptionUrl');
    expect(exchange.subscriptions()).toEqual([]);
  });
});
