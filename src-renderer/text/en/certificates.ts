/** Certificates: what clients see, whom the gateway believes, and trust by fingerprint. */
export const certificates = {
  title: 'Certificates',
  readAt: 'read',
  reading: { title: 'Reading the certificates', text: 'From the files that the settings name.' },
  readFailed: 'The certificates could not be read.',
  readAgain: 'Read again',
  tally: {
    expired: (count: string) => `${count} expired`,
    soon: (count: string) => `${count} within 14 days`,
    month: (count: string) => `${count} within 30 days`,
    fine: 'all valid for 30 days and more',
  },
  days: {
    left: (count: string, one: boolean) => (one ? '1 day left' : `${count} days left`),
    today: 'Expires today',
    over: (count: string, one: boolean) =>
      one ? 'Expired 1 day ago' : `Expired ${count} days ago`,
    early: 'Not valid yet',
  },
  lasting: { bad: 'not valid', warns: 'expires soon', fine: 'valid', unproven: 'not trusted' },
  issuedBy: (issuer: string) => `issued by ${issuer}`,
  selfSigned: 'signed by itself',
  authority: 'Authority',
  details: (subject: string) => `Details: ${subject}`,
  facts: {
    fingerprint: 'SHA-256',
    names: 'Names',
    from: 'Valid from',
    until: 'Valid until',
    key: 'Key',
    file: 'File',
  },
  fingerprint: 'fingerprint',
  waits: {
    title: 'The files hold something newer than what is in force',
    text: (parts: string) =>
      `${parts}. It comes into force without a lost request, and nothing else that was saved comes along.`,
    parts: {
      listener: 'The certificate of the listener',
      clients: 'The authorities of clients',
      exchange: 'The trust in Exchange',
    },
    take: 'Take into force',
    taken: 'The certificates are in force as their files are now.',
    failed: 'They did not come into force. What was in force serves on.',
  },
  listener: {
    title: 'What clients see',
    plain: 'The listener speaks plain HTTP (listener.tls is null): TLS ends in front of it.',
    unreadable: 'The settings cannot be read, so nobody can say which files are meant.',
    none: 'The file holds no certificate that can be read.',
    inForce: (subject: string, days: string) => `In force is another one: ${subject}, ${days}.`,
    watched: 'A renewed file is found within a minute and comes into force by itself.',
  },
  exchange: {
    title: 'Whom this gateway believes to be Exchange',
    known: (count: string) =>
      `Besides these, the ${count} public authorities that come with the program.`,
    none: (count: string) =>
      `config/trust holds no certificate: Exchange is believed when one of the ${count} public authorities that come with the program issued its certificate.`,
    unchecked:
      'ignoreSslErrorsWithExch is true: nobody looks at the certificate of Exchange. Trust it here instead, and switch that off.',
    check: 'Check Exchange',
    checking: 'Asking Exchange',
    noServer: 'The settings name no server with https://.',
    stop: 'Stop trusting',
    stopQuestion: (file: string) => `Stop trusting ${file}? A copy stays in state/untrusted.`,
    byHand: 'Its name or kind is unusual: take it away by hand.',
  },
  probe: {
    believed: (server: string) => `${server} is believed.`,
    late: (limit: string) => `No answer within ${limit}.`,
    failed: 'Exchange was not asked.',
    sent: 'As it was sent',
    open: 'Show its certificate',
  },
  trust: {
    itself: 'Trust this certificate',
    authority: 'Trust this authority',
    meansItself:
      'The gateway then believes this very certificate, and no other: when Exchange gets a new one, trust that one anew.',
    meansAuthority:
      'The gateway then believes every server whose certificate this authority issued, for the name on it.',
    compare:
      'Compare this with what the administrator of Exchange reads on the server itself. The thumbprint in the tools of Exchange is SHA-1 and not enough.',
    confirm: 'It is the same: trust it',
    done: (file: string) => `Trusted, in config/trust/${file}.`,
    undone: (file: string) => `${file} is trusted no more.`,
    inForce: 'It is in force.',
    notInForce: 'It counts from the next start of the gateway.',
    failed: 'That was not done.',
  },
  clients: {
    title: 'Authorities of client certificates',
    off: 'Clients are not asked for certificates (clientCertificates.mode is off).',
    optional: 'Clients may show a certificate.',
    required: 'Every client must show a certificate.',
    none: 'config/client-ca holds no certificate.',
    unused: 'They are not used while the mode is off.',
    lists: 'Revocation lists',
    states: { current: 'current', stale: 'out of date', missing: 'not read yet' },
    until: 'until',
  },
} as const;
