/** The certificates of an invented gateway. */
import type { Certificate, Certificates, ShownChain } from '../../src-shared/certificates.ts';
import { problem } from '../../src-shared/errors.ts';
import { now } from './sample-gateway.ts';

export type Probe = Omit<ShownChain, 'server'>;

const DAY = 86_400_000;
const instant = (days: number): string => new Date(now + days * DAY).toISOString();

/** Invented, yet the same every time. */
function fingerprint(seed: number): string {
  const bytes = Array.from({ length: 32 }, (_, at) => (seed * 73 + at * 151 + at * at * 7) % 256);
  return bytes.map((each) => each.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

function certificate(seed: number, days: number, parts: Partial<Certificate>): Certificate {
  const lasting = days < 0 ? 'expired' : days < 14 ? 'soon' : days < 30 ? 'month' : 'fine';
  return {
    ...{ fingerprint: fingerprint(seed), subject: '', issuer: '', names: [] },
    ...{ from: instant(days - 397), until: instant(days), daysLeft: days, lasting },
    ...{ key: 'RSA, 2048 bits', selfSigned: false, authority: false },
    ...parts,
  };
}

const authority = (seed: number, name: string, days: number, issuer = name): Certificate =>
  certificate(seed, days, {
    ...{ subject: name, issuer, authority: true, selfSigned: issuer === name },
    ...{ key: 'RSA, 4096 bits', from: instant(days - 3650) },
  });

const issuing = authority(2, 'CN=Corp Issuing CA 2, O=Corp', 1460, 'CN=Corp Root CA, O=Corp');
const root = authority(3, 'CN=Corp Root CA, O=Corp', 4015);
const gateway = (seed: number, days: number): Certificate =>
  certificate(seed, days, {
    ...{ subject: 'CN=mailgate.corp.example', issuer: issuing.subject, key: 'EC, P-256' },
    names: ['mailgate.corp.example', 'autodiscover.corp.example'],
  });
const exchange = certificate(5, 402, {
  ...{ subject: 'CN=mail.corp.example', issuer: issuing.subject },
  names: ['mail.corp.example', 'autodiscover.corp.example'],
});
const phones = authority(6, 'CN=Corp Devices Root, O=Corp', 2190);
const phonesIssuing = authority(7, 'CN=Corp Devices Issuing 1, O=Corp', 21, phones.subject);
const old = certificate(8, -12, {
  ...{ subject: 'CN=EX01', issuer: 'CN=EX01', selfSigned: true },
  names: ['ex01.corp.example', 'ex01'],
});

const alone = problem(
  'CERTIFICATE',
  'The private key can be read by every account of this machine.',
  {
    ...{ file: '/var/lib/sallyport/config/tls/server.key', severity: 'warning' },
    remedy: "Run: chmod o-rwx '/var/lib/sallyport/config/tls/server.key'",
  },
);

export const certificates: Certificates = {
  listener: {
    kind: 'tls',
    files: ['tls/server.pem', 'tls/server.key'],
    chain: [gateway(1, 9), issuing],
    problems: [alone],
    inForce: gateway(1, 9),
  },
  clients: {
    mode: 'required',
    files: [
      { name: 'corp-devices-issuing.pem', certificates: [phonesIssuing], removable: false },
      { name: 'corp-devices-root.pem', certificates: [phones], removable: false },
    ],
    problems: [],
  },
  exchange: {
    files: [
      { name: 'corp-root.pem', certificates: [root], removable: true },
      { name: 'ex01.pem', certificates: [old], removable: true },
    ],
    problems: [],
    known: 147,
    servers: ['https://mail.corp.example:443'],
    unchecked: false,
  },
  lists: [
    {
      ...{ url: 'http://pki.corp.example/devices-issuing-1.crl', state: 'current', problem: null },
      ...{ from: instant(-1), until: instant(6) },
    },
    {
      ...{ url: 'http://pki.corp.example/devices-root.crl', state: 'stale' },
      ...{ from: instant(-40), until: instant(-10), problem: 'it was answered with 404' },
    },
  ],
  waits: [],
};

/** The files hold a newer certificate than clients are shown. */
export const renewed: Certificates = {
  ...certificates,
  listener: {
    ...certificates.listener,
    ...{ chain: [gateway(9, 396), issuing], problems: [], inForce: gateway(1, 9) },
  },
  waits: ['listener'],
};

export const noCertificates: Certificates = {
  listener: { kind: 'plain', files: [], chain: [], problems: [], inForce: null },
  clients: { mode: 'off', files: [], problems: [] },
  exchange: { files: [], problems: [], known: 147, servers: [], unchecked: false },
  lists: [],
  waits: [],
};

export const trustedProbe: Probe = {
  ...{ chain: [exchange, issuing, root], fault: null, obstacles: [], offers: [] },
};

export const unknownProbe: Probe = {
  chain: [exchange, issuing, root],
  fault: {
    text: 'The certificate of Exchange comes from an authority that is not trusted here.',
    remedy: 'Trust it, after comparing the fingerprint.',
  },
  obstacles: [],
  offers: [
    { fingerprint: exchange.fingerprint, as: 'itself' },
    { fingerprint: root.fingerprint, as: 'authority' },
  ],
};
