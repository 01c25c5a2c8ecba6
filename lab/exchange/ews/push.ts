import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { MailEvent } from '../mailbox.ts';
import type { ExchangeQuirks, PushAttempt } from '../types.ts';
import { find, parseXml, textOf } from '../xml.ts';
import { notificationEnvelope } from './soap.ts';
import { notificationXml } from './notification.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

export type Pusher = {
  start(subscription: Subscription): void;
  readonly attempts: readonly PushAttempt[];
  close(): void;
};

type PushAnswer = 'ok' | 'unsubscribe' | 'failed';

/** Protocol seconds between tries ([D] facts: ews 2.1), until StatusFrequency minutes have passed. */
const BACK_OFF_SECONDS = [0, 30, 60, 120, 240, 480, 960];
const KEPT_ATTEMPTS = 1000;

/** Exchange as the client: posts SendNotification to the listeners of push subscriptions. */
export function createPusher(book: () => Subscriptions, quirks: () => ExchangeQuirks): Pusher {
  const attempts: PushAttempt[] = [];
  const stops = new Set<AbortController>();
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
  };
  const note = (attempt: PushAttempt): void => {
    attempts.push(attempt);
    if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
  };
  const start = (subscription: Subscription): void => {
    const stop = new AbortController();
    stops.add(stop);
    const post = (body: string): Promise<PushAnswer> =>
      postOnce(subscription, body, agents, quirks(), stop.signal);
    pushLoop(subscription, { stop, post, note, book: book(), quirks })
      .catch(() => undefined) // an abort: the subscription or the server went away
      .finally(() => {
        stop.abort();
        stops.delete(stop);
      });
  };
  return {
    start,
    attempts,
    close: () => {
      for (const stop of stops) stop.abort();
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

type Loop = {
  readonly stop: AbortController;
  post(body: string): Promise<PushAnswer>;
  note(attempt: PushAttempt): void;
  readonly book: Subscriptions;
  quirks(): ExchangeQuirks;
};

async function pushLoop(subscription: Subscription, loop: Loop): Promise<void> {
  const stopped = (): boolean => loop.stop.signal.aborted;
  const inbox = eventInbox(subscription, loop);
  let first = true; // Exchange calls the listener once at the start, with a StatusEvent
  while (!stopped()) {
    const statusMs = first ? 0 : subscription.minutes * loop.quirks().msPerMinute;
    const events = await inbox.next(statusMs);
    first = false;
    if (stopped()) return;
    const body = notificationEnvelope(notificationXml(subscription, events));
    const outcome = await deliver(subscription, body, loop);
    if (outcome !== 'ok') {
      loop.book.remove(subscription.id);
      return;
    }
  }
}

async function deliver(subscription: Subscription, body: string, loop: Loop): Promise<PushAnswer> {
  const startedAt = Date.now();
  const attemptOf = (attempt: number, outcome: PushAttempt['outcome']): PushAttempt => ({
    ...{ at: Date.now(), subscription: subscription.id, attempt, outcome },
  });
  for (const [attempt, seconds] of BACK_OFF_SECONDS.entries()) {
    const { msPerSecond, msPerMinute } = loop.quirks();
    if (seconds > 0) await wait(seconds * msPerSecond, undefined, { signal: loop.stop.signal });
    if (attempt > 0 && Date.now() - startedAt > subscription.minutes * msPerMinute) break;
    const outcome = await loop.post(body);
    loop.note(attemptOf(attempt, outcome));
    if (outcome !== 'failed') return outcome;
  }
  loop.note(attemptOf(BACK_OFF_SECONDS.length, 'dropped'));
  return 'failed';
}

/** Collects events; `next` gives them all, or none when nothing came for `statusMs`. */
function eventInbox(
  subscription: Subscription,
  loop: Loop,
): { next(statusMs: number): Promise<MailEvent[]> } {
  let pending: MailEvent[] = [];
  let wake: () => void = () => undefined;
  loop.book.attach(subscription, {
    event: (_, event) => {
      pending.push(event);
      wake();
    },
    lost: () => {
      loop.stop.abort();
    },
  });
  const next = async (statusMs: number): Promise<MailEvent[]> => {
    if (pending.length === 0)
      await sleepUntil(statusMs, loop.stop.signal, (resolve) => (wake = resolve));
    // One turn more: the events of one mail (created, new) go in one notification.
    await wait(0, undefined, { signal: loop.stop.signal });
    const events = pending;
    pending = [];
    return events;
  };
  return { next };
}

function sleepUntil(
  ms: number,
  signal: AbortSignal,
  onWake: (resolve: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener('abort', done);
    onWake(done);
  });
}

function postOnce(
  subscription: Subscription,
  body: string,
  agents: { readonly http: HttpAgent; readonly https: HttpsAgent },
  quirks: ExchangeQuirks,
  signal: AbortSignal,
): Promise<PushAnswer> {
  const url = new URL(subscription.pushUrl ?? '');
  const headers = {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: 'http://schemas.microsoft.com/exchange/services/2006/messages/SendNotification',
    'Content-Length': String(Buffer.byteLength(body)),
  };
  const options = {
    method: 'POST',
    headers,
    signal,
    timeout: Math.max(30 * quirks.msPerSecond, 2000),
  };
  return new Promise((resolve) => {
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https, rejectUnauthorized: false })
        : httpRequest(url, { ...options, agent: agents.http });
    const failed = (): void => {
      resolve('failed');
    };
    sent.on('timeout', () => sent.destroy());
    sent.on('error', failed);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', failed);
      response.on('aborted', failed);
      response.on('end', () => {
        resolve(
          response.statusCode === 200 ? readResult(Buffer.concat(parts).toString()) : 'failed',
        );
      });
    });
    sent.end(body);
  });
}

function readResult(text: string): PushAnswer {
  try {
    const status = textOf(find(parseXml(text), 'SubscriptionStatus'));
    return status === 'OK' ? 'ok' : status === 'Unsubscribe' ? 'unsubscribe' : 'failed';
  } catch {
    return 'failed';
  }
}
