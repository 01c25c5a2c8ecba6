/** Fields that are written and never read. */
export const secrets = {
  names: {
    'kcd.password': 'Password of the service account',
    'kcd.keytab': 'Keytab of the service account',
    'listener.pfxPassphrase': 'Passphrase of the PFX file',
    'uem.password': 'Password of the administrator of UEM',
    'uem.tenantCode': 'Tenant code of UEM',
    'uem.clientSecret': 'Secret of the client of the token service',
    'uem.proxyPassword': 'Password at the proxy',
    'uem.pushKey': 'Key of pushes',
  },
  helps: {
    'kcd.password': 'What the gateway logs on to the domain with. It goes in and never comes out.',
    'kcd.keytab':
      'The file that ktpass, ktutil or samba-tool made for the account, instead of its password. Where both are set, the keytab counts.',
    'listener.pfxPassphrase':
      'What the PFX file of the certificate is protected with. It goes in and never comes out.',
    'uem.password': 'What the gateway signs in to UEM with. It goes in and never comes out.',
    'uem.tenantCode':
      'The key of the REST API, of the organization group. An account needs it; with a token it is sent where it is set. It goes in and never comes out.',
    'uem.clientSecret': 'What the gateway gets its tokens with. It goes in and never comes out.',
    'uem.proxyPassword':
      'What the gateway signs in to the proxy with. It goes in and never comes out.',
    'uem.pushKey':
      'What pushes are signed with, at least 32 characters; or the password of notices, at least 16. It goes in and never comes out.',
  },
  notSet: 'Not set',
  notKnown: 'Whether it is set cannot be told.',
  /** A time follows, then who keeps it. */
  setAt: 'Set',
  keptBy: {
    account: 'kept in a file of this account',
    system: 'kept by the key ring of the system',
  },
  set: 'Set',
  replace: 'Replace',
  remove: 'Remove',
  setOf: (name: string) => `Set: ${name}`,
  replaceOf: (name: string) => `Replace: ${name}`,
  newValue: {
    'kcd.password': 'New password',
    'listener.pfxPassphrase': 'New passphrase',
    'uem.password': 'New password',
    'uem.tenantCode': 'New code',
    'uem.clientSecret': 'New secret',
    'uem.proxyPassword': 'New password',
    'uem.pushKey': 'New key',
  },
  reveal: 'Show what is being typed',
  chooseFile: 'Choose the file',
  noFile: 'No file is chosen.',
  tooLarge: (size: string, most: string) => `The file has ${size}. A keytab has ${most} at most.`,
  empty: 'The file is empty.',
  unreadable: 'The file cannot be read. Choose it again.',
  neededFirst:
    'Kerberos can be switched on once this password, or the keytab below, is set. Set it first, then save.',
  whenSet: {
    now: 'It is set. The running gateway logs on with it from now on.',
    restart: 'It is set. It counts from the next restart on, where the settings use it.',
    start: 'It is set. It counts when the gateway is started, where the settings use it.',
    unused: 'It is set, and not used as long as there is a keytab.',
    unknown: 'It is set.',
  },
  whenRemoved: {
    now: 'It is removed. The running gateway gets no more tickets for users with a certificate.',
    restart: 'It is removed. The running gateway goes on as it is until its restart.',
    start: 'It is removed. The next start does without it.',
    unused: 'It is removed. It was not used, because there is a keytab.',
    unknown: 'It is removed.',
  },
  /** What it does to the gateway that runs. */
  removing: {
    stopped: 'No gateway runs. The next start does without it. Remove it?',
    unused: 'The running gateway does not use it. Remove it?',
    kerberos:
      'The running gateway stops signing in with it at once: users with a certificate get no mail until another is set. Remove it?',
    perhapsKerberos:
      'If the running gateway signs in with this one and not with the other, it stops at once: users with a certificate get no mail then. Remove it?',
    uem: 'The running gateway goes on with it until its restart, and cannot restart without it. Remove it?',
    pfx: 'The running gateway keeps its certificate, but it cannot restart with this PFX file any more. Remove it?',
  },
} as const;
