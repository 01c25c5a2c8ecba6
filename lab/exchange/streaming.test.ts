import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuthorization, createClient, type Client } from '../client.ts';
import { soapOf } from '../testing/soap.ts';
import { openStream, type Stream } from '../testing/stream.ts';
import { startExchange } from './server.ts';
import type { Exchange, ExchangeQuirks } from './types.ts';

const ADA = { user: 'ada@corp.example', password: 'a' };
const BOB = { user: 'bob@corp.example', password: 'b' };
let exchange: Exchange;
let client: Client;
let streams: Stream[];

beforeEach(async () => {
  exchange = await startExchange({
    users: [ADA, BOB].map(({ user, password }) => ({ upn: user, password })),
  });
  client = createClient();
  streams = [];
});
afterEach(async () => {
  for (const stream of streams) stream.abort();
  client.close();
  await exchange.close();
});

async function ews(body: string, account = ADA, headers: Record<string, string> = {}) {
  const answer = await client.call({
    ...{ url: exchange.ewsUrl, method: 'POST', body },
    headers: { Authorization: basicAuthorization(account.user, account.password), ...headers },
  });
  return { answer, text: answer.body.toString() };
}

async function subscribe(headers: Record<string, string> = {}): Promise<string> {
  const { text } = await ews(soapOf.subscribe('Streaming'), ADA, headers);
  return /<m:SubscriptionId>([^<]+)</.exec(text)![1]!;
}

async function stream(
  ids: string[],
  options: Parameters<typeof openStream>[3] = {},
): Promise<Stream> {
  const opened = await openStream(exchange.ewsUrl, ADA, ids, options);
  streams.push(opened);
  return opened;
}

const envelopes = (text: string): number => text.split('</Envelope>').length - 1;
const mails = (text: string): number => text.split('<t:NewMailEvent>').length - 1;

describe('a stream', () => {
  it('starts with OK, carries events, and ends with Closed', async () => {
    exchange.set({ msPerMinute: 300 });
    const opened = await stream([await subscribe()], { minutes: 2 });
    await opened.until((text) => text.includes('>OK<'));
    exchange.deliver('ada');
    await opened.until((text) => mails(text) === 1);
    expect(await opened.ended).toBe('clean');
    const text = opened.chunks.join('');
    expect(
      text.startsWith('<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Header'),
    ).toBe(true);
    expect(text).not.toContain('<?xml');
    expect(text).not.toMatch(/<\/Envelope>\s/);
    expect(text.endsWith('</soap11:Body></Envelope>')).toBe(true);
    expect(opened.chunks.at(-1)).toContain('<m:ConnectionStatus>Closed</m:ConnectionStatus>');
    const head = opened.rawHeaders.map((part) => part.toLowerCase());
    expect(head).toContain('x-nobuffering');
    expect(head).toContain('chunked');
    expect(head).not.toContain('content-encoding');
  });

  it('sends heartbeats', async () => {
    exchange.set({ heartbeatMs: 20 });
    const opened = await stream([await subscribe()]);
    await opened.until((text) => envelopes(text) >= 4);
  });

  it('brings what came while no stream was open', async () => {
    const id = await subscribe();
    exchange.deliver('ada');
    const opened = await stream([id]);
    await opened.until((text) => mails(text) === 1);
  });

  it('frees its place when the client leaves', async () => {
    const id = await subscribe();
    const opened = await stream([id]);
    await opened.until((text) => text.includes('>OK<'));
    expect(exchange.hanging().streams).toBe(1);
    opened.abort();
    await exchange.waitFor(
      ({ operation, outcome }) => operation === 'GetStreamingEvents' && outcome === 'aborted',
    );
    expect(exchange.hanging().streams).toBe(0);
    exchange.deliver('ada');
    await (await stream([id])).until((text) => mails(text) === 1);
  });

  it('has no Content-Type under omitContentType, and ends early under handOverMs', async () => {
    exchange.set({ omitContentType: true, handOverMs: 50 });
    const opened = await stream([await subscribe()]);
    expect(opened.rawHeaders.map((part) => part.toLowerCase())).not.toContain('content-type');
    expect(await opened.ended).toBe('clean');
    expect(opened.chunks.at(-1)).toContain('Closed');
  });

  it('breaks in the middle of an envelope under truncate', async () => {
    exchange.set({ truncate: true });
    const opened = await stream([await subscribe()]);
    await opened.until((text) => text.includes('>OK<'));
    exchange.deliver('ada');
    expect(await opened.ended).toBe('broken');
    expect(opened.chunks.join('').endsWith('</Envelope>')).toBe(false);
    expect(exchange.hanging().streams).toBe(0);
  });
});

