export const settings = {
  title: 'Settings',
  searchLabel: 'Find a setting',
  history: 'History',
  names: {
    'enable.boxer.ens.ews.proxy': 'EWS proxy for ENS',
    'remove.unsupported.auth.for.ews': 'Remove unsupported authentication',
    'ews.email.server.host.and.port': 'EWS host override',
    'restart.drain.seconds': 'Time for requests to finish',
    'restart.grace.seconds': 'Time for streams to finish',
    schemaVersion: 'Form of the file',
    'listener.host': 'Address',
    'listener.port': 'Port',
    'listener.tls': 'Certificate',
    'listener.balancers': 'Load balancers',
    'emailServer.hostAndPort': 'Exchange server',
    'emailServer.timeoutSeconds': 'Time limit',
    'emailServer.ignoreSslErrorsWithExch': 'Ignore certificate errors',
    'compliance.mode': 'Compliance mode',
    'compliance.unknownDevices': 'Unknown devices',
    'compliance.directoryFile': 'Device directory',
    'compliance.requireDevice': 'EWS must name a device',
    'compliance.ewsBlockAnswer': 'Answer to blocked EWS clients',
    'compliance.easBlockAnswer': 'Answer to blocked ActiveSync clients',
    'compliance.serviceAccounts': 'Service accounts',
    'compliance.domains': 'Domains',
    'compliance.ens.sources': 'Addresses of ENS',
    'compliance.ens.deviceHeader': 'Device header',
    'compliance.ens.verdictHeader': 'Verdict header',
    'compliance.ens.onlyEnsMayUseEws': 'EWS for ENS only',
    'admin.enabled': 'Health and metrics',
    'admin.port': 'Port for health and metrics',
    'accessLog.enabled': 'Access log',
    'accessLog.users': 'Users in the access log',
    'accessLog.maxMegabytes': 'Size of an access log file',
    'accessLog.files': 'Access log files kept',
  } as Readonly<Record<string, string>>,
  /** Where the catalogue speaks of how the file says it, and the window has a control for that. */
  helps: {
    'enable.boxer.ens.ews.proxy':
      'Lets Email Notification Service and other clients reach Exchange Web Services through this gateway, each request checked for compliance. While it is off, /EWS and /ews are not answered.',
    'ews.email.server.host.and.port':
      'Sends EWS to another server than ActiveSync. Only host and port are replaced: the time limit of the email server and its check of certificates count here too. While it is off, EWS goes to the email server.',
    'listener.tls':
      'The certificate of the gateway with its private key, as two PEM files or as one PFX without a passphrase. None: plain HTTP, for a load balancer in front that ends TLS.',
    'compliance.requireDevice':
      "Blocks EWS requests that name no device. While it is off, such a request passes if at least one of the user's devices is compliant.",
    'compliance.ens.deviceHeader':
      "The request header in which ENS names a user's devices. Left empty, none is read.",
    'compliance.ens.verdictHeader':
      'The response header that tells ENS which of the named devices pass. Left empty, none is sent.',
  } as Readonly<Record<string, string>>,
  groups: {
    vendor: 'Email Notification Service',
    listener: 'Listener',
    exchange: 'Exchange',
    compliance: 'Compliance',
    restart: 'Restart',
    admin: 'Health and metrics',
    accessLog: 'Access log',
    other: 'Other',
  },
  /** Names of choices, by setting; what each does is in the catalogue. */
  choices: {
    'compliance.mode': { enforce: 'Enforce', test: 'Test mode', off: 'Off' },
    'compliance.unknownDevices': { allow: 'Allow', block: 'Block' },
    'compliance.ewsBlockAnswer': { soapFault: 'SOAP fault', forbidden: 'Forbidden' },
    'compliance.easBlockAnswer': { forbidden: 'Forbidden', wbxml129: 'Status 129' },
  } as Readonly<Record<string, Readonly<Record<string, string>>>>,
  chosen: (name: string, meaning: string) => `${name}: ${meaning}.`,
  notes: {
    enforce:
      'Once this is in force, devices that fail are blocked. The log of test mode shows who would be: look for “would be blocked” first.',
    off: 'Once this is in force, nothing is checked: every device passes, wiped ones too.',
    ignoresTls:
      'Certificates of Exchange are not checked: whoever stands between can read passwords. Better: put the certificate of its authority into config/trust.',
  },
  fields: {
    onePerLine: 'One per line',
    networks: '10.1.2.0/24',
    accounts: 'svc-sync@corp.example',
    domain: 'Domain (NetBIOS)',
    suffix: 'Suffix of its users',
    domainOf: (number: string) => `Domain ${number}`,
    suffixOf: (number: string) => `Suffix ${number}`,
    domainHint: 'CORP',
    suffixHint: 'corp.example',
    addDomain: 'Add a domain',
    removeDomain: (name: string) => `Remove ${name}`,
    tls: { none: 'None', pem: 'PEM', pfx: 'PFX' },
    certificate: 'Certificate with its chain',
    key: 'Private key',
    pfx: 'PFX without a passphrase',
    hints: { certificate: 'tls/server.pem', key: 'tls/server.key', pfx: 'tls/server.pfx' },
    folder: 'config/',
    host: (name: string) => `${name}: host and port`,
  },
  hostLabel: 'Exchange host for EWS',
  hostHint: 'https://mail.example.com:443',
  testOf: (name: string) => `Test ${name}`,
  missingKey: (version: string) =>
    `The file does not have this key: it comes from a version before ${version}.`,
  noMatch: { title: 'No setting fits', text: 'Search by name, key or what it does.' },
  test: {
    running: 'Testing the host',
    timedOut: (duration: string) => `No answer within ${duration}`,
  },
  versions: {
    title: 'History',
    version: (number: string) => `Version ${number}`,
    by: (who: string) => `by ${who}`,
    from: {
      init: 'first set-up',
      'command line': 'command line',
      window: 'this window',
      rollback: 'rolled back',
      outside: 'changed outside Sallyport',
    },
    inForce: 'in force',
    saved: 'saved',
    rollBack: (number: string) => `Roll back to version ${number}?`,
    empty: { title: 'No history yet', text: 'Each saved change appears here with its author.' },
  },
} as const;

export const firstRun = {
  title: 'Welcome to Sallyport',
  intro: 'The gate between mail clients and your Exchange. How do you want to begin?',
  lab: {
    title: 'Explore with the lab',
    text: 'A sample Exchange, ENS and UEM inside the app. See live traffic, block a device and let it in again. Nothing of it stays.',
    go: 'Start the lab',
  },
  setUp: {
    title: 'Set up this gateway',
    go: 'Set up',
  },
} as const;
