import { actionGroupTitles, actionTitles } from '../../../src-shared/action-texts.ts';

/** Decided is about a device, with this user or with anybody. */
const deviceOf = (device: string, user: string | null) =>
  user === null ? device : `${device} of ${user}`;

/** What the frame and the pages say beyond the pieces they are made of. */
export const app = {
  noHost: 'This page runs outside the desktop application: it has no gateway to talk to.',
  machine: "This machine's gateway",
  listener: 'Listener',
  noListener: 'Not listening',
  groups: actionGroupTitles,
  unavailable: {
    nothingToSave: 'nothing is changed',
    notValid: 'a value is not valid',
    running: 'it runs already',
    notRunning: 'it does not run',
    busy: 'something is under way',
    nothingWaits: 'nothing waits for a restart',
    notOnLog: 'open the block log first',
  },
  themes: {
    light: actionTitles.lightTheme,
    dark: actionTitles.darkTheme,
    system: actionTitles.systemTheme,
  },
  toggleTheme: (theme: string) => `Change theme, now ${theme}`,
  restartedPlain: (duration: string) => `Restarted in ${duration}`,
  late: (duration: string) => `No report for ${duration}. What is shown is the last known state.`,
  orderBusy: 'The gateway is busy with another order.',
  orderBusyRemedy: 'Wait until that is done, then try again.',
  retry: (time: string) => `It is tried again at ${time}.`,
  noRetry: 'It is not tried again by itself.',
  atLine: (file: string, line: string) => `${file}, line ${line}`,
  atKey: (place: string, key: string) => `${place}, ${key}`,
  notices: 'Standing notices',
  mainFailed: 'The gateway has failed: no mail passes.',
  lab: 'Demonstration: sample Exchange, ENS and UEM. No real mail is involved. Closing this window ends it, and nothing of it stays.',
  crashed: 'This page has met a fault of its own.',
  crashedHelp: 'The gateway is not affected. Open the page again; if it fails again, report it.',
  openAgain: 'Open again',
  shortcutGroups: { everywhere: 'Everywhere', lists: 'In lists', log: 'In the block log' },
  keysOf: {
    move: 'Next or previous row',
    page: 'A page further',
    edges: 'First or last row',
    open: 'Open the details',
    search: 'Search this page',
    closeDetails: 'Close the details',
  },
} as const;

export const overviewPage = {
  noCertificate: 'None in use',
  certificateExpired: 'One has expired',
  showCertificates: 'Show certificates',
  failed: 'The figures could not be read.',
  blockedSub: (clients: string, one: boolean) => `${clients} ${one ? 'client' : 'clients'}`,
  openNow: (connections: string, one: boolean) =>
    `${connections} ${one ? 'connection' : 'connections'}`,
  latencySub: (p95: string) => `95 % below ${p95}`,
  exchangeLatency: (p95: string) => `95 % within ${p95}`,
  errorsSub: 'left unanswered',
  traffic: 'Requests',
  perSecond: 'per second',
  perMinute: 'per minute',
  exchange: 'Exchange',
  noErrors: 'No errors',
  errors: (count: string, one: boolean) => `${count} ${one ? 'error' : 'errors'}`,
  exchangeRemedy: 'The block log says which requests Exchange did not answer.',
  exchangeDown: 'Unreachable',
  exchangeDownRemedy:
    'Requests are answered with 503 until it takes connections again; one is tried every few seconds.',
  methods: 'Sign-in methods',
  methodsFine: 'None missing',
  methodsNone: (count: string) => `${count} without a method`,
  methodsRemedy: 'Exchange offers only NTLM or Negotiate: switch on Basic or OAuth for EWS there.',
  directoryRemedy: 'Check the feed that writes the device directory.',
  journalFine: 'Writing',
  journalFailing: 'Not writing',
  waitingRows: (count: string) => `${count} waiting to be written`,
  gatewayDown: 'No gateway runs',
  gatewayDownText: 'Figures come back with the gateway. Exchange itself is not affected.',
  gatewayStarting: 'The gateway is starting',
  gatewayStartingText: 'Figures appear as soon as it takes requests.',
  client: (who: string) => `Show ${who} in the log`,
  showReason: (reason: string) => `Show ${reason} in the log`,
  anyone: 'no name given',
} as const;

