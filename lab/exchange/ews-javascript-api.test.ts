import { XhrApi } from '@ewsjs/xhr';
import {
  EventType,
  ExchangeService,
  ExchangeVersion,
  FolderId,
  ItemView,
  StreamingSubscriptionConnection,
  Uri,
  WebCredentials,
  WellKnownFolderName,
} from 'ews-javascript-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountingXhr } from '../../src-main/testing/counting-xhr.ts';
import { poll } from '../testing/poll.ts';
import { startExchange } from './server.ts';
import type { Chunking, Exchange } from './types.ts';

let exchange: Exchange;

beforeEach(async () => {
  exchange = await startExchange({
    users: [{ upn: 'ada@corp.example', password: 'a' }],
    seedItems: 3,
  });
});
afterEach(() => exchange.close());

function service(xhr = new XhrApi({ rejectUnauthorized: false })): ExchangeService {
  const made = new ExchangeService(ExchangeVersion.Exchange2013);
  made.XHRApi = xhr;
  made.Credentials = new WebCredentials('CORP\\ada', 'a');
  made.Url = new Uri(exchange.ewsUrl);
  return made;
}

/** Opens a stream and, once its first status has come, delivers `count` mails in one go. */
async function streamed(chunking: Chunking, count: number) {
  exchange.set({ chunking, splitDelayMs: 30 });
  const xhr = new CountingXhr({ rejectUnauthorized: false });
  const made = service(xhr);
  const inbox = new FolderId(WellKnownFolderName.Inbox);
  const subscription = await made.SubscribeToStreamingNotifications([inbox], EventType.NewMail);
  const connection = new StreamingSubscriptionConnection(made, 1);
  connection.AddSubscription(subscription);
  let seen = 0;
  let closed = false;
  connection.OnNotificationEvent.push((_, args) => {
    seen += args.Events.length;
  });
  connection.OnDisconnect.push(() => {
    closed = true;
  });
  // Settles only when the connection fails; aborting it at the end of the test is such a failure.
  connection.Open().catch(() => undefined);
  // The first status comes alone: what came with it, the client would leave unread.
  await poll(() => xhr.pieces > 0);
  for (let index = 0; index < count; index += 1) exchange.deliver('ada');
  return { seen: () => seen, pieces: () => xhr.pieces, closed: () => closed, connection };
}

describe('ews-javascript-api 0.15.3', () => {
  it('finds items', async () => {
    exchange.deliver('ada', { subject: 'Grüße & <Küsse>' });
    const found = await service().FindItems(WellKnownFolderName.Inbox, new ItemView(10));
    expect(found.TotalCount).toBe(4);
    expect(found.Items[0]?.Subject).toBe('Grüße & <Küsse>');
  });

  it.each(['whole', 'split', 'burst'] as const)(
    'gets every event of a %s stream',
    async (chunking) => {
      const { seen, connection } = await streamed(chunking, 4);
      await poll(() => seen() >= 4);
      expect(seen()).toBe(4);
      connection.Close();
    },
  );

  // facts: ews 2.3: it handles one envelope per `data` event. The second of a pair waits in its buffer
  // until the next chunk, and each later pair pushes the backlog on: after four mails in two chunks it has
  // shown two. A relay must therefore never join what came apart.
  it('shows half of the events of a joined stream', async () => {
    const { seen, pieces, connection } = await streamed('joined', 4);
    await poll(() => pieces() === 3);
    expect(seen()).toBe(2);
    connection.Close();
  });

  it('notices the end of the stream', async () => {
    exchange.set({ handOverMs: 150 });
    const { closed } = await streamed('whole', 0);
    await poll(closed);
    expect(exchange.hanging().streams).toBe(0);
  });
});
