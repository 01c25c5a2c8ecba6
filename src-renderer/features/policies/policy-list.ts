/** The policies of the page, in its order, with the settings they are made of. */
import type { text } from '../../text/text.ts';

export type PolicyId = keyof typeof text.policies.names;

interface Common {
  readonly id: PolicyId;
  readonly group: keyof typeof text.policies.groups;
  /** The step of the decision by which it stops somebody. */
  readonly step: string;
}

export type Policy = Common &
  (
    | { readonly kind: 'switch'; readonly id: SwitchId; readonly key: string }
    /** A switch and a number. */
    | {
        readonly kind: 'days';
        readonly id: 'inactivity';
        readonly key: string;
        readonly days: string;
      }
    /** On as long as one of them has an entry. */
    | {
        readonly kind: 'lists';
        readonly id: ListsId;
        readonly allowed: string;
        readonly blocked: string;
        readonly groups?: string;
      }
  );

type ListsId = 'users' | 'mailClients' | 'easDeviceTypes' | 'models' | 'operatingSystems';
type SwitchId = Exclude<PolicyId, ListsId | 'inactivity'>;

const under = 'compliance.policies.';
const bothOf = (id: ListsId) =>
  ({
    kind: 'lists',
    id,
    allowed: `${under}${id}.allowed`,
    blocked: `${under}${id}.blocked`,
  }) as const;
const switchOf = (id: SwitchId) => ({ kind: 'switch', id, key: `${under}${id}` }) as const;

export const policyList: readonly Policy[] = [
  { group: 'general', step: 'user policy', ...bothOf('users'), groups: `${under}groups` },
  { group: 'general', step: 'mail client', ...bothOf('mailClients') },
  { group: 'general', step: 'device type', ...bothOf('easDeviceTypes') },
  { group: 'general', step: 'managed device', ...switchOf('managedDevice') },
  {
    ...{ group: 'device', step: 'inactivity', kind: 'days', id: 'inactivity' },
    ...{ key: `${under}inactivity`, days: `${under}inactivityDays` },
  },
  { group: 'device', step: 'compromised', ...switchOf('compromised') },
  { group: 'device', step: 'encryption', ...switchOf('encryption') },
  { group: 'device', step: 'model', ...bothOf('models') },
  { group: 'device', step: 'operating system', ...bothOf('operatingSystems') },
  { group: 'device', step: 'ActiveSync profile', ...switchOf('activeSyncProfile') },
];

export function keysOf(policy: Policy): readonly string[] {
  switch (policy.kind) {
    case 'switch':
      return [policy.key];
    case 'days':
      return [policy.key, policy.days];
    case 'lists':
      return [
        policy.allowed,
        policy.blocked,
        ...(policy.groups === undefined ? [] : [policy.groups]),
      ];
  }
}
