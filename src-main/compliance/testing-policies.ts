/** For the tests of the compliance policies: a decision by some of them, and how lists are written. */
import type { Decision, Identity } from '../../src-shared/decision.ts';
import type { Override } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type {
  AllowedAndBlocked,
  ComplianceRules,
  Policies,
} from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { KnownDevice } from './known.ts';
import { ago, directory, now, policies } from './testing.ts';

export type Rules = Partial<ComplianceRules>;

/** Minutes. */
export const DAY = 1440;
/** Seen so many days ago. */
export const days = (count: number): Partial<KnownDevice> => ({ lastSeen: ago(count * DAY) });

export const only = (...allowed: string[]): AllowedAndBlocked => ({ allowed, blocked: [] });
export const never = (...blocked: string[]): AllowedAndBlocked => ({ allowed: null, blocked });

export function answer(
  identity: Identity,
  records: readonly KnownDevice[],
  rules: Rules,
  more: Partial<Policies> = {},
  overrides: readonly Override[] = [],
): Decision {
  const asked = policies({ rules: { ...noRules, ...rules }, ...more });
  return decide(identity, directory(records, overrides), asked, now);
}

export function said({ verdict, reason, decidedBy }: Decision): string {
  return `${verdict} ${reason}: ${decidedBy}`;
}
