/** An EWS client that nobody here wrote, with Basic credentials (facts: ews 7, recipe). */
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
import { CountingXhr } from './counting-xhr.ts';
import { poll } from '../../lab/testing/poll.ts';

export interface EwsClient {
  /** Number of items in the inbox; rejects with the text that the client shows. */
  readonly findItems: () => Promise<number>;
  /** Opens a streaming subscription on the inbox; its first status has come. */
  readonly stream: () => Promise<EwsStream>;
}

export interface EwsStream {
  /** Notification events so far. */
  readonly events: () => number;
  /** Pieces of the answer so far, of which the status is the first. */
  readonly pieces: () => number;
  /** Resolves when the connection ends, for whatever reason. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** @param headers go with every request, as those of a notification service do */
export function ewsClient(
  url: string,
  user: string,
  password: string,
  headers: Readonly<Record<string, string>> = {},
): EwsClient {
  const service = new ExchangeService(ExchangeVersion.Exchange2013);
  service.Credentials = new WebCredentials(user, password);
  for (const [name, value] of Object.entries(headers)) service.HttpHeaders.set(name, value);
  service.Url = new Uri(`${url}/EWS/Exchange.asmx`);
  return {
    findItems: async () => {
      const found = await service.FindItems(WellKnownFolderName.Inbox, new ItemView(10));
      return found.TotalCount;
    },
    stream: async () => {
      const xhr = new CountingXhr();
      service.XHRApi = xhr;
      const subscription = await service.SubscribeToStreamingNotifications(
        [new FolderId(WellKnownFolderName.Inbox)],
        EventType.NewMail,
      );
      const connection = new StreamingSubscriptionConnection(service, 30);
      connection.AddSubscription(subscription);
      let events = 0;
      let over = false;
      connection.OnNotificationEvent.push((_sender, args) => {
        events += args.Events.length;
      });
      const ended = new Promise<void>((resolve) => {
        connection.OnDisconnect.push(() => resolve());
        connection.OnSubscriptionError.push(() => resolve());
      });
      void ended.then(() => (over = true));
      // Its types say void, but it gives a promise, which rejects when the stream breaks off.
      const opened: unknown = connection.Open();
      Promise.resolve(opened).catch(() => (over = true));
      // It handles one envelope of what comes at once: a mail that came with the status would wait for the next piece.
      await poll(() => xhr.pieces > 0 || over);
      return {
        events: () => events,
        pieces: () => xhr.pieces,
        ended,
        close: () => {
          if (connection.IsOpen) connection.Close();
        },
      };
    },
  };
}

/** The text of whatever a promise rejects with, as the client's user would see it. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error.message;
    const { Message } = error as { readonly Message?: string };
    return Message ?? JSON.stringify(error);
  }
  throw new Error('it was not refused');
}
