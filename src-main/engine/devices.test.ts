/** The directory as a person reads it, over the real `decide`. */
import { expect, test } from 'vitest';
import { MOST_JUDGED, type DeviceQuery } from '../../src-shared/contract/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { ComplianceRules } from '../../src-shared/settings/in-force.ts';
import { buildDirectory } from '../compliance/build.ts';
import type { KnownDevice } from '../compliance/known.ts';
import { finish } from '../compliance/work.ts';
import { settingsFor } from '../testing/gateway-harness.ts';
import { findingDevices, judgingKnocked, oneDevice } from './devices.ts';
import type { View } from './questions.ts';

const now = new Date('2026-03-10T12:00:00Z');
const DAY = 86_400_000;

function device(deviceId: string, more: Partial<KnownDevice> = {}): KnownDevice {
  const { users = [`${deviceId.toLowerCase()}@contoso.test`], ...rest } = more;
  return {
    ...{ deviceId, users, managed: true, compromised: false, encrypted: true },
    ...{ enrollment: 'enrolled', enrollmentSince: now.getTime() - DAY },
    ...rest,
  };
}

function viewOf(records: readonly KnownDevice[], rules: Partial<ComplianceRules> = {}): View {
  const settings = settingsFor({ scheme: 'http', host: '127.0.0.1', port: 1 });
  const { compliance } = settings;
  const policies = { ...compliance.policies, rules: { ...noRules, ...rules } };
  const block = { device: 'B2', user: null, action: 'block', until: null, note: 'lost' } as const;
  const overrides = [{ ...block, at: '2026-03-10T11:00:00Z', by: 'admin' }];
  return {
    settings: { ...settings, compliance: { ...compliance, policies } },
    directory: buildDirectory({ records, overrides, loadedAt: now.getTime(), available: true }),
  };
}

const byDevice = { by: 'device', direction: 'ascending' } as const;
function find(view: View, query: Partial<DeviceQuery> = {}) {
  return finish(findingDevices(view, { sort: byDevice, limit: 500, ...query }, now));
}
const ids = (list: ReturnType<typeof find>) => list.rows.map(({ id }) => id);

const four = viewOf([
  device('C3', { platform: 'Android', lastSeen: '2026-03-01T00:00:00Z' }),
  device('A1', { platform: 'Apple', ids: { serial: 'SN-77' }, lastSeen: '2026-03-09T00:00:00Z' }),
  device('B2', { platform: 'Apple', users: ['Zoë@contoso.test', 'CONTOSO\\zoe'] }),
  device('D4', { platform: 'Apple', enrollment: 'wiped', lastSeen: '2026-03-05T00:00:00Z' }),
]);

