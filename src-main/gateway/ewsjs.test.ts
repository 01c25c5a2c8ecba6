// A real EWS client, ews-javascript-api, through the gateway (facts: ews 7).
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStream, soapOf } from '../../lab/index.ts';
import type { Chunking } from '../../lab/index.ts';
import { poll } from '../../lab/testing/poll.ts';
import { ewsClient, refusalOf } from '../testing/ews-client.ts';
import type { EwsClient, EwsStream } from '../testing/ews-client.ts';
import { device, override, password, startHarness } from '../testing/gateway-harness.ts';
import type { Harness } from '../testing/gateway-harness.ts';
import { alice, askEws } from '../testing/mail-requests.ts';

let harness: Harness;

beforeEach(async () => {
  harness = await startHarness({
    // Nobody is the notification service: the client reads reasons because it proved who it is.
    settings: (settings) => ({
      ...settings,
      compliance: { ...settings.compliance, ens: { ...settings.compliance.ens, sources: [] } },
    }),
    exchange: { splitDelayMs: 30 },
  });
});
afterEach(() => harness.close());

const client = (origin = harness.url): EwsClient => ewsClient(origin, 'CONTOSO\\alice', password);

/** A stream of the inbox that has reached Exchange. */
async function subscribe(origin = harness.url): Promise<EwsStream> {
  const stream = await client(origin).stream();
  await poll(() => harness.exchange.hanging().streams === 1);
  return stream;
}

async function countEvents(origin: string, chunking: Chunking, mails: number): Promise<number> {
  harness.exchange.set({ chunking });
  const stream = await subscribe(origin);
  for (let index = 0; index < mails; index += 1) harness.exchange.deliver(alice);
  // Of a joined stream it shows less than came, in pieces of two.
  const all = () =>
    chunking === 'joined' ? stream.pieces() === 1 + mails / 2 : stream.events() >= mails;
  await poll(all);
  stream.close();
  await poll(() => harness.exchange.hanging().streams === 0);
  return stream.events();
}

describe('ews-javascript-api through the gateway', () => {
  it('finds items', async () => {
    const before = await client().findItems();
    harness.exchange.deliver(alice, { subject: 'Grüße & <Küsse>' });
    expect(await client().findItems()).toBe(before + 1);
    const event = await harness.event(({ status }) => status === 200);
    expect(event).toMatchObject({
      operation: 'FindItem',
      reason: 'COMPLIANT',
      user: 'CONTOSO\\alice',
    });
  });

  it.each(['whole', 'split', 'burst'] as const)(
    'gets every event of a %s stream',
    async (chunking) => {
      expect(await countEvents(harness.url, chunking, 6)).toBe(6);
    },
  );

  // It handles one envelope per `data` event (lab/exchange/ews-javascript-api.test.ts): what it loses, it
  // loses without the gateway as well.
  it('gets as many events of a joined stream as it gets from Exchange itself', async () => {
    const direct = await countEvents(harness.exchange.url, 'joined', 4);
    expect(await countEvents(harness.url, 'joined', 4)).toBe(direct);
  });

  it('loses its stream when its device is blocked, reads why, and comes back once it is allowed', async () => {
    const stream = await subscribe();
    harness.exchange.deliver(alice);
    await poll(() => stream.events() === 1);
    expect(stream.events()).toBe(1);

    harness.setOverrides([override('alicephone', 'block')]);
    await stream.ended;
    await poll(() => harness.exchange.hanging().streams === 0);
    expect(harness.exchange.hanging().streams).toBe(0);
    const text = 'An administrator blocked the device. (OVERRIDE_BLOCK)';
    expect(await refusalOf(client().findItems())).toContain(text);
    expect(await refusalOf(client().stream())).toContain(text);

    harness.setOverrides([]);
    expect(await client().findItems()).toBeGreaterThan(0);
    const again = await subscribe();
    harness.exchange.deliver(alice);
    await poll(() => again.events() === 1);
    expect(again.events()).toBe(1);
    again.close();
  });

  it('reads the text of a block, and no reason before it has proven who it is', async () => {
    harness.setDevices([device('alicephone', alice, { enrollment: 'wiped' })]);
    expect(await refusalOf(client().findItems())).toContain('Access blocked by policy.');
    harness.setOverrides([override('alicephone', 'allow', new Date(Date.now() + 1))]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client().findItems()).toBeGreaterThan(0);
    harness.setOverrides([]);
    expect(await refusalOf(client().findItems())).toContain('DEVICE_WIPED');
  });

  it('is told of a wrong password by Exchange', async () => {
    const stranger = ewsClient(harness.url, 'CONTOSO\\alice', 'wrong');
    expect(await refusalOf(stranger.findItems())).toContain('401');
  });
});

describe('the stream on the wire', () => {
  it.each(['whole', 'split', 'joined', 'burst'] as const)(
    'carries the chunks of a %s stream as Exchange wrote them',
    async (chunking) => {
      harness.exchange.set({ chunking });
      const streams = await Promise.all(
        [harness.exchange.url, harness.url].map(async (origin) => {
          const subscribed = await askEws(Number(new URL(origin).port), {
            body: soapOf.subscribe('Streaming'),
          });
          const id = /SubscriptionId>([^<]+)</.exec(subscribed.body)?.[1] ?? '';
          const account = { user: alice, password };
          const stream = await openStream(`${origin}/EWS/Exchange.asmx`, account, [id]);
          await stream.until((text) => text.includes('OK'));
          return { stream, id };
        }),
      );
      for (let index = 0; index < 8; index += 1) harness.exchange.deliver(alice);
      const shapes: string[][] = [];
      for (const { stream, id } of streams) {
        await stream.until((text) => text.split('NewMailEvent>').length === 17);
        shapes.push(stream.chunks.map((chunk) => chunk.replaceAll(id, 'ID')));
        stream.abort();
      }
      expect(shapes[1]).toEqual(shapes[0]);
      await poll(() => harness.exchange.hanging().streams === 0);
      expect(harness.exchange.hanging().streams).toBe(0);
    },
  );
});
