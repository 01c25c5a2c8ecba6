import type { Answer } from '../http/answer.ts';
import { affinityCookie, bringsAffinity, wantsAffinity } from '../http/headers.ts';
import { isLoopbackUrl } from '../../loopback.ts';
import type { MailEventName } from '../mailbox.ts';
import { child, descend, find, findAll, textOf, type XmlElement } from '../xml.ts';
import type { Call } from './call.ts';
import { foldersIn } from './items.ts';
import { notificationXml } from './notification.ts';
import { answer, type ResponseMessage } from './soap.ts';
import { currentWatermark, type Subscription, type SubscriptionInput } from './subscriptions.ts';

const KNOWN_EVENTS: readonly MailEventName[] = ['CreatedEvent', 'NewMailEvent', 'DeletedEvent'];

export function subscribe(call: Call): Answer {
  const element = call.soap.element.children[0];
  const input = element === undefined ? 'ErrorInvalidRequest' : readRequest(call, element);
  if (typeof input === 'string') return answer('Subscribe', [refusal(input)]);
  const subscription = call.services.subscriptions.add(input);
  if (input.kind === 'push') call.services.pusher.start(subscription);
  const watermark =
    input.kind === 'streaming'
      ? ''
      : `<m:Watermark>${currentWatermark(subscription)}</m:Watermark>`;
  const done = answer('Subscribe', [
    { ok: true, inner: `<m:SubscriptionId>${subscription.id}</m:SubscriptionId>${watermark}` },
  ]);
  return input.affinity ? withAffinityCookie(done, call) : done;
}

type Refusal =
  | 'ErrorInvalidRequest'
  | 'ErrorInvalidSubscriptionRequest'
  | 'ErrorInvalidPushSubscriptionUrl'
  | 'ErrorFolderNotFound';

function readRequest(call: Call, element: XmlElement): SubscriptionInput | Refusal {
  const kind = kindOf(element.name);
  if (kind === null) return 'ErrorInvalidSubscriptionRequest';
  const folders = foldersIn(child(element, 'FolderIds'), call.mailbox);
  if (folders.includes(undefined)) return 'ErrorFolderNotFound';
  const pushUrl = textOf(child(element, 'URL')) ?? null;
  // PrivExchange (facts: ews 1.1): the URL is anyone's wish, and the lab never leaves loopback.
  if (kind === 'push' && (pushUrl === null || !isLoopbackUrl(pushUrl)))
    return 'ErrorInvalidPushSubscriptionUrl';
  const minutes = textOf(child(element, kind === 'push' ? 'StatusFrequency' : 'Timeout'));
  const named = findAll(child(element, 'EventTypes'), 'EventType').map(
    (type) => textOf(type) ?? '',
  );
  const ids = folders.flatMap((folder) => (folder === undefined ? [] : [folder.id]));
  return {
    kind,
    user: call.user.upn,
    mailbox: call.mailbox,
    affinity: wantsAffinity(call.request),
    pushUrl: kind === 'push' ? pushUrl : null,
    minutes: minutes === undefined ? 30 : Number(minutes), // [D] StatusFrequency: default 30
    folders: element.attributes.get('SubscribeToAllFolders') === 'true' ? 'all' : new Set(ids),
    events: new Set(KNOWN_EVENTS.filter((name) => named.includes(name))),
  };
}

function kindOf(name: string): Subscription['kind'] | null {
  switch (name) {
    case 'PullSubscriptionRequest':
      return 'pull';
    case 'PushSubscriptionRequest':
      return 'push';
    case 'StreamingSubscriptionRequest':
      return 'streaming';
    default:
      return null;
  }
}

function withAffinityCookie(done: Answer, call: Call): Answer {
  if (done.kind !== 'whole' || bringsAffinity(call.request, call.user)) return done;
  const cookie = `X-BackEndOverrideCookie=${affinityCookie(call.user)}; path=/; secure; HttpOnly`;
  return { ...done, headers: [...(done.headers ?? []), ['Set-Cookie', cookie]] };
}

function refusal(code: Refusal): ResponseMessage {
  return { ok: false, code, text: 'The subscription request was refused by the sample Exchange.' };
}

/** The subscription, when it is this caller's and (where the quirk says so) the affinity cookie came along. */
export function ownSubscription(call: Call, id: string): Subscription | null {
  const subscription = call.services.subscriptions.find(id);
  if (subscription?.user !== call.user.upn) return null;
  const astray =
    call.services.quirks().requireAffinity &&
    subscription.affinity &&
    !bringsAffinity(call.request, call.user);
  return astray ? null : subscription;
}

export const NOT_FOUND = {
  ok: false,
  code: 'ErrorSubscriptionNotFound',
  text: 'The specified subscription was not found.',
} as const satisfies ResponseMessage;

export function unsubscribe(call: Call): Answer {
  const id = textOf(find(call.soap.element, 'SubscriptionId')) ?? '';
  const subscription = ownSubscription(call, id);
  if (subscription !== null) call.services.subscriptions.remove(id);
  return answer('Unsubscribe', [subscription === null ? NOT_FOUND : { ok: true, inner: '' }]);
}

export function getEvents(call: Call): Answer {
  const id = textOf(descend(call.soap.element, 'SubscriptionId')) ?? '';
  const subscription = ownSubscription(call, id);
  if (subscription?.kind !== 'pull') return answer('GetEvents', [NOT_FOUND]);
  const lifeMs = subscription.minutes * call.services.quirks().msPerMinute;
  if (Date.now() - subscription.usedAt > lifeMs) {
    call.services.subscriptions.remove(id);
    return answer('GetEvents', [
      { ok: false, code: 'ErrorExpiredSubscription', text: 'The subscription has expired.' },
    ]);
  }
  subscription.usedAt = Date.now();
  const events = subscription.queue;
  subscription.queue = [];
  return answer('GetEvents', [{ ok: true, inner: notificationXml(subscription, events) }]);
}
