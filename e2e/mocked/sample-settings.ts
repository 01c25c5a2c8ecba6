/** Invented settings, and what checks say of them. */
import type { FormSetting, HostCheck } from '../../src-shared/contract/window.ts';
import { problem } from '../../src-shared/errors.ts';
import { catalogue } from '../../src-shared/settings/catalogue.ts';
import { memText } from '../../src-shared/settings/mem-text.ts';

type Values = Readonly<Record<string, string | null>>;

/** Where the gateway of the pictures listens, for a load balancer that ends TLS. */
const listening: Values = {
  'listener.host': '10.1.1.20',
  'listener.balancers': '["10.1.1.4"]',
};

/** Saved and in force alike: as `init` writes them, but for what was chosen since. */
export function settings(differing: Values = {}, chosen: Values = listening): FormSetting[] {
  return catalogue.map((setting) => {
    const { key, file } = setting;
    const initial =
      chosen[key] ??
      (setting.file === 'application.properties'
        ? setting.commented
          ? null
          : setting.initial
        : setting.written
          ? memText(setting, setting.initial)
          : null);
    return {
      key,
      file,
      saved: Object.hasOwn(differing, key) ? differing[key]! : initial,
      inForce: initial,
    };
  });
}

/** A house that enforces, with some policies on. */
export const policySettings = settings(
  {},
  {
    ...listening,
    'compliance.mode': 'enforce',
    'compliance.policies.compromised': 'true',
    'compliance.policies.inactivity': 'true',
    'compliance.policies.mailClients.allowed':
      '["Apple-iPhone*","Apple-iPad*","Outlook-*","Boxer*"]',
    'compliance.policies.operatingSystems.blocked': '["iOS: 15.*","Android: 11"]',
  },
);

/** Nothing was chosen yet. */
export const firstSettings = settings({}, {});

const fingerprint = Array.from({ length: 32 }, (_, index) =>
  ((index * 73 + 41) % 256).toString(16).toUpperCase().padStart(2, '0'),
).join(':');

export const hostChecks = (hostAndPort: string): HostCheck[] => [
  { name: 'resolve', state: 'fine', text: `${new URL(hostAndPort).hostname} is 10.1.4.20.` },
  { name: 'connect', state: 'fine', text: 'Connected to port 443 in 3 ms.' },
  {
    name: 'certificate',
    state: 'fine',
    text:
      `CN=${new URL(hostAndPort).hostname}, issued by CN=Corp Issuing CA 2, O=Corp, ` +
      `valid until 2027-02-18 (88 days left), SHA-256 ${fingerprint}.`,
  },
  {
    name: 'challenges',
    state: 'fine',
    text: 'EWS offers Negotiate, NTLM, Basic. Without a client certificate Basic is left of it.',
  },
  {
    name: 'methods',
    state: 'fine',
    text: 'Basic works for both.',
  },
];

export const missingFeed = (path: string) =>
  problem('FILE_MISSING', `${path} does not exist.`, {
    file: path,
    remedy:
      'Let your device management write it there (docs/devices.md says in which form), or name another file.',
  });

export const unreadable = problem(
  'JOURNAL_FAILING',
  'The journal cannot be read: the disk refuses reading or writing: SQLITE_IOERR, disk I/O error.',
  { file: '/var/lib/sallyport/journal/events.db' },
);
