/** What waits for a person because it would newly block many. */
const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const held = {
  title: {
    devices: 'A list of devices waits for you.',
    policies: 'Changed policies wait for you.',
    clock: 'The clock of this machine jumped ahead.',
  },
  loses: (newlyBlocked: number, of: number) =>
    `${newlyBlocked.toLocaleString('en')} of ${counted(of, 'device', 'devices')} would newly be blocked.`,
  meanwhile: {
    devices: 'Until then the list before it counts; wipes are taken at once.',
    policies: 'Until then the policies before them count.',
    clock: 'Until then inactivity is counted by the clock as it was.',
  },
  showWho: 'Show who',
  hideWho: 'Hide who',
  confirm: 'Confirm',
  question: (newlyBlocked: number) =>
    `Block ${counted(newlyBlocked, 'device', 'devices')} that may have mail now?`,
  confirmed: 'Block them',
  changed: 'Something else waits by now. Look again before you confirm.',
  first: (shown: number, of: number) =>
    `The first ${shown.toLocaleString('en')} of ${of.toLocaleString('en')}`,
  nobody: 'Who that would be is known when it counts.',
  columns: { device: 'Device', user: 'User', now: 'Now', then: 'Then' },
  coldStart: {
    title: 'No list of devices was ever read: no device is blocked.',
    explained:
      'The policies count from the first list on. Name the file, or connect device management.',
    chip: 'waiting for a list of devices',
    chipExplained:
      'The mode is Enforcing, but there never was a list of devices. No device is blocked until the first one is read.',
  },
} as const;
