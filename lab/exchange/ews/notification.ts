import type { MailEvent } from '../mailbox.ts';
import { eventXml, statusEventXml } from './render.ts';
import { currentWatermark, nextWatermark, type Subscription } from './subscriptions.ts';

/** `<m:Notification>` of pull and push; without events it carries a StatusEvent. */
export function notificationXml(subscription: Subscription, events: readonly MailEvent[]): string {
  const previous = currentWatermark(subscription);
  const inner = events.map((event) => eventXml(event, nextWatermark(subscription))).join('');
  return (
    `<m:Notification><t:SubscriptionId>${subscription.id}</t:SubscriptionId>` +
    `<t:PreviousWatermark>${previous}</t:PreviousWatermark><t:MoreEvents>false</t:MoreEvents>` +
    `${inner === '' ? statusEventXml(nextWatermark(subscription)) : inner}</m:Notification>`
  );
}
