/** Who passes and who does not, sentence by sentence: users, devices named and not named. */
import { describe, expect, test } from 'vitest';
import { cpuTime } from '../testing/cpu-time.ts';
import { buildDirectory } from './build.ts';
import { decide } from './decide.ts';
import {
  alice,
  device,
  directory,
  eas,
  ens,
  ews,
  now,
  override,
  policies,
  outcome,
  bobs,
  open,
  wiped,
} from './testing.ts';

describe('who asks', () => {
  const one = directory([device('a')]);
  test('a gate without its list stays shut', () => {
    const none = buildDirectory({
      records: [],
      overrides: [override('allow', 'a')],
      loadedAt: null,
      available: false,
    });
    expect(outcome(eas(alice, 'a'), none, open)).toBe('blocked DIRECTORY_UNAVAILABLE');
  });
  test.each([
    ['nobody', ews(null)],
    ['a device without a user', eas(null, 'a')],
    ['ENS for a device without a user', ens(null, ['a'])],
    ['a name that is none', ews('\u0000')],
    ['a mailbox that is none', ens(alice, ['a'], { mailbox: ' ' })],
  ])('%s proves no identity', (_what, identity) => {
    expect(outcome(identity, one, open)).toBe('blocked NO_IDENTITY');
  });
  test('whoever says a name is found by it, whatever else is hidden', () => {
    expect(outcome(ews(alice, { hidden: true }), one)).toBe('allowed COMPLIANT');
  });
  test('an ambiguous match is refused, also with unknown users allowed', () => {
    const two = directory([
      device('a', { users: ['al@x.test'] }),
      device('b', { users: ['al@y.test'] }),
    ]);
    expect(outcome(ews('al'), two, open)).toBe('blocked USER_AMBIGUOUS');
    expect(outcome(ews('al@x.test'), two)).toBe('allowed COMPLIANT');
  });
});

describe('ActiveSync’s User= must denote the authenticated user', () => {
  const people = directory([device('a', { users: [alice, 'CONTOSO\\al'] }), device('b', bobs)]);
  test.each([
    ['alice', 'allowed COMPLIANT'],
    ['ALICE@CONTOSO.TEST', 'allowed COMPLIANT'],
    ['CONTOSO\\al', 'allowed COMPLIANT'],
    ['CONTOSO\\alice', 'allowed COMPLIANT'],
    ['bob', 'blocked USER_MISMATCH'],
    ['alice@elsewhere.test', 'blocked USER_MISMATCH'],
    ['zoe', 'blocked USER_MISMATCH'],
    ['', 'blocked USER_MISMATCH'],
  ])('User=%s', (claimedUser, expected) => {
    expect(outcome(eas(alice, 'a', { claimedUser }), people)).toBe(expected);
  });
  test.each([
    ['zoe@contoso.test', 'zoe', 'allowed UNKNOWN_DEVICE'],
    ['zoe@contoso.test', 'CONTOSO\\zoe', 'allowed UNKNOWN_DEVICE'],
    ['zoe@contoso.test', 'FABRIKAM\\zoe', 'blocked USER_MISMATCH'],
    ['X\\zoe', 'Y\\zoe', 'blocked USER_MISMATCH'],
  ])('%s, whom the directory does not know, with User=%s', (user, claimedUser, expected) => {
    expect(outcome(eas(user, 'z', { claimedUser }), people, open)).toBe(expected);
  });
});

describe('onlyEnsMayUseEws', () => {
  const one = directory([device('a')]);
  const only = { onlyEnsMayUseEws: true };
  test.each([
    ['refuses EWS from everyone else', ews(alice), 'blocked ENS_ONLY'],
    ['service accounts included', ews('svc@contoso.test'), 'blocked ENS_ONLY'],
    ['lets ENS in', ens(alice, ['a']), 'allowed COMPLIANT'],
    ['does not concern ActiveSync', eas(alice, 'a'), 'allowed COMPLIANT'],
  ])('%s', (_what, identity, expected) => {
    expect(outcome(identity, one, { ...only, serviceAccounts: ['svc@contoso.test'] })).toBe(
      expected,
    );
  });
});

describe('devices that ENS names', () => {
  const some = directory([
    device('a1'),
    device('a2', wiped),
    device('a3', { enrollment: 'unenrolled' }),
    device('b', bobs),
  ]);
  test.each([
    ['at least one is compliant', ['a2', 'a1'], 'allowed COMPLIANT'],
    ['none is', ['a2', 'a3'], 'blocked ALL_DEVICES_BLOCKED'],
    ['a single one is not', ['a2'], 'blocked DEVICE_WIPED'],
    ['a colleague’s does not count', ['a2', 'b'], 'blocked ALL_DEVICES_BLOCKED'],
    ['none: one of the user’s devices', [], 'allowed COMPLIANT'],
  ])('%s', (_what, ids, expected) => {
    expect(outcome(ens(alice, ids), some)).toBe(expected);
  });
  test('each gets its verdict under the id it was named by', () => {
    const { devices } = decide(ens(alice, ['A2', 'a1', 'b', 'A2']), some, policies(), now);
    expect(devices.map((each) => `${each.id} ${each.verdict} ${each.reason}`)).toEqual([
      'A2 blocked DEVICE_WIPED',
      'a1 allowed COMPLIANT',
      'b blocked DEVICE_NOT_OF_USER',
    ]);
  });
  test('each is blocked where the decision fell before it was looked at', () => {
    const { devices } = decide(ens(null, ['a1']), some, policies(), now);
    expect(devices).toEqual([{ id: 'a1', verdict: 'blocked', reason: 'NO_IDENTITY' }]);
  });
  test('from anybody else the header counts for nothing', () => {
    const one = directory([device('a', wiped), device('b', bobs)]);
    expect(outcome(ews(alice, { deviceIds: ['b'] }), one)).toBe('blocked DEVICE_WIPED');
  });
  test('an id that two devices share denotes neither, whatever the default', () => {
    const shared = directory([
      device('x', { ids: { serial: 's' } }),
      device('y', { ids: { serial: 's' } }),
    ]);
    expect(outcome(ens(alice, ['s']), shared, open)).toBe('blocked UNKNOWN_DEVICE');
    expect(outcome(ens(alice, ['\u0007']), shared, open)).toBe('blocked UNKNOWN_DEVICE');
  });
});

