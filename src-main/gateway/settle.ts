/**
 * Makes what is open for long small. A subscription may hang for half an hour, and ten thousand of them do: once its
 * answer has begun, nothing of its request is asked for any more but what the journal and the access log say at the end,
 * and what a change of the directory is decided by.
 */
import type { Transaction } from './transaction.ts';
import { ownText, ownTextOf } from '../http/own-text.ts';
import type { Identity } from '../../src-shared/decision.ts';

/** Of a transaction whose answer has begun; a second time it does nothing. */
export function settle(transaction: Transaction): void {
  const { exchange, facts, reading } = transaction;
  if (transaction.settled || !exchange.headSent) return;
  transaction.settled = true;
  exchange.forgetAllBut('user-agent');
  facts.operation = ownTextOf(facts.operation);
  facts.devices = facts.devices.map((device) => ({ ...device, id: ownText(device.id) }));
  facts.identity = facts.identity === null ? null : ownIdentity(facts.identity);
  if (reading === null) return;
  const identity = reading.identified.identity === null ? null : facts.identity;
  reading.query = null;
  reading.identified = { ...reading.identified, identity, eas: null };
}

function ownIdentity(identity: Identity): Identity {
  const { user, mailbox, claimedUser, deviceIds, deviceType, userAgent, operation } = identity;
  return {
    ...identity,
    user: ownTextOf(user),
    mailbox: ownTextOf(mailbox),
    claimedUser: ownTextOf(claimedUser),
    deviceIds: deviceIds.map(ownText),
    deviceType: ownTextOf(deviceType),
    userAgent: ownTextOf(userAgent),
    operation: ownTextOf(operation ?? null),
  };
}
