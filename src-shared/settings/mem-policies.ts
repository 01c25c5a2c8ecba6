/**
 * The compliance policies, under the vendor's names (facts: seg 3.2). All are optional and off: a file of before
 * means what it meant. How each is judged: ADR 29.
 */
import type { z } from 'zod';
import type { MemSetting } from './entry.ts';
import { integer, mem, onOff } from './mem-entry.ts';
import { patterns, platformPatterns, policyUsers, userGroups } from './policy-values.ts';

const decidesAnew =
  'Streams of clients that the new rule blocks are closed at once; everybody else notices nothing.';
const policy = { required: false, written: false, interrupts: decidesAnew } as const;

/** A list; empty: it says nothing. */
function list(
  key: string,
  kind: 'patterns' | 'platformPatterns' | 'policyUsers',
  schema: z.ZodArray<z.ZodString>,
  help: string,
): MemSetting<z.ZodArray<z.ZodString>> {
  return mem({ ...policy, key, type: { kind }, schema, initial: [], help });
}

const star = 'Written in any case, with * for anything. An empty list is no restriction.' as const;
const platformStar =
  'An entry is the platform as device management calls it, a colon, and what is meant, both in any case and with * for anything.';
const notReported = 'What device management does not report is not judged.';

export const policySettings = {
  'compliance.policies.users.allowed': list(
    'compliance.policies.users.allowed',
    'policyUsers',
    policyUsers,
    'User policy: only these users may have mail; "group:NAME" stands for a group of compliance.policies.groups. An empty list is no restriction.',
  ),
  'compliance.policies.users.blocked': list(
    'compliance.policies.users.blocked',
    'policyUsers',
    policyUsers,
    'User policy: these users have no mail; "group:NAME" stands for a group of compliance.policies.groups. Counts before the list of the allowed.',
  ),
  'compliance.policies.groups': mem({
    ...policy,
    key: 'compliance.policies.groups',
    type: { kind: 'userGroups' },
    schema: userGroups,
    initial: [],
    help: 'Groups of users, for the user policy.',
  }),
  'compliance.policies.mailClients.allowed': list(
    'compliance.policies.mailClients.allowed',
    'patterns',
    patterns,
    `Mail client policy: only ActiveSync clients whose User-Agent is one of these. ${star} EWS is not judged: there the User-Agent is that of the notification service.`,
  ),
  'compliance.policies.mailClients.blocked': list(
    'compliance.policies.mailClients.blocked',
    'patterns',
    patterns,
    'Mail client policy: no ActiveSync client whose User-Agent is one of these. Counts before the list of the allowed.',
  ),
  'compliance.policies.easDeviceTypes.allowed': list(
    'compliance.policies.easDeviceTypes.allowed',
    'patterns',
    patterns,
    `EAS device type policy: only devices that say in ActiveSync that they are one of these types. ${star} EWS says no type and is not judged.`,
  ),
  'compliance.policies.easDeviceTypes.blocked': list(
    'compliance.policies.easDeviceTypes.blocked',
    'patterns',
    patterns,
    'EAS device type policy: no device that says in ActiveSync that it is one of these types. Counts before the list of the allowed.',
  ),
  'compliance.policies.managedDevice': onOff({
    ...policy,
    key: 'compliance.policies.managedDevice',
    initial: false,
    help: 'Managed device policy: only managed devices. Devices and users that the directory does not know are not managed, also where compliance.unknownDevices lets them pass.',
  }),
  'compliance.policies.inactivity': onOff({
    ...policy,
    key: 'compliance.policies.inactivity',
    initial: false,
    help: 'Inactivity policy: no device that has not reported to device management for longer than compliance.policies.inactivityDays. One that never reported is not judged.',
  }),
  'compliance.policies.inactivityDays': integer({
    ...policy,
    key: 'compliance.policies.inactivityDays',
    min: 1,
    max: 32_767,
    unit: 'days',
    initial: 30,
    help: 'Days without a report, for the inactivity policy.',
  }),
  'compliance.policies.compromised': onOff({
    ...policy,
    key: 'compliance.policies.compromised',
    initial: false,
    help: 'Device compromised policy: no compromised (jailbroken or rooted) device. One whose state is not known passes.',
  }),
  'compliance.policies.encryption': onOff({
    ...policy,
    key: 'compliance.policies.encryption',
    initial: false,
    help: 'Encryption policy: no unencrypted device. Counts only for devices that reported their data protection.',
  }),
  'compliance.policies.models.allowed': list(
    'compliance.policies.models.allowed',
    'platformPatterns',
    platformPatterns,
    `Model policy: only these models. ${platformStar} ${notReported} An empty list is no restriction.`,
  ),
  'compliance.policies.models.blocked': list(
    'compliance.policies.models.blocked',
    'platformPatterns',
    platformPatterns,
    'Model policy: none of these models. Counts before the list of the allowed.',
  ),
  'compliance.policies.operatingSystems.allowed': list(
    'compliance.policies.operatingSystems.allowed',
    'platformPatterns',
    platformPatterns,
    `Operating system policy: only these versions; a platform without an entry is not allowed. ${platformStar} ${notReported} An empty list is no restriction.`,
  ),
  'compliance.policies.operatingSystems.blocked': list(
    'compliance.policies.operatingSystems.blocked',
    'platformPatterns',
    platformPatterns,
    'Operating system policy: none of these versions. Counts before the list of the allowed.',
  ),
  'compliance.policies.activeSyncProfile': onOff({
    ...policy,
    key: 'compliance.policies.activeSyncProfile',
    initial: false,
    help: 'Require ActiveSync profile: only devices whose mail is managed by an ActiveSync profile of device management. One for which that is not reported passes.',
  }),
};
