/** Texts inside the pieces of `ui/`. */
export const table = {
  newRows: (count: string) => `${count} new`,
  jumpToEnd: (count: string, one: boolean) => `Show ${count} new ${one ? 'row' : 'rows'}`,
  sortBy: (column: string) => `Sort by ${column}`,
  select: 'Select',
} as const;

export const trace = {
  label: 'How the decision was made',
  decidedHere: 'decided here',
  age: (duration: string) => `Data ${duration} old`,
  outcomes: {
    pass: 'Passed on',
    block: 'Blocked',
    allow: 'Allowed',
    skip: 'Does not apply',
    unknown: 'Not known',
  },
  /** Steps of `src-main/compliance`, by the name they have in a trace. */
  steps: {
    mode: 'Compliance mode',
    peer: 'Who may use EWS',
    'notification service': 'What ENS may do',
    unsubscribe: 'Unsubscribe passes',
    directory: 'Device directory',
    identity: 'Who is asking',
    'claimed user': 'User named in the request',
    user: 'User',
    mailbox: 'Mailbox acted for',
    'service account': 'Service account',
    'required device': 'Device must be named',
    devices: 'Devices together',
    device: 'Device record',
    'block override': 'Blocked by an administrator',
    enrollment: 'Enrollment',
    owner: 'Owner of the device',
    'allow override': 'Allowed by an administrator',
    'unknown device': 'Unknown device',
    'unknown user': 'User without a known device',
    'device policies': 'Device policies',
    'general policies': 'General policies',
    'user policy': 'User policy',
    'mail client': 'Mail client policy',
    'device type': 'Device type policy',
    'managed device': 'Managed device policy',
    compromised: 'Compromised policy',
    encryption: 'Encryption policy',
    inactivity: 'Inactivity policy',
    model: 'Model policy',
    'operating system': 'Operating system policy',
    'ActiveSync profile': 'ActiveSync profile policy',
  } as Readonly<Record<string, string>>,
} as const;

export const diff = {
  label: 'Changes',
  added: 'added',
  removed: 'removed',
  empty: 'No changes.',
} as const;

export const confirm = {} as const;

export const palette = {
  label: 'Command palette',
  placeholder: 'Search pages and actions',
  nothing: (query: string) => `Nothing matches “${query}”.`,
  hintMove: 'to move',
  hintRun: 'to run',
  hintClose: 'to close',
} as const;

export const setting = {
  changed: 'changed',
  revert: 'Undo this change',
  revertOf: (name: string) => `Undo the change of ${name}`,
  restart: 'takes effect at a restart',
  hot: 'takes effect at once',
  secret: 'secret: it is written here and never shown',
  sinceVersion: (version: string) => `since ${version}`,
  interrupts: 'What this interrupts.',
} as const;

export const copying = {
  value: (label: string) => `Copy ${label}`,
} as const;

export const drawer = {
  close: 'Close details',
} as const;