test('ActiveSync comes from one device: of two named, both must pass', () => {
  const two = directory([device('a'), device('w', wiped)]);
  expect(outcome(eas(alice, 'a', { deviceIds: ['a', 'w'] }), two)).toBe('blocked DEVICE_WIPED');
  const both = directory([device('a'), device('b')]);
  expect(outcome(eas(alice, 'a', { deviceIds: ['a', 'b'] }), both)).toBe('allowed COMPLIANT');
});

describe('no device named', () => {
  test.each([
    ['one of several is compliant', [device('a', wiped), device('b')], 'allowed COMPLIANT'],
    [
      'none of several',
      [device('a', wiped), device('b', { enrollment: 'removed' })],
      'blocked ALL_DEVICES_BLOCKED',
    ],
    ['the only one is not', [device('a', wiped)], 'blocked DEVICE_WIPED'],
    ['a user without devices', [device('b', bobs)], 'blocked UNKNOWN_USER'],
  ])('%s', (_what, records, expected) => {
    expect(outcome(ews(alice), directory(records))).toBe(expected);
  });
  test('a user without devices passes by default, and the reason says why nothing was checked', () => {
    expect(outcome(ews('zoe@contoso.test'), directory([device('a')]), open)).toBe(
      'allowed UNKNOWN_USER',
    );
  });
  test('requireDevice blocks instead', () => {
    const one = directory([device('a')]);
    expect(outcome(ews(alice), one, { requireDevice: true })).toBe('blocked UNKNOWN_DEVICE');
    expect(outcome(ews('zoe@contoso.test'), one, { requireDevice: true, ...open })).toBe(
      'blocked UNKNOWN_DEVICE',
    );
    expect(outcome(ens(alice, ['a']), one, { requireDevice: true })).toBe('allowed COMPLIANT');
  });
  test('the devices that stand for the user are shown as the feed writes them', () => {
    const { devices } = decide(
      ews(alice),
      directory([device('ApplA'), device('B', wiped)]),
      policies(),
      now,
    );
    expect(devices.map((each) => each.id)).toEqual(['ApplA', 'B']);
  });
});

describe('whom an override means', () => {
  const two = [device('a', { users: ['al@x.test'] }), device('b', { users: ['al@y.test'] })];
  test('an allow for an ambiguous name allows nobody, a block blocks all it may mean', () => {
    const lent = directory(two, [override('allow', 'b', { user: 'al' })]);
    expect(outcome(eas('al@x.test', 'b'), lent)).toBe('blocked DEVICE_NOT_OF_USER');
    const blocked = directory(two, [override('block', 'a', { user: 'al' })]);
    expect(outcome(eas('al@x.test', 'a'), blocked)).toBe('blocked OVERRIDE_BLOCK');
  });
  test('an unreadable name means nobody', () => {
    const over = directory([device('a')], [override('block', 'a', { user: '\u0000' })]);
    expect(outcome(eas(alice, 'a'), over)).toBe('allowed COMPLIANT');
  });
  test('a service account may be meant, too', () => {
    const over = directory(two, [override('block', 'a', { user: 'al' })]);
    const accounts = { serviceAccounts: ['al@x.test', 'al@z.test'] };
    expect(outcome(eas('al@x.test', 'a'), over, accounts)).toBe('blocked OVERRIDE_BLOCK');
    expect(outcome(eas('al@z.test', 'a'), over, accounts)).toBe('allowed COMPLIANT');
  });
  test('a block also blocks who may be meant: Windows takes álice for alice', () => {
    const over = directory([device('a')], [override('block', 'new', { user: alice })]);
    expect(outcome(eas('álice@contoso.test', 'new'), over, open)).toBe('blocked OVERRIDE_BLOCK');
    expect(outcome(eas('zoe@contoso.test', 'new'), over, open)).toBe('allowed UNKNOWN_DEVICE');
  });
  test('a user whom the directory does not know, by the name', () => {
    const over = directory(two, [override('allow', 'new', { user: 'ZOE@contoso.test' })]);
    expect(outcome(eas('zoe@contoso.test', 'new'), over)).toBe('allowed OVERRIDE_ALLOW');
    expect(outcome(eas('zed@contoso.test', 'new'), over)).toBe('blocked UNKNOWN_DEVICE');
  });
});

test('thousands of named devices stay linear and do not fill the trace', () => {
  const records = Array.from({ length: 5000 }, (_, i) => device(`w${i}`, wiped));
  const over = directory(records, [override('allow', 'x4999')]);
  const ids = Array.from({ length: 5000 }, (_, i) => `x${i}`);
  const took = cpuTime();
  const { verdict, devices, trace } = decide(ens(alice, ids), over, policies(open), now);
  expect(took()).toBeLessThan(2_000);
  expect([verdict, devices.length]).toEqual(['allowed', 5000]);
  expect(trace.length).toBeLessThan(400);
  expect(trace.at(-1)).toMatchObject({ step: 'devices', data: { decisive: 'x4999', passed: 1 } });
});
