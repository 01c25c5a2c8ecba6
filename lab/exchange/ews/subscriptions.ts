import { randomUUID } from 'node:crypto';
import type { Mailbox, MailEvent, MailEventName } from '../mailbox.ts';
import type { SubscriptionView } from '../types.ts';

/** Where a subscription's events go at once; without one they wait in `queue`. */
export type Sink = {
  event(subscription: Subscription, event: MailEvent): void;
  /** The subscription went away or somebody else took it over. */
  lost(subscription: Subscription, reason: 'removed' | 'superseded'): void;
};

export type Subscription = {
  readonly id: string;
  readonly kind: SubscriptionView['kind'];
  /** UPN of the account that subscribed; only that account may use it. */
  readonly user: string;
  readonly mailbox: Mailbox;
  readonly affinity: boolean;
  readonly pushUrl: string | null;
  /** Protocol minutes: Timeout of pull, StatusFrequency of push. */
  readonly minutes: number;
  queue: readonly MailEvent[];
  sink: Sink | null;
  watermark: number;
  usedAt: number;
};

export type SubscriptionInput = Pick<
  Subscription,
  'kind' | 'user' | 'mailbox' | 'affinity' | 'pushUrl' | 'minutes'
> & { readonly folders: ReadonlySet<string> | 'all'; readonly events: ReadonlySet<MailEventName> };

export type Subscriptions = {
  add(input: SubscriptionInput): Subscription;
  find(id: string): Subscription | undefined;
  remove(id: string): boolean;
  /** Gives the events to `sink` from now on, the waiting ones first. */
  attach(subscription: Subscription, sink: Sink): void;
  detach(subscription: Subscription, sink: Sink): void;
  readonly list: () => readonly SubscriptionView[];
  clear(): void;
};

/** Events that wait for a client which is away between two streams, and no more. */
const KEPT_EVENTS = 1000;

export function subscriptionBook(): Subscriptions {
  const entries = new Map<string, { subscription: Subscription; stop(): void }>();
  const remove = (id: string): boolean => {
    const entry = entries.get(id);
    entries.delete(id);
    entry?.stop();
    entry?.subscription.sink?.lost(entry.subscription, 'removed');
    return entry !== undefined;
  };
  return {
    remove,
    add: (input) => {
      const subscription = newSubscription(input);
      const stop = input.mailbox.listen((event) => {
        const wanted = input.folders === 'all' || input.folders.has(event.folder);
        if (wanted && input.events.has(event.name)) give(subscription, event);
      });
      entries.set(subscription.id, { subscription, stop });
      return subscription;
    },
    find: (id) => entries.get(id)?.subscription,
    attach: (subscription, sink) => {
      subscription.sink?.lost(subscription, 'superseded');
      subscription.sink = sink;
      const waiting = subscription.queue;
      subscription.queue = [];
      for (const event of waiting) sink.event(subscription, event);
    },
    detach: (subscription, sink) => {
      if (subscription.sink === sink) subscription.sink = null;
    },
    list: () => [...entries.values()].map(({ subscription }) => viewOf(subscription)),
    clear: () => {
      for (const id of [...entries.keys()]) remove(id);
    },
  };
}

function newSubscription(input: SubscriptionInput): Subscription {
  const { kind, user, mailbox, affinity, pushUrl, minutes } = input;
  // A real id is base64 of the mailbox server's name and a GUID.
  const id = Buffer.from(`\u0018lab-ex01.lab.example\u0010${randomUUID()}`).toString('base64');
  return {
    ...{ id, kind, user, mailbox, affinity, pushUrl, minutes },
    ...{ queue: [], sink: null, watermark: 1, usedAt: Date.now() },
  };
}

function give(subscription: Subscription, event: MailEvent): void {
  if (subscription.sink === null)
    subscription.queue = [...subscription.queue, event].slice(-KEPT_EVENTS);
  else subscription.sink.event(subscription, event);
}

function viewOf({ id, kind, user, pushUrl }: Subscription): SubscriptionView {
  return { id, kind, user, pushUrl };
}

export function nextWatermark(subscription: Subscription): string {
  subscription.watermark += 1;
  return currentWatermark(subscription);
}

export function currentWatermark(subscription: Subscription): string {
  return Buffer.from(`AQAAAW${String(subscription.watermark).padStart(12, '0')}`).toString(
    'base64',
  );
}
