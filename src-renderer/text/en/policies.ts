/** The Policies page: who may pass, what a change would do, and trying it. */

/** A policy of two lists: what it says without any entry, with allowed ones, with blocked ones. */
const lists = (
  off: string,
  only: (entries: string) => string,
  never: (entries: string) => string,
) => ({ off, only, never }) as const;
const onOff = (off: string, on: string) => ({ off, on }) as const;

export const policies = {
  title: 'Policies',
  loading: 'Reading the policies',
  mode: {
    title: 'Compliance',
    options: {
      enforce: { title: 'Enforcing', text: 'Devices that break a policy get no mail.' },
      test: { title: 'Test', text: 'Everything is checked and logged. Nobody loses mail.' },
      off: { title: 'Off', text: 'Nothing is checked: every device passes, wiped ones too.' },
    },
  },
  unknown: {
    title: 'Devices and users that device management does not know',
    options: {
      block: { title: 'Block', text: 'No mail until an administrator allows them.' },
      allow: { title: 'Let pass', text: 'Mail, unless a policy below keeps them out.' },
    },
  },
  groups: { general: 'General policies', device: 'What devices must be' },
  groupHelp: {
    general: 'Who may use which client.',
    device: 'What device management reports of an enrolled device. All that are on must hold.',
  },
  names: {
    users: 'Users',
    mailClients: 'Mail clients',
    easDeviceTypes: 'EAS device types',
    managedDevice: 'Managed devices',
    inactivity: 'Inactivity',
    compromised: 'Compromised devices',
    encryption: 'Encryption',
    models: 'Models',
    operatingSystems: 'Operating systems',
    activeSyncProfile: 'ActiveSync profile',
  },
  sentences: {
    users: lists(
      'Any user may have mail on a device.',
      (entries) => `Only ${entries} may have mail on a device.`,
      (entries) => `No mail on a device for ${entries}.`,
    ),
    mailClients: lists(
      'Any mail client may use ActiveSync.',
      (entries) => `Only ${entries} may use ActiveSync.`,
      (entries) => `No ActiveSync for ${entries}.`,
    ),
    easDeviceTypes: lists(
      'Devices of any type may use ActiveSync.',
      (entries) => `Only the types ${entries} may use ActiveSync.`,
      (entries) => `No ActiveSync for the types ${entries}.`,
    ),
    models: lists(
      'Devices of any model pass.',
      (entries) => `Only ${entries} pass.`,
      (entries) => `Blocked: ${entries}.`,
    ),
    operatingSystems: lists(
      'Devices of any operating system pass.',
      (entries) => `Only ${entries} pass. A platform without an entry is blocked.`,
      (entries) => `Blocked: ${entries}.`,
    ),
    managedDevice: onOff(
      'Devices that are not managed pass.',
      'Devices that are not managed are blocked, unknown ones too.',
    ),
    compromised: onOff(
      'Jailbroken and rooted devices pass.',
      'Jailbroken and rooted devices are blocked. One whose state nobody knows passes.',
    ),
    encryption: onOff(
      'Devices without encryption pass.',
      'Devices without encryption are blocked. One that never reported it passes.',
    ),
    activeSyncProfile: onOff(
      'Devices pass without an ActiveSync profile.',
      'Devices without an ActiveSync profile of device management are blocked.',
    ),
  },
  inactivity: {
    off: 'Devices pass however long ago they were seen.',
    on: (days: string) =>
      days === '1'
        ? 'Devices that were not seen for 1 day are blocked.'
        : `Devices that were not seen for ${days} days are blocked.`,
  },
  emptyLists: 'Name whom it is about: as long as both lists are empty, it restricts nobody.',
  andMore: (entries: string, count: string) => `${entries} and ${count} more`,
  edit: (policy: string) => `Edit: ${policy}`,
  stops: (count: string, total: string) => `stops ${count} of ${total}`,
  wouldStop: (count: string, total: string) => `would stop ${count} of ${total}`,
  impact: {
    title: 'What would change',
    now: 'Who is blocked',
    counting: 'Counting',
    invalid: 'Counted again as soon as every value is valid.',
    failed: 'It cannot be said what would change.',
    lose: 'would lose mail',
    get: 'would get mail',
    of: (devices: string, one: boolean) => (one ? 'of 1 device' : `of ${devices} devices`),
    nobody: 'Nobody would lose mail, and nobody would get it.',
    blocked: {
      enforce: (count: string, total: string) => `${count} of ${total} devices are blocked.`,
      test: (count: string, total: string) =>
        `${count} of ${total} devices would be blocked if it were enforced.`,
      /** After the change. */
      then: (count: string, total: string) => `${count} of ${total} devices would be blocked then.`,
      off: 'Nothing is checked: everybody passes.',
    },
    asIfEnforced: 'Test mode stays on, so nobody loses mail. Counted as if it were enforced.',
    over: (clients: string, one: boolean) =>
      one
        ? 'Over the device directory and 1 client of the last seven days.'
        : `Over the device directory and ${clients} clients of the last seven days.`,
    list: 'For whom something changes',
    fromTo: (before: string, after: string) => `${before} → ${after}`,
    noDevice: 'no device named',
    first: (count: string, total: string) => `The first ${count} of ${total}`,
  },
  confirm: {
    counting: 'Before it is saved: counting who would lose mail.',
    question: (count: string, total: string) => `${count} of ${total} devices would lose mail.`,
    look: 'Look at them',
    answers: { save: 'Save all the same', applyAndRestart: 'Apply all the same' },
  },
  source: {
    title: 'Device directory',
    file: 'File',
    devices: 'Devices',
    age: 'Age of the data',
    stopped: 'Known while the gateway runs.',
    never: 'Never read',
  },
  simulator: {
    open: 'Try a request',
    title: 'Try a request',
    subtitle: 'Nothing is sent. The gate says what it would do.',
    user: 'User',
    userHint: 'alice@corp.example',
    device: 'Device id',
    protocol: 'Protocol',
    from: 'Comes from',
    sources: { ens: 'ENS', other: 'Another client' },
    noEns: 'No address of ENS is set, so nobody counts as ENS.',
    mailbox: 'Mailbox acted for',
    operation: 'EWS operation',
    operationHint: 'Any, or GetItem',
    userAgent: 'User-Agent',
    userAgentHint: 'Apple-iPhone16C1/2104.82',
    deviceType: 'Device type',
    deviceTypeHint: 'iPhone',
    by: 'Judged by',
    policies: { inForce: 'In force', draft: 'With the changes' },
    ask: 'Decide',
    verdict: 'What the gate would do',
    nameOne: 'Name a user or a device.',
  },
  settingsPointer: {
    title: 'Compliance policies',
    text: 'Which devices, users and clients pass has a page of its own, with what a change would do.',
    go: 'Open policies',
  },
} as const;