describe('refusals', () => {
  it('a subscription that is unknown, forgotten or of somebody else', async () => {
    const id = await subscribe();
    const foreign = await openStream(exchange.ewsUrl, BOB, [id]);
    streams.push(foreign);
    expect(await foreign.ended).toBe('clean');
    expect(foreign.chunks.join('')).toContain('ErrorSubscriptionNotFound');
    const running = await stream([id]);
    await running.until((text) => text.includes('>OK<'));
    exchange.dropSubscription(id);
    expect(await running.ended).toBe('clean');
    expect(running.chunks.join('')).toContain('ErrorSubscriptionNotFound');
  });

  it('too many streams of one account', async () => {
    exchange.set({ hangingConnectionLimit: 1 });
    const first = await stream([await subscribe()]);
    await first.until((text) => text.includes('>OK<'));
    const second = await stream([await subscribe()]);
    await second.ended;
    expect(second.chunks.join('')).toContain('ErrorExceededConnectionCount');
  });

  it('the older stream, once a newer one takes its subscription', async () => {
    const id = await subscribe();
    const first = await stream([id]);
    await first.until((text) => text.includes('>OK<'));
    const second = await stream([id]);
    await first.ended;
    expect(first.chunks.join('')).toContain('ErrorNewEventStreamConnectionOpened');
    exchange.deliver('ada');
    await second.until((text) => mails(text) === 1);
  });

  it('a subscription with affinity whose cookie does not come along', async () => {
    exchange.set({ requireAffinity: true });
    const affinity = { 'X-AnchorMailbox': ADA.user, 'X-PreferServerAffinity': 'true' };
    const { answer, text } = await ews(soapOf.subscribe('Streaming'), ADA, affinity);
    const id = /<m:SubscriptionId>([^<]+)</.exec(text)![1]!;
    const cookie = (answer.headers['set-cookie'] as string[]).find((line) =>
      line.startsWith('X-BackEndOverride'),
    );
    const without = await stream([id]);
    await without.ended;
    expect(without.chunks.join('')).toContain('ErrorSubscriptionNotFound');
    const bearing = await stream([id], { headers: { Cookie: cookie!.split(';')[0]! } });
    await bearing.until((seen) => seen.includes('>OK<'));
  });
});

describe('chunking', () => {
  const cases: [ExchangeQuirks['chunking'], (chunks: readonly string[]) => boolean][] = [
    ['whole', (chunks) => chunks.every((chunk) => envelopes(chunk) === 1)],
    [
      'split',
      (chunks) =>
        chunks.slice(1).every((chunk) => chunk.split('<Envelope').length + envelopes(chunk) === 2),
    ],
    ['joined', (chunks) => chunks.slice(1).every((chunk) => envelopes(chunk) === 2)],
    ['burst', (chunks) => chunks.every((chunk) => envelopes(chunk) === 1)],
  ];
  it.each(cases)('%s: every event arrives', async (chunking, holds) => {
    exchange.set({ chunking, splitDelayMs: 10 });
    const opened = await stream([await subscribe()]);
    await opened.until((text) => text.includes('>OK<'));
    for (let index = 0; index < 4; index += 1) exchange.deliver('ada');
    await opened.until((text) => mails(text) === 4 && text.endsWith('</Envelope>'));
    expect(holds(opened.chunks)).toBe(true);
  });

  it('pairs a lone event with a heartbeat under joined', async () => {
    exchange.set({ chunking: 'joined' });
    const opened = await stream([await subscribe()]);
    await opened.until((text) => text.includes('>OK<'));
    exchange.deliver('ada');
    await opened.until((text) => mails(text) === 1);
    expect(envelopes(opened.chunks.at(-1)!)).toBe(2);
  });
});

describe('pull', () => {
  it('gives events once, then a StatusEvent, and nothing after Unsubscribe', async () => {
    const { text } = await ews(soapOf.subscribe('Pull'));
    const id = /<m:SubscriptionId>([^<]+)</.exec(text)![1]!;
    exchange.deliver('ada');
    exchange.deliver('bob');
    const first = (await ews(soapOf.getEvents(id, 'w'))).text;
    expect(mails(first)).toBe(1);
    expect((await ews(soapOf.getEvents(id, 'w'))).text).toContain('<t:StatusEvent>');
    expect((await ews(soapOf.unsubscribe(id), BOB)).text).toContain('ErrorSubscriptionNotFound');
    expect((await ews(soapOf.unsubscribe(id))).text).toContain('NoError');
    expect((await ews(soapOf.getEvents(id, 'w'))).text).toContain('ErrorSubscriptionNotFound');
    expect(exchange.subscriptions()).toEqual([]);
  });
});
