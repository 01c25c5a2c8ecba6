/** What things are at the moment. */
export const service = {
  label: 'Gateway',
  states: {
    stopped: 'Stopped',
    starting: 'Starting',
    running: 'Running',
    restarting: 'Restarting',
    draining: 'Finishing open requests',
    failed: 'Failed',
  },
  failed: (reason: string) => `Failed: ${reason}`,
  inFile: (file: string, message: string) => `${file}: ${message}`,
  restarted: (duration: string) => `Restarted in ${duration}, 0 requests failed`,
  restartedWithLoss: (duration: string, count: string, one: boolean) =>
    `Restarted in ${duration}, ${count} ${one ? 'request' : 'requests'} failed`,
  streams: {
    reconnecting: (count: string, one: boolean) =>
      `${count} ${one ? 'stream' : 'streams'} reconnecting`,
    reconnected: (count: string, one: boolean) =>
      `${count} ${one ? 'stream' : 'streams'} reconnected`,
    cut: (count: string, one: boolean) => `${count} ${one ? 'stream' : 'streams'} cut`,
  },
  finishing: (count: string) => `${count} still finishing`,
  cameBack: (from: string, to: string) =>
    `The gateway did not run from ${from} to ${to}. It was started again by itself.`,
  stopped: 'The gateway is stopped: no mail passes.',
} as const;

export const mode = {
  states: {
    enforce: 'Enforcing',
    test: 'Test: no device is blocked',
    off: 'Compliance off',
  },
  short: { enforce: 'Enforcing', test: 'Test', off: 'Off' },
  explained: {
    enforce: 'Requests of devices that break a policy are blocked.',
    test: 'The policies are checked, and the log says what would have been blocked.',
    off: 'Requests are not checked. Wiped and unknown devices reach mail too.',
  },
  banner: {
    test: 'Test mode: no device is blocked.',
    off: 'Compliance is off: every device reaches mail.',
  },
} as const;

export const verdict = {
  allowed: 'Passed',
  blocked: 'Blocked',
  'would-block': 'Would be blocked',
} as const;

export const proof = {
  proven: 'Signed in',
  claimed: 'Only claimed',
  explained: {
    proven:
      'Exchange accepted this sign-in lately from this address, or a certificate was checked.',
    claimed: 'Nobody has proved to be this user: the name stands in the request and no more.',
  },
} as const;

export const protocol = { ews: 'EWS', eas: 'EAS', other: 'Other' } as const;

export const answeredBy = {
  gateway: 'Gateway',
  exchange: 'Exchange',
  none: 'Nobody: the client went away first',
} as const;

export const health = {
  states: {
    fine: 'Working',
    warn: 'Needs attention',
    failed: 'Failed',
    unknown: 'Not checked',
  },
  /** A time follows. */
  since: 'since',
} as const;

/** Short forms for tags; the sentence of each is in `src-shared/reason-texts.ts`. */
export const reasonShort = {
  DEVICE_WIPED: 'Wiped',
  DEVICE_UNENROLLED: 'Unenrolled',
  DEVICE_REMOVED: 'Deleted from UEM',
  DEVICE_NOT_MANAGED: 'Not managed',
  DEVICE_COMPROMISED: 'Compromised',
  DEVICE_NOT_ENCRYPTED: 'Not encrypted',
  DEVICE_OUT_OF_CONTACT: 'Out of contact',
  DEVICE_MODEL: 'Model not allowed',
  DEVICE_OS: 'OS not allowed',
  DEVICE_NO_PROFILE: 'No ActiveSync profile',
  DEVICE_TYPE: 'Device type not allowed',
  MAIL_CLIENT: 'Mail client not allowed',
  USER_NOT_ALLOWED: 'User not allowed',
  UNKNOWN_DEVICE: 'Unknown device',
  UNKNOWN_USER: 'User without device',
  OVERRIDE_BLOCK: 'Blocked by admin',
  OVERRIDE_ALLOW: 'Allowed by admin',
  ALL_DEVICES_BLOCKED: 'No compliant device',
  DEVICE_NOT_OF_USER: 'Device of another user',
  USER_MISMATCH: 'Other user named',
  DEVICE_HEADER_UNTRUSTED: 'Device header removed',
  ROUTE_UNKNOWN: 'Address not served',
  EWS_PROXY_OFF: 'EWS proxy off',
  REQUEST_MALFORMED: 'Malformed request',
  AUTHENTICATION_UNSUPPORTED: 'Sign-in not supported',
  NO_METHOD_LEFT: 'No sign-in method left',
  SOAP_UNREADABLE: 'Unreadable SOAP',
  UPSTREAM_UNREACHABLE: 'Exchange unreachable',
  UPSTREAM_TLS: 'Exchange TLS failed',
  UPSTREAM_TIMEOUT: 'Exchange timed out',
  COMPLIANT: 'Compliant',
  COMPLIANCE_OFF: 'Not checked',
  USER_AMBIGUOUS: 'Ambiguous user name',
  NO_IDENTITY: 'No user named',
  ENS_ONLY: 'EWS for ENS only',
  DIRECTORY_UNAVAILABLE: 'Directory unreadable',
  REQUEST_LOOP: 'Request loop',
  REDIRECT_REFUSED: 'Redirect refused',
  CLIENT_CERTIFICATE: 'Client certificate',
  KERBEROS_REFUSED: 'Kerberos: no access',
  KERBEROS_FAILED: 'Kerberos failed',
  ENS_OPERATION: 'Operation not for ENS',
  ENS_USER_AGENT: 'User-Agent not for ENS',
  ENS_WEBHOOK: 'Webhook host not listed',
  ENS_UNSUBSCRIBE: 'Unsubscribe passes',
} as const;
