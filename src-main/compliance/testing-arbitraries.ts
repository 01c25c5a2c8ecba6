/** For the property tests of this room: any request, directory and policies. */
import fc from 'fast-check';
import type { Identity } from '../../src-shared/decision.ts';
import { enrollments } from '../../src-shared/devices.ts';
import type { Override } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type {
  AllowedAndBlocked,
  ComplianceRules,
  Policies,
} from '../../src-shared/settings/in-force.ts';
import type { KnownDevice } from './known.ts';
import { ago, device, msAgo } from './testing.ts';

const user = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'al@x.test',
      'al@y.test',
      'X\\al',
      'al',
      'bo@x.test',
      'bo',
      'ál@x.test',
      'Z/bo',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('d0', 'D1', 'd2', 'd3', 'serial', 'new') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
export const minutes: fc.Arbitrary<number> = fc.integer({ min: -10, max: 90 });

const reported = fc.constantFrom(null, true, false);
export const records: fc.Arbitrary<KnownDevice[]> = fc
  .array(
    fc.record({
      users: fc.uniqueArray(fc.constantFrom('al@x.test', 'al@y.test', 'X\\al', 'bo@x.test'), {
        minLength: 1,
        maxLength: 2,
      }),
      enrollment: fc.constantFrom(...enrollments),
      since: minutes,
      override: fc.constantFrom(null, null, 'allow' as const, 'block' as const),
      serial: fc.boolean(),
      managed: fc.boolean(),
      compromised: reported,
      encrypted: reported,
      activeSyncProfile: reported,
      lastSeen: fc.option(fc.integer({ min: -3, max: 60 }).map((days) => ago(days * 1440))),
      platform: fc.constantFrom(null, 'iOS', 'Android'),
      model: fc.constantFrom(null, 'iPhone 15', 'Pixel 8'),
      osVersion: fc.constantFrom(null, '17.5.1', '14'),
      wipedAt: fc.option(minutes.map(msAgo), { nil: undefined }),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ since, serial, ...rest }, i): KnownDevice =>
      device(`d${i}`, {
        ...rest,
        enrollmentSince: msAgo(since),
        ...(serial ? { ids: { serial: 'serial' } } : {}),
      }),
    ),
  );
export const overrides: fc.Arbitrary<Override[]> = fc.array(
  fc.record({
    device: id.filter((each) => each !== ''),
    user: fc.option(user.filter((each) => each !== '')),
    action: fc.constantFrom('allow' as const, 'block' as const),
    at: minutes.map(ago),
    until: fc.option(minutes.map(ago)),
    note: fc.constant(null),
    by: fc.constant('admin'),
  }),
  { maxLength: 3 },
);
export const identity: fc.Arbitrary<Identity> = fc.record({
  protocol: fc.constantFrom('ews' as const, 'eas' as const),
  user: fc.option(user, { freq: 20 }),
  mailbox: fc.option(user, { freq: 1 }),
  claimedUser: fc.option(user, { freq: 1 }),
  deviceIds: fc.array(id, { maxLength: 3 }),
  fromEns: fc.boolean(),
  deviceType: fc.constantFrom(null, 'iPhone', 'Android'),
  userAgent: fc.constantFrom(null, 'Apple-iPhone16C1/2104.82', 'Boxer/24'),
  hidden: fc.boolean(),
  operation: fc.constantFrom(undefined, null, 'GetItem', 'Subscribe', 'Unsubscribe'),
  webhookHost: fc.constantFrom(undefined, null, 'ens.test', 'a.push.test', 'evil.test'),
});
const lists = (entries: readonly string[]): fc.Arbitrary<AllowedAndBlocked> => {
  const some = fc.subarray([...entries]);
  return fc.record({
    allowed: fc.option(some, { freq: 2 }),
    blocked: fc.oneof(fc.constant([]), some),
  });
};
const rules: fc.Arbitrary<ComplianceRules> = fc.record({
  users: lists(['al@x.test', 'X\\al', 'bo', 'al', 'zoe@x.test', '\u0000']),
  mailClients: lists(['Apple-*', 'boxer/*', '*']),
  easDeviceTypes: lists(['iphone', 'Android', '*o*']),
  managedDevice: fc.boolean(),
  inactivityDays: fc.option(fc.integer({ min: 1, max: 32_767 })),
  compromised: fc.boolean(),
  encryption: fc.boolean(),
  models: lists(['iOS: iPhone*', 'Android: *', '*: Pixel 8']),
  operatingSystems: lists(['iOS: 17.*', 'Android: 14', 'none']),
  activeSyncProfile: fc.boolean(),
  ens: fc.record({
    operations: fc.subarray(['GetItem', 'Subscribe']),
    userAgents: fc.subarray(['boxer/*', 'Apple-*']),
    webhookHosts: fc.subarray(['ens.test', '*.push.test']),
    unsubscribePasses: fc.boolean(),
  }),
});
export const settings: fc.Arbitrary<Policies> = fc.record({
  mode: fc.constantFrom('enforce' as const, 'test' as const, 'off' as const),
  unknownDevices: fc.constantFrom('allow' as const, 'block' as const),
  requireDevice: fc.boolean(),
  serviceAccounts: fc.constantFrom([], ['bo@x.test'], ['\u0000']),
  onlyEnsMayUseEws: fc.boolean(),
  domains: fc.constantFrom<Record<string, string>>(
    {},
    { X: 'y.test' },
    { X: 'x.test', Z: 'x.test' },
  ),
  rules: fc.oneof({ weight: 1, arbitrary: fc.constant(noRules) }, { weight: 1, arbitrary: rules }),
});
