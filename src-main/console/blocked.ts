/** Who knocked and is blocked now: the journal names them, the decision of this moment keeps them. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Params } from '../../src-shared/contract/calls.ts';
import type { Reason } from '../../src-shared/decision.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import { decide } from '../compliance/decide.ts';
import { askedIdentity } from './asked-identity.ts';
import { readBlocked } from './blocked-thread.ts';
import { valueOf, type UseCase } from './options.ts';
import { currentView, type View } from './view.ts';

const DEFAULT_SINCE_MS = 7 * 24 * 3600 * 1000;
const MOST_CLIENTS = 10_000;

/** Clients decided in one go; after that other work of the gateway has its turn. */
const IN_ONE_GO = 100;

export async function blocked(
  use: UseCase,
  { since }: Params<'blocked'>,
): Promise<BlockedClient[]> {
  const now = use.now();
  const from = since === undefined ? new Date(now.getTime() - DEFAULT_SINCE_MS) : new Date(since);
  const read = use.running?.readBlocked ?? readBlocked;
  const question = { folder: use.paths.journal, since: from, limit: MOST_CLIENTS };
  const knocked = valueOf(await read(question));
  if (knocked.length === 0) return [];
  const view = await currentView(use);
  const shown: BlockedClient[] = [];
  for (const [at, client] of knocked.entries()) {
    if (at % IN_ONE_GO === IN_ONE_GO - 1) await breathe();
    const still = stillBlocked(client, view, now);
    if (still !== null) shown.push(still);
  }
  return shown;
}

/**
 * Reasons that lie in the request itself: no directory can say whether the next request is the
 * same, so such a client stays listed until it passes (which the journal's reader sees).
 */
const ofTheRequest: ReadonlySet<Reason> = new Set<Reason>([
  'USER_MISMATCH',
  'DEVICE_HEADER_UNTRUSTED',
  'ROUTE_UNKNOWN',
  'REQUEST_MALFORMED',
  'AUTHENTICATION_UNSUPPORTED',
  'SOAP_UNREADABLE',
]);

/** The row with the reason of this moment, null when the client passes now. */
function stillBlocked(client: BlockedClient, view: View, now: Date): BlockedClient | null {
  // Nobody in particular: there is no client to show.
  if (client.user === null && client.deviceId === null) return null;
  const { vendor, compliance } = view.settings;
  const { reason } = client;
  if (ofTheRequest.has(reason)) return client;
  if (reason === 'EWS_PROXY_OFF') return vendor.ewsProxy ? null : client;
  if (reason === 'ENS_ONLY') {
    const { mode, onlyEnsMayUseEws } = compliance.policies;
    return mode === 'enforce' && onlyEnsMayUseEws ? client : null;
  }
  const question = {
    user: client.user ?? undefined,
    device: client.deviceId ?? undefined,
  };
  const identity = askedIdentity(question, view.directory);
  const decision = decide(identity, view.directory, compliance.policies, now);
  return decision.verdict === 'blocked' ? { ...client, reason: decision.reason } : null;
}
