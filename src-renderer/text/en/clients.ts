export const clients = {
  title: 'Blocked clients',
  range: { label: 'Seen in', '1d': 'Last day', '7d': 'Last 7 days', '30d': 'Last 30 days' },
  rangeWords: { '1d': 'last day', '7d': 'last 7 days', '30d': 'last 30 days' },
  end: (range: string) => `Blocked now, and asked in the ${range}. Who passes again is not listed.`,
  allBlocked: 'All blocked requests',
  searchLabel: 'Search clients',
  searchHint: 'User, device id, reason',
  count: (shown: string, total: string, one: boolean) =>
    `${shown === total ? total : `${shown} of ${total}`} ${one ? 'client' : 'clients'}`,
  columns: {
    user: 'User',
    device: 'Device',
    type: 'Type',
    reason: 'Reason',
    first: 'First seen',
    last: 'Last seen',
    count: 'Tries',
  },
  queue: { label: 'Which clients', all: 'All', unknown: 'Unknown devices' },
  claimedCut: (count: string) =>
    `Of clients that only claim to be somebody, the newest ${count} are listed.`,
  noDevice: 'no device named',
  allow: {
    note: 'Note',
    noteHint: 'Why, for whoever asks later',
    claimed:
      'Nobody has proved to be this user. Whoever names this device passes then: make sure who it is.',
  },
  drawer: {
    trace: 'How the decision was made',
    facts: 'What is known',
  },
  empty: {
    now: {
      title: 'No client is blocked',
      text: 'Every client that asked in this time passes the policies.',
    },
    test: {
      title: 'Test mode blocks no client',
      text: 'The block log says who would be blocked, and why.',
    },
    off: {
      title: 'Compliance is off',
      text: 'Nothing is checked, so no client is blocked.',
    },
    unknown: {
      title: 'No unknown device waits',
      text: 'Devices that device management does not know stand here when they were blocked.',
    },
    filtered: { title: 'No client fits the search', text: 'Change or clear the search.' },
    stopped: {
      title: 'The gateway is stopped',
      text: 'Start it to see which clients are blocked.',
    },
  },
} as const;
