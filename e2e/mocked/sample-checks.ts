/** What the doctor of an invented gateway finds. */
import { checkIds, checkTitles } from '../../src-shared/doctor.ts';
import type { CheckId, CheckResult } from '../../src-shared/doctor.ts';
import { kerberosRemedies } from '../../src-shared/kerberos.ts';
import type { TrialStep } from '../../src-shared/kerberos.ts';

export type Findings = Readonly<Partial<Record<CheckId, Partial<CheckResult>>>>;

export const checkList = checkIds.map((id) => ({ id, title: checkTitles[id] }));

export function checkResult(findings: Findings, id: CheckId): CheckResult {
  const plain = { state: 'fine', text: 'Fine.', remedy: null, ms: 3.4 } as const;
  return { id, title: checkTitles[id], ...plain, details: [], ...findings[id] };
}

const mail = 'mail.corp.example';
const way = (host: string): string[] => [
  `${host} is 10.1.4.20.`,
  'Connected to port 443 in 3 ms.',
  `CN=${host}, issued by CN=Corp Issuing CA 2, O=Corp, valid until 2027-02-18 (88 days left), SHA-256 4F:0A:9C:11:D2:7E:63:B8:15:AA:90:4C:EE:02:71:8D:3B:56:C4:F9:20:6A:E1:7B:88:0D:95:42:BC:6F:13:D7.`,
];

export const findings: Findings = {
  settings: {
    text: 'The saved settings pass.',
    details: ['What is saved is in force.'],
    ms: 41,
  },
  listener: {
    text: 'The gateway answers on https://10.1.4.8:443.',
    details: ['Connected to port 443 in 1 ms.'],
    ms: 1.8,
  },
  certificate: {
    state: 'warns',
    text: 'The certificate CN=mailgate.corp.example expires on 2026-12-02, in 9 days.',
    details: ['The certificate CN=mailgate.corp.example expires on 2026-12-02, in 9 days.'],
    remedy: 'Renew the certificate.',
    ms: 6.1,
  },
  disk: { text: '182.4 GiB of 256.0 GiB are free.', ms: 0.4 },
  'exchange.eas': { text: `https://${mail}:443 answers.`, details: way(mail), ms: 24 },
  'exchange.ews': { text: `https://${mail}:443 answers.`, details: way(mail), ms: 22 },
  'challenges.eas': {
    text: 'ActiveSync offers Basic.',
    details: ['The server answered 401.'],
    ms: 9.2,
  },
  'challenges.ews': {
    state: 'fails',
    text: 'EWS offers Negotiate, NTLM. Without a client certificate nothing is left of it.',
    details: [
      'The server answered 401.',
      'NTLM, and Negotiate without a client certificate, are removed.',
    ],
    remedy:
      'Switch on Basic or modern authentication for EWS, or Kerberos with client certificates here.',
    ms: 8.7,
  },
  methods: {
    state: 'fails',
    text: 'Devices sign in to ActiveSync with Basic, and EWS offers nothing that works through the gateway: mail arrives, notifications do not.',
    details: ['ActiveSync offers Basic.', 'EWS offers Negotiate, NTLM.'],
    remedy: 'Switch on Basic for EWS as well.',
    ms: 17,
  },
  'eas.options': {
    text: 'ActiveSync is there and names its versions after the sign-in.',
    details: ['The server answered 401.', 'MS-Server-ActiveSync: 15.2'],
    ms: 9,
  },
  'kerberos.controllers': {
    text: 'All 2 take connections.',
    details: [
      'CORP.EXAMPLE, dc1.corp.example:88: Connected to port 88 in 2 ms.',
      'CORP.EXAMPLE, dc2.corp.example:88: Connected to port 88 in 2 ms.',
    ],
    ms: 4.4,
  },
  'kerberos.ticket': {
    state: 'skipped',
    text: 'Name a user whose ticket is to be tried.',
    ms: 0.6,
  },
};

const kdc = 'dc1.corp.example:88';
const aes = 'aes256-cts-hmac-sha1-96';
const life = 35_980;

const passed: readonly TrialStep[] = [
  step('secret', 0.2, { enctype: `${aes}, aes128-cts-hmac-sha1-96` }),
  step('find-kdc', 0.1, { kdc: `${kdc}, dc2.corp.example:88` }),
  step('log-on', 38, {
    ...{ kdc, enctype: aes, lifeSeconds: life },
    flags: ['forwardable', 'renewable', 'initial', 'pre-authent'],
  }),
  step('impersonate', 6.3, {
    ...{ kdc, enctype: aes, lifeSeconds: life },
    flags: ['forwardable', 'pre-authent'],
  }),
  step('delegate', 5.8, {
    ...{ kdc, enctype: aes, lifeSeconds: life },
    flags: ['forwardable', 'pre-authent', 'ok-as-delegate'],
  }),
  step('token', 0.4, {}),
];

function step(name: TrialStep['step'], ms: number, facts: Partial<TrialStep>): TrialStep {
  const nothing = { enctype: null, flags: [], lifeSeconds: null, kdc: null, failure: null };
  return { step: name, ms, ok: true, ...nothing, ...facts };
}

/** `p...` may not be passed on; everybody else passes. */
export function trial(user: string): { spn: string; steps: TrialStep[] } {
  const spn = `HTTP/${mail}`;
  if (!user.startsWith('p')) return { spn, steps: [...passed] };
  const failure = {
    ...({ code: 'NOT_FORWARDABLE', step: 'delegate', realm: 'CORP.EXAMPLE', kdc } as const),
    ...{ kdcError: null, remedy: kerberosRemedies.NOT_FORWARDABLE },
    text: `the ticket of ${user} may not be passed on: the service account is not trusted for delegation with any authentication protocol, or the user is sensitive`,
  };
  return {
    spn,
    steps: [...passed.slice(0, 4), { ...step('delegate', 5.9, { kdc }), ok: false, failure }],
  };
}
