export const overview = {
  title: 'Overview',
  range: { label: 'Time range', '15m': '15 min', '1h': '1 h', '24h': '24 h' },
  rangeWords: { '15m': 'last 15 minutes', '1h': 'last hour', '24h': 'last 24 hours' },
  figures: {
    requests: 'Requests',
    requestsSub: (ews: string, eas: string) => `EWS ${ews} · ActiveSync ${eas}`,
    blocked: 'Blocked',
    open: 'Open long polls',
    latency: 'Added latency',
    errors: 'Exchange errors',
  },
  charts: {
    traffic: 'Requests and blocks',
    requests: 'Requests per second',
    blocks: 'Blocked per minute',
    describe: (what: string, range: string, low: string, high: string) =>
      `${what}, ${range}: between ${low} and ${high}`,
  },
  reasons: {
    title: (range: string) => `Why blocked, ${range}`,
    empty: 'Nothing was blocked.',
  },
  clients: {
    title: (range: string) => `Most blocked clients, ${range}`,
    empty: 'No client was blocked.',
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
