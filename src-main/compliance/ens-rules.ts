/** What a trusted notification service may do, besides being trusted with devices (ADR 31). */
import { clip } from '../../src-shared/clip.ts';
import type { Identity } from '../../src-shared/decision.ts';
import type { EnsRules } from '../../src-shared/settings/in-force.ts';
import { patternOf } from './patterns.ts';
import type { Request } from './request.ts';
import { allow, block } from './trace.ts';
import type { Decided } from './trace.ts';

/** For a request of ENS; null: no rule is against it. What its body says is judged once it was looked at. */
export function ensRuling({ identity, policies }: Request): Decided | null {
  const { ens } = policies.rules;
  const { operation, webhookHost } = identity;
  // Whoever asks why a user has no mail says nothing of how ENS asks.
  if (operation === undefined) return null;
  if (!userAgentFits(ens, identity)) {
    const userAgent = identity.userAgent === null ? null : clip(identity.userAgent);
    return block('notification service', 'ENS_USER_AGENT', () => ({ userAgent }));
  }
  if (operation !== null && restricts(ens.operations) && !ens.operations.includes(operation))
    return block('notification service', 'ENS_OPERATION', () => ({ operation: clip(operation) }));
  if (webhookHost !== undefined && !hostFits(ens, webhookHost)) {
    const host = webhookHost === null ? null : clip(webhookHost);
    return block('notification service', 'ENS_WEBHOOK', () => ({ webhookHost: host }));
  }
  return null;
}

/** To end a subscription gives nobody anything; without it, notifications of a blocked mailbox would go on. */
export function unsubscribe({ identity, policies }: Request, blocked: Decided): Decided | null {
  const { fromEns, protocol, operation } = identity;
  if (!fromEns || protocol !== 'ews' || operation !== 'Unsubscribe') return null;
  if (!policies.rules.ens.unsubscribePasses) return null;
  return allow('unsubscribe', 'ENS_UNSUBSCRIBE', () => ({ operation, blockedFor: blocked.reason }));
}

const compiled = new WeakMap<readonly string[], readonly ((text: string) => boolean)[]>();

function userAgentFits({ userAgents }: EnsRules, { userAgent }: Identity): boolean {
  if (!restricts(userAgents)) return true;
  const patterns = compiled.get(userAgents) ?? userAgents.map(patternOf);
  compiled.set(userAgents, patterns);
  // Who does not say which one it is, is none of the allowed.
  return patterns.some((fits) => fits(userAgent ?? ''));
}

function hostFits({ webhookHosts }: EnsRules, host: string | null): boolean {
  if (!restricts(webhookHosts)) return true;
  if (host === null) return false;
  return webhookHosts.some((entry) =>
    entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry,
  );
}

function restricts(list: readonly string[]): boolean {
  return list.length > 0;
}
