/** What the facts of a decision's steps are called, by the names they have in a trace (src-main/compliance). */

/** `override.by` is `by` inside of `override`. */
export const factNames: Readonly<Record<string, string>> = {
  mode: 'Mode',
  protocol: 'Protocol',
  fromEns: 'From an address of ENS',
  onlyEnsMayUseEws: 'EWS for ENS only',
  devices: 'Devices',
  user: 'User',
  claimed: 'Named in the request',
  name: 'Name',
  person: 'Known as',
  candidates: 'Users it fits',
  serviceAccount: 'Service account',
  requireDevice: 'EWS must name a device',
  for: 'Checked for',
  rule: 'Must pass',
  passed: 'Passed',
  traced: 'Shown one by one, at most',
  decisive: 'Decided by',
  device: 'Device',
  known: 'In the directory',
  problem: 'The id',
  from: 'Decided by',
  override: 'Decision',
  'override.action': 'device',
  'override.user': 'for',
  'override.at': 'made',
  'override.until': 'ends',
  'override.by': 'by',
  enrollment: 'State',
  since: 'Since',
  memoryLost: 'Memory of removed devices lost',
  owner: 'Owner',
  tooEarlyFor: 'The allow came before',
  'tooEarlyFor.device': 'device',
  'tooEarlyFor.reason': 'was',
  'tooEarlyFor.since': 'since',
  mayBe: 'May be',
  'mayBe.device': 'device',
  'mayBe.person': 'user',
  'mayBe.reason': 'which is',
  'mayBe.since': 'since',
  policies: 'Policies that apply',
  unknownDevices: 'Unknown devices',
  enrolled: 'Enrolled',
  reported: 'Device management reports',
  met: 'Policies that hold',
  notKnown: 'Not judged, since not known',
  alsoFails: 'Would fail, too',
  list: 'Decided by',
  mailClient: 'Mail client',
  deviceType: 'Device type',
  managed: 'Managed',
  compromised: 'Compromised',
  encrypted: 'Encrypted',
  inactivityDays: 'Days allowed',
  lastSeen: 'Last seen',
  daysAgo: 'Days ago',
  platform: 'Platform',
  model: 'Model',
  osVersion: 'Version',
  activeSyncProfile: 'ActiveSync profile',
  'reported.managed': 'managed',
  'reported.compromised': 'compromised',
  'reported.encrypted': 'encrypted',
  'reported.lastSeen': 'last seen',
};

/** Values that are words of the code. Others are shown as they are: names, ids, counts, times, yes and no. */
export const factWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mode: { enforce: 'enforcing', test: 'test, no device is blocked', off: 'off' },
  protocol: { ews: 'EWS', eas: 'ActiveSync' },
  onlyEnsMayUseEws: { true: 'on', false: 'off' },
  requireDevice: { true: 'on', false: 'off' },
  for: { user: 'the user', mailbox: 'the mailbox acted for' },
  rule: { any: 'one of them', all: 'all of them' },
  problem: { ambiguous: 'fits several devices', unreadable: 'cannot be read' },
  from: { feed: 'device management', administrator: 'an administrator' },
  'override.action': { allow: 'allowed', block: 'blocked' },
  'override.user': { null: 'anybody' },
  'override.until': { null: 'never' },
  enrollment: {
    enrolled: 'enrolled',
    unenrolled: 'unenrolled',
    wipePending: 'wipe commanded',
    wiped: 'wiped',
    removed: 'deleted from device management',
  },
  list: { allowed: 'not in the list of the allowed', blocked: 'in the list of the blocked' },
  mailClient: { null: 'not said' },
  deviceType: { null: 'not said' },
  unknownDevices: { allow: 'pass', block: 'are blocked' },
  'reported.compromised': { null: 'not known' },
  'reported.encrypted': { null: 'not known' },
  'reported.lastSeen': { null: 'not known' },
};

/** The names of all facts, those inside of others too: what must have a name above. */
export function factPaths(data: Readonly<Record<string, unknown>>, inside = ''): string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    const path = inside + name;
    return isNested(value) ? [path, ...factPaths(value, `${path}.`)] : [path];
  });
}

export function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
