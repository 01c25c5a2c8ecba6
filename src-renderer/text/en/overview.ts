export const overview = {
  title: 'Overview',
  range: { label: 'Time range', '15m': '15 min', '1h': '1 h', '24h': '24 h' },
  rangeWords: { '15m': 'last 15 minutes', '1h': 'last hour', '24h': 'last 24 hours' },
  figures: {
    requests: 'Requests',
    requestsSub: (ews: string, eas: string) => `EWS ${ews} · EAS ${eas}`,
    open: 'Open long polls',
    latency: 'Added latency',
    errors: 'Exchange errors',
  },
  charts: {
    requests: 'Requests per second',
    describe: (what: string, range: string, low: string, high: string) =>
      `${what}, ${range}: between ${low} and ${high}`,
  },
  /** What is counted: what was blocked, or in test mode what would have been. */
  counted: {
    blocked: {
      name: 'Blocked',
      traffic: 'Requests and blocks',
      perMinute: 'Blocked per minute',
      reasons: (range: string) => `Why blocked, ${range}`,
      noReasons: 'Nothing was blocked.',
      clients: (range: string) => `Most blocked clients, ${range}`,
      noClients: 'No client was blocked.',
    },
    'would-block': {
      name: 'Would be blocked',
      traffic: 'Requests, and what would be blocked',
      perMinute: 'Would be blocked, per minute',
      reasons: (range: string) => `Why it would be blocked, ${range}`,
      noReasons: 'Nothing would have been blocked.',
      clients: (range: string) => `Who would be blocked, ${range}`,
      noClients: 'No client would have been blocked.',
    },
  },
  health: {
    title: 'Health',
    uem: 'UEM directory',
    journal: 'Block log on disk',
    age: (duration: string) => `${duration} old`,
    devices: (count: string, one: boolean) => `${count} ${one ? 'device' : 'devices'}`,
    neverLoaded: 'Never loaded',
    dropped: (count: string, one: boolean) =>
      `${count} ${one ? 'event was' : 'events were'} not written`,
  },
  noTraffic: {
    title: 'No requests yet',
    text: (url: string) => `Point ENS and mail clients to ${url}. Their requests appear here.`,
  },
} as const;