export const clientsPage = {
  decision: 'Decision',
  removeOverride: 'Take back the decision',
  undone: (device: string, user: string | null) =>
    `The decision about device ${deviceOf(device, user)} is taken back.`,
  noDevice: 'These requests named no device: there is nothing to allow or block.',
  failed: 'It did not work',
  unread: 'The blocked clients could not be read',
  asked: 'Asking the gateway',
  whyFailed: 'The gateway could not say why.',
  verdictNow: 'Now',
  how: 'Allow for how long',
  terms: { '4h': '4 hours', '1d': '1 day', '7d': '7 days', '30d': '30 days', good: 'For good' },
  showLog: 'Show in the log',
  cutSome: (count: string, one: boolean) =>
    `${count} ${one ? 'open request was' : 'open requests were'} cut.`,
} as const;

export const logPage = {
  wouldBlock: 'Would be blocked',
  whatIsShown: 'What is shown',
  reasonLabel: 'Reason',
  anyReason: 'Any reason',
  rows: (count: string, one: boolean) => `${count} ${one ? 'row' : 'rows'}`,
  rowsMore: (count: string, one: boolean) => `newest ${count} ${one ? 'row' : 'rows'}`,
  older: 'Older rows',
  full: (count: string) => `newest ${count}, the list holds no more: filter for older ones`,
  nothingBackTo: (time: string) => `nothing else back to ${time}`,
  filterHelp: 'How to filter',
  exported: 'Exported.',
  exportWider:
    'The export takes what the gateway can search for: words left out and parts of names are not applied.',
  exportLabel: 'Export the log',
  action: 'Action',
  blockNow: (device: string) => `Block ${device}`,
  failed: 'The log could not be read.',
  notLive: 'New rows cannot be read',
  notLiveYet:
    'The log is not live. It is tried again by itself, and what was stored meanwhile comes then.',
  loading: 'Reading the log',
  blockedDone: (device: string, user: string | null) =>
    `Device ${deviceOf(device, user)} is blocked.`,
  allowedDone: (device: string, user: string | null) =>
    `Device ${deviceOf(device, user)} is allowed.`,
  copyLabel: 'the whole entry',
  requestId: 'the request id',
} as const;

export const settingsPage = {
  badHost: (reason: string) => `The value ${reason}. Write it as https://host:443.`,
  badNumber: (min: string, max: string) => `Write a whole number from ${min} to ${max}.`,
  badValue: (reason: string, allowed: string) => `The value ${reason}. Allowed: ${allowed}.`,
  badPart: (name: string, reason: string, allowed: string) =>
    `${name} ${reason}. Allowed: ${allowed}.`,
  entry: (number: string) => `Entry ${number}`,
  needsValue: 'This setting needs a value.',
  needsFiles: 'Name each file, relative to the config folder.',
  incompleteDomain: 'Each line needs a domain and its suffix.',
  domainTwice: (name: string) => `${name} stands there twice: keep one of them.`,
  notInForce: (value: string) => `in force: ${value}`,
  problems: 'The files have problems',
  failed: 'The settings were not saved',
  unread: { settings: 'The settings could not be read', history: 'The history could not be read' },
  loading: 'Reading the settings',
  testFailed: 'The test could not be run',
  testNames: {
    resolve: 'Name',
    connect: 'Connection',
    certificate: 'Certificate',
    challenges: 'Sign-in methods',
    methods: 'Same as ActiveSync',
  },
  checkStates: { fine: 'fine', warns: 'warning', failed: 'failed', skipped: 'not tested' },
  newest: 'newest',
  rollBackWrites: 'The files change; the gateway goes on until its restart.',
  on: 'on',
  off: 'off',
  nothing: 'nothing',
} as const;

export const welcome = {
  labSee: [
    'Devices fetch mail, and ENS listens for new messages',
    'A wiped device knocks and is turned away',
    'Block a device, see its client fail, let it in again',
  ],
  labHow: 'It opens in a window of its own and ends when you close that.',
  labOpening: 'The lab is starting: its window opens in a moment.',
  labFailed: 'The lab did not open',
  setUpHow: 'Four steps make a gateway. Nothing counts before the last one is done.',
  steps: {
    listener: 'Where clients connect, and where their TLS ends',
    exchange: 'Which Exchange it stands before, with a test',
    compliance: 'The file with the devices and their state',
    mode: 'Test mode first: no device is blocked until you say so',
  },
  homeLabel: 'Its files are in',
  skip: 'Skip to the console',
} as const;
