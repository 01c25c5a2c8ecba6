/** Questions that need settings and directory and nothing else: answered beside the gateway, or from the files. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Explanation, Identity, Reason } from '../../src-shared/decision.ts';
import type { BlockedClient } from '../../src-shared/events.ts';
import type { GatewaySettings } from '../../src-shared/settings/in-force.ts';
import { decide } from '../compliance/decide.ts';
import type { Directory } from '../compliance/directory.ts';
import { explain } from '../compliance/explain.ts';
import { identityAsked, SOMEBODY } from './asked-identity.ts';
import type { Whom } from './engine.ts';

/** What decides: the settings and the directory of one moment. */
export interface View {
  readonly settings: GatewaySettings;
  readonly directory: Directory;
}

export function explainNow({ settings, directory }: View, whom: Whom, now: Date): Explanation {
  const { policies, ens } = whom.deciding ?? settings.compliance;
  const identity = identityAsked(ens, directory)(whom);
  const decision = decide(identity, directory, policies, now);
  const named = identity.user === SOMEBODY ? { ...identity, user: null } : identity;
  return explain(decision, named);
}

export const MOST_CLIENTS = 10_000;

/** Clients decided in one go; after that other work of the process has its turn. */
const IN_ONE_GO = 100;

/** Of those who knocked, who is blocked now. */
export async function blockedNow(
  view: View,
  knocked: readonly BlockedClient[],
  now: Date,
): Promise<BlockedClient[]> {
  const shown: BlockedClient[] = [];
  const asked = identityAsked(view.settings.compliance.ens, view.directory);
  for (const [at, client] of knocked.entries()) {
    if (at % IN_ONE_GO === IN_ONE_GO - 1) await breathe();
    const still = stillBlocked(client, view, asked, now);
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
  'CLIENT_CERTIFICATE',
  'SOAP_UNREADABLE',
]);

/** The row with the reason of this moment, null when the client passes now. */
function stillBlocked(
  client: BlockedClient,
  view: View,
  asked: (whom: Whom) => Identity,
  now: Date,
): BlockedClient | null {
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
    request: client.request ?? undefined,
  };
  const decision = decide(asked(question), view.directory, compliance.policies, now);
  return decision.verdict === 'blocked' ? { ...client, reason: decision.reason } : null;
}
