import type { ServerResponse } from 'node:http';
import type { Answer } from '../http/answer.ts';
import type { MailEvent } from '../mailbox.ts';
import type { HeaderLine } from '../types.ts';
import { child, find, findAll, textOf } from '../xml.ts';
import type { Call } from './call.ts';
import { eventXml } from './render.ts';
import { streamEnvelope, type ResponseMessage } from './soap.ts';
import { envelopeWriter } from './stream-writer.ts';
import { NOT_FOUND, ownSubscription } from './subscribe.ts';
import type { Sink, Subscription } from './subscriptions.ts';

type Found = { readonly id: string; readonly subscription: Subscription | null };

export function getStreamingEvents(call: Call): Answer {
  const quirks = call.services.quirks();
  const ids = findAll(child(call.soap.element, 'SubscriptionIds'), 'SubscriptionId');
  const found = ids.map((element): Found => {
    const id = textOf(element) ?? '';
    return { id, subscription: ownSubscription(call, id) };
  });
  const minutes = Number(textOf(find(call.soap.element, 'ConnectionTimeout')) ?? 30);
  const contentType: readonly HeaderLine[] = quirks.omitContentType
    ? []
    : [['Content-Type', 'text/xml; charset=utf-8']];
  // facts: ews 2.3: no gzip, no length; X-NoBuffering tells IIS's own proxy not to collect.
  const headers: readonly HeaderLine[] = [
    ['Cache-Control', 'private'],
    ['Transfer-Encoding', 'chunked'],
    ...contentType,
    ['X-NoBuffering', '1'],
  ];
  return {
    kind: 'stream',
    headers,
    open: (response) => {
      open(call, response, found, minutes);
    },
  };
}

function open(
  call: Call,
  response: ServerResponse,
  found: readonly Found[],
  minutes: number,
): void {
  const refusal = refusalOf(call, found, minutes);
  if (refusal === null) {
    const subscriptions = found.flatMap(({ subscription }) =>
      subscription === null ? [] : [subscription],
    );
    runStream(call, response, subscriptions, minutes);
    return;
  }
  // As in the captures of an expired subscription: the error comes in a stream envelope, then the end.
  const writer = envelopeWriter(response, call.services.quirks, () => connectionStatus('OK'));
  writer.finish(streamEnvelope([refusal]));
}

function refusalOf(call: Call, found: readonly Found[], minutes: number): ResponseMessage | null {
  const lost = found.filter(({ subscription }) => subscription?.kind !== 'streaming');
  if (found.length === 0 || found.length > 200 || !(minutes >= 1 && minutes <= 30)) {
    return {
      ok: false,
      code: 'ErrorInvalidRequest',
      text: 'The request failed schema validation.',
    };
  }
  if (lost.length > 0) {
    const ids = lost
      .map(({ id }) => `<m:SubscriptionId>${id.replace(/[<&]/g, '')}</m:SubscriptionId>`)
      .join('');
    return { ...NOT_FOUND, inner: `<m:ErrorSubscriptionIds>${ids}</m:ErrorSubscriptionIds>` };
  }
  const { streams, quirks } = call.services;
  if ((streams.get(call.user.upn) ?? 0) < quirks().hangingConnectionLimit) return null;
  return {
    ok: false,
    code: 'ErrorExceededConnectionCount',
    text: 'You have exceeded the available concurrent connections for your account.',
  };
}

function runStream(
  call: Call,
  response: ServerResponse,
  subscriptions: readonly Subscription[],
  minutes: number,
): void {
  const { services, user } = call;
  const { heartbeatMs, handOverMs, msPerMinute } = services.quirks();
  const writer = envelopeWriter(response, services.quirks, () => connectionStatus('OK'));
  const heartbeat = setInterval(() => {
    writer.status(connectionStatus('OK'));
  }, heartbeatMs);
  const lifeMs = Math.min(minutes * msPerMinute, handOverMs ?? Infinity);
  const life = setTimeout(() => {
    end(connectionStatus('Closed'));
  }, lifeMs);
  const sink = notificationSink(writer.notify, (lost) => {
    end(streamEnvelope([lost]));
  });
  const release = once(() => {
    clearInterval(heartbeat);
    clearTimeout(life);
    for (const subscription of subscriptions) services.subscriptions.detach(subscription, sink);
    services.streams.set(user.upn, (services.streams.get(user.upn) ?? 1) - 1);
  });
  const end = (last: string): void => {
    release();
    writer.finish(last);
  };
  services.streams.set(user.upn, (services.streams.get(user.upn) ?? 0) + 1);
  response.on('close', release);
  writer.status(connectionStatus('OK'));
  for (const subscription of subscriptions) services.subscriptions.attach(subscription, sink);
}

/** One envelope for all events of one mail: Exchange reports `created` and `new mail` together. */
function notificationSink(
  notify: (envelope: string) => void,
  lost: (message: ResponseMessage) => void,
): Sink {
  let pending: { subscription: Subscription; events: MailEvent[] } | null = null;
  const flush = (): void => {
    if (pending !== null) notify(notification(pending.subscription, pending.events));
    pending = null;
  };
  return {
    event: (subscription, event) => {
      const same =
        pending?.subscription === subscription && pending.events[0]?.itemId === event.itemId;
      if (same) {
        pending?.events.push(event);
        return;
      }
      flush();
      pending = { subscription, events: [event] };
      queueMicrotask(flush);
    },
    lost: (subscription, reason) => {
      flush();
      lost(reason === 'superseded' ? SUPERSEDED : lostMessage(subscription));
    },
  };
}

const SUPERSEDED: ResponseMessage = {
  ok: false,
  code: 'ErrorNewEventStreamConnectionOpened',
  text: 'Another connection was opened using the same subscription.',
};

function lostMessage({ id }: Subscription): ResponseMessage {
  return {
    ...NOT_FOUND,
    inner: `<m:ErrorSubscriptionIds><m:SubscriptionId>${id}</m:SubscriptionId></m:ErrorSubscriptionIds>`,
  };
}

function notification({ id }: Subscription, events: readonly MailEvent[]): string {
  const inner = events.map((event) => eventXml(event, null)).join('');
  return streamEnvelope([
    {
      ok: true,
      inner:
        `<m:Notifications><m:Notification><t:SubscriptionId>${id}</t:SubscriptionId>${inner}` +
        `</m:Notification></m:Notifications>`,
    },
  ]);
}

function connectionStatus(status: 'OK' | 'Closed'): string {
  return streamEnvelope([
    { ok: true, inner: `<m:ConnectionStatus>${status}</m:ConnectionStatus>` },
  ]);
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
