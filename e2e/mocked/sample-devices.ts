/** An invented directory, and what the notification service did for one of its users. */
import type { DeviceList, DeviceQuery, DeviceRow } from '../../src-shared/contract/devices.ts';
import type { AdminAction } from '../../src-shared/admin-actions.ts';
import type { Reason } from '../../src-shared/decision.ts';
import type { Enrollment } from '../../src-shared/devices.ts';
import type { DeviceActivity, EnsStory, Moment } from '../../src-shared/ens-story.ts';
import { ago } from './sample-gateway.ts';

const names = [
  ...['alice', 'b.ito', 'c.moreau', 'd.rossi', 'e.lund', 'f.haddad', 'g.kowalski', 'h.tanaka'],
  ...['i.santos', 'j.meyer', 'k.novak', 'l.obrien', 'm.larsen', 'n.petrova', 'p.okafor', 'r.silva'],
];
const models = [
  ['Apple', 'iPhone 15', '17.5.1'],
  ['Android', 'Pixel 8', '14'],
  ['Apple', 'iPad Air', '17.4'],
  ['Android', 'Galaxy S23', '14'],
  ['Apple', 'iPhone 13', '16.7.8'],
] as const;
const states: Readonly<Record<number, Enrollment>> = {
  0: 'wiped',
  9: 'unenrolled',
  15: 'removed',
  21: 'wipePending',
};
const reasons: Readonly<Record<Enrollment, Reason>> = {
  enrolled: 'COMPLIANT',
  unenrolled: 'DEVICE_UNENROLLED',
  wipePending: 'DEVICE_WIPED',
  wiped: 'DEVICE_WIPED',
  removed: 'DEVICE_REMOVED',
};
const day = 86_400;

function device(at: number): DeviceRow {
  const user = `${names[at % names.length] ?? ''}@corp.example`;
  const [platform, model, osVersion] = models[at % models.length] ?? models[0];
  const enrollment = states[at] ?? 'enrolled';
  const compromised = at === 5 ? true : at % 7 === 3 ? null : false;
  const reason = compromised === true ? 'DEVICE_COMPROMISED' : reasons[enrollment];
  const blocked = at === 14;
  return {
    // Who is wiped is the same as in the traffic, where the rules speak of her.
    id:
      at === 0
        ? '9F3A44D2C1'
        : platform === 'Apple'
          ? `Appl${serialOf(at)}`
          : `androidc${String(1843711 + at * 7919)}`,
    ids: platform === 'Apple' ? { serial: serialOf(at).toLowerCase() } : { uem: String(5100 + at) },
    users: [user, `CORP\\${names[at % names.length] ?? ''}`],
    managed: true,
    compromised,
    encrypted: at % 4 === 2 ? null : true,
    activeSyncProfile: platform === 'Apple' ? true : null,
    lastSeen: at === 11 ? null : ago(400 + at * at * 2100),
    ...{ platform, model, osVersion, enrollment },
    enrollmentSince: ago((enrollment === 'enrolled' ? 90 : 3) * day + at * 311),
    wipedAt: enrollment === 'wiped' ? ago(3 * day) : null,
    feedOverride: null,
    overrides: blocked
      ? [
          {
            ...{ device: 'x', user: null, action: 'block', until: null, by: 'admin' },
            ...{ at: ago(7200), note: 'Reported stolen, ticket 4711' },
          },
        ]
      : [],
    verdict: blocked || reason !== 'COMPLIANT' ? 'blocked' : 'allowed',
    reason: blocked ? 'OVERRIDE_BLOCK' : reason,
  };
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
function serialOf(at: number): string {
  const place = (index: number) => letters[(at * (index * 5 + 3) + index * index * 11) % 34] ?? '';
  return `${Array.from({ length: 6 }, (_, index) => place(index)).join('')}${String(at + 10)}`;
}

export const directory: readonly DeviceRow[] = Array.from({ length: 40 }, (_, at) => device(at));

/** As the gateway finds them, in the order of users. */
export function findDevices(rows: readonly DeviceRow[], query: DeviceQuery): DeviceList {
  const { text = '', enrollment, platform, verdict, sort } = query;
  const found = rows
    .filter(
      (row) =>
        [row.id, ...row.users].join(' ').toLowerCase().includes(text.toLowerCase()) &&
        (enrollment === undefined || row.enrollment === enrollment) &&
        (platform === undefined || row.platform === platform) &&
        (verdict === undefined || (row.verdict === 'allowed') === (verdict === 'passes')),
    )
    .sort((a, b) => (keyOf(a, sort.by) < keyOf(b, sort.by) ? -1 : 1));
  const ordered = sort.direction === 'ascending' ? found : found.reverse();
  return {
    ...{ rows: ordered.slice(0, query.limit), next: null, found: found.length },
    ...{ of: rows.length, judged: null, platforms: ['Apple', 'Android'], loadedAt: ago(184) },
  };
}

function keyOf(row: DeviceRow, by: DeviceQuery['sort']['by']): string {
  const keys = {
    ...{ device: row.id, user: row.users[0] ?? '', platform: row.platform ?? '' },
    ...{ state: row.enrollment, lastSeen: row.lastSeen ?? '' },
  };
  return `${keys[by]} ${row.id}`;
}

function moment(operation: string, seconds: number, more: Partial<Moment> = {}): Moment {
  return {
    ...{ at: ago(seconds), requestId: `req-${String(seconds)}`, operation },
    ...{ user: 'svc-ens@corp.example', client: '10.1.2.14', identity: 'proven' },
    ...{ verdict: 'allowed', reason: 'COMPLIANT', status: 200, answeredBy: 'exchange' },
    ...more,
  };
}

export const activity: DeviceActivity = {
  last: moment('Sync', 40, { verdict: 'blocked', reason: 'DEVICE_WIPED', status: 403 }),
  lastPassed: moment('Ping', 3 * day),
  cut: false,
};

export const story: EnsStory = {
  subscribe: moment('Subscribe', 4 * day),
  fetch: moment('SyncFolderItems', 3 * day + 600),
  unsubscribe: null,
  newest: moment('SyncFolderItems', 500, { verdict: 'blocked', reason: 'DEVICE_WIPED' }),
  verdictSince: ago(3 * day),
  sinceAtLeast: false,
  throttled: { count: 3, of: 96, last: ago(5 * day) },
};

export const adminActions: readonly AdminAction[] = [
  act(7200, 'admin', 'window', 'override', 'Block device androidc1954577 (Reported stolen)'),
  act(9000, 'j.root', 'command line', 'set', 'Change compliance.policies.inactivity.days'),
  act(9060, 'j.root', 'command line', 'restart', 'Restart, generation 7'),
  act(3 * day, 'admin', 'window', 'unset', 'Take back the decision about device ApplQ3M8Z1T5'),
  act(5 * day, 'admin', 'window', 'trustCertificate', 'Trust the certificate of mail.corp.example'),
];

function act(
  seconds: number,
  by: string,
  from: AdminAction['from'],
  call: string,
  what: string,
): AdminAction {
  return { at: ago(seconds), by, from, call, what, device: null };
}