test('each row has what device management says, and the verdict of now with its override', () => {
  const list = find(four);
  expect(ids(list)).toEqual(['A1', 'B2', 'C3', 'D4']);
  expect(list.rows.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([
    'allowed COMPLIANT',
    'blocked OVERRIDE_BLOCK',
    'allowed COMPLIANT',
    'blocked DEVICE_WIPED',
  ]);
  expect(list.rows[1]).toMatchObject({ overrides: [{ action: 'block', note: 'lost' }] });
  expect(list.rows[0]).toMatchObject({
    ...{ ids: { serial: 'sn-77' }, lastSeen: '2026-03-09T00:00:00.000Z', wipedAt: null },
    enrollmentSince: '2026-03-09T12:00:00.000Z',
  });
  expect(list).toMatchObject({ found: 4, of: 4, next: null, judged: null });
  expect(list.platforms).toEqual(['Apple', 'Android']);
});

test.each<[string, Partial<DeviceQuery>, readonly string[]]>([
  ['a part of an id', { text: 'b2' }, ['B2']],
  ['a serial number', { text: 'sn-77' }, ['A1']],
  ['an alias, without case', { text: 'contoso\\ZOE' }, ['B2']],
  ['a letter beyond ASCII', { text: 'ZOË' }, ['B2']],
  ['several words, all of them', { text: 'contoso c3' }, ['C3']],
  ['nothing that fits', { text: 'a1 b2' }, []],
  ['a state', { enrollment: 'wiped' }, ['D4']],
  ['a platform', { platform: 'Android' }, ['C3']],
  ['who is blocked', { verdict: 'blocked' }, ['B2', 'D4']],
  ['who passes, of a platform', { verdict: 'passes', platform: 'Apple' }, ['A1']],
])('finds by %s', (_what, query, expected) => {
  const list = find(four, query);
  expect(ids(list)).toEqual(expected);
  expect(list).toMatchObject({ found: expected.length, of: 4 });
});

test.each<[DeviceQuery['sort'], readonly string[]]>([
  [{ by: 'device', direction: 'descending' }, ['D4', 'C3', 'B2', 'A1']],
  [{ by: 'user', direction: 'descending' }, ['B2', 'D4', 'C3', 'A1']],
  [{ by: 'platform', direction: 'ascending' }, ['C3', 'A1', 'B2', 'D4']],
  [{ by: 'state', direction: 'descending' }, ['D4', 'A1', 'B2', 'C3']],
  [{ by: 'lastSeen', direction: 'descending' }, ['A1', 'D4', 'C3', 'B2']],
])('sorts by %o, page by page the same', (sort, expected) => {
  expect(ids(find(four, { sort }))).toEqual(expected);
  const paged: string[] = [];
  for (let after: DeviceQuery['after'], more = true; more;) {
    const list = find(four, { sort, limit: 1, ...(after === undefined ? {} : { after }) });
    paged.push(...ids(list));
    after = list.next ?? undefined;
    more = after !== undefined;
  }
  expect(paged).toEqual(expected);
});

test('of many devices it keeps a page, whatever their order in the directory', () => {
  const many = Array.from({ length: 3000 }, (_, at) =>
    device(`d${String((at * 7919) % 3000).padStart(4, '0')}`),
  );
  const view = viewOf(many);
  const first = find(view, { limit: 2 });
  expect(ids(first)).toEqual(['d0000', 'd0001']);
  expect(first).toMatchObject({ found: 3000, next: { id: 'd0001' } });
  expect(ids(find(view, { limit: 2, after: first.next ?? undefined }))).toEqual(['d0002', 'd0003']);
});

test('a verdict is looked for among a bounded number of devices, and it says so', () => {
  const { settings, directory } = viewOf([device('A1')]);
  const one = directory.device('A1');
  if (one === undefined) throw new Error('no such device');
  function* same() {
    for (let at = 0; at <= MOST_JUDGED; at += 1) yield one!;
  }
  const large = { ...directory, devices: same };
  const list = find({ settings, directory: large }, { verdict: 'blocked' });
  expect(list).toMatchObject({ found: 0, judged: MOST_JUDGED });
});

test('a device is judged by itself: nobody knows which mail client asks for it', () => {
  const view = viewOf([device('A1')], {
    mailClients: { allowed: ['Outlook*'], blocked: [] },
  });
  expect(oneDevice(view, 'a1', now)).toMatchObject({
    row: { verdict: 'allowed' },
    explanation: { verdict: 'allowed', reason: 'COMPLIANT' },
  });
  expect(oneDevice(view, 'nobody', now)).toBeNull();
});

test('of devices that knocked, how they stand now by their last request', () => {
  const asked = { user: 'a1@contoso.test', request: null, userAgent: null, deviceType: null };
  const view = { ...four };
  const standings = finish(
    judgingKnocked(
      view,
      [
        { ...asked, device: 'A1' },
        { ...asked, device: 'D4', user: null },
        { ...asked, device: 'nobody', user: null },
      ],
      now,
    ),
  );
  expect(standings).toMatchObject([
    { verdict: 'allowed', enrollment: 'enrolled', platform: 'Apple' },
    { verdict: 'blocked', reason: 'DEVICE_WIPED', enrollment: 'wiped' },
    { reason: 'UNKNOWN_DEVICE', enrollment: null, managed: null },
  ]);
});
