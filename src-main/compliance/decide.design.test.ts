/** Who passes and who does not, sentence by sentence: users, mailboxes, devices named and not named. */
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { buildDirectory } from './build.ts';
import type { Identity } from '../../src-shared/decision.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import type { Directory } from './directory.ts';
import {
  ago,
  msAgo,
  alice,
  bob,
  device,
  directory,
  eas,
  ens,
  ews,
  now,
  override,
  policies,
} from './testing.ts';

const said = (identity: Identity, over: Directory, more: Partial<Policies> = {}): string => {
  const { verdict, reason } = decide(identity, over, policies(more), now);
  return `${verdict} ${reason}`;
};
const wiped = { enrollment: 'wiped' } as const;
const bobs = { users: [bob] };
const open = { unknownDevices: 'allow' } as const;

describe('who asks', () => {
  const one = directory([device('a')]);
  test('a gate without its list stays shut', () => {
    const none = buildDirectory({
      records: [],
      overrides: [override('allow', 'a')],
      loadedAt: null,
      available: false,
    });
    expect(said(eas(alice, 'a'), none, open)).toBe('blocked DIRECTORY_UNAVAILABLE');
  });
  test.each([
    ['nobody', ews(null)],
    ['a device without a user', eas(null, 'a')],
    ['ENS for a device without a user', ens(null, ['a'])],
    ['a name that is none', ews('\u0000')],
    ['a mailbox that is none', ens(alice, ['a'], { mailbox: ' ' })],
  ])('%s proves no identity', (_what, identity) => {
    expect(said(identity, one, open)).toBe('blocked NO_IDENTITY');
  });
  test('an ambiguous match is refused, also with unknown users allowed', () => {
    const two = directory([
      device('a', { users: ['al@x.test'] }),
      device('b', { users: ['al@y.test'] }),
    ]);
    expect(said(ews('al'), two, open)).toBe('blocked USER_AMBIGUOUS');
    expect(said(ews('al@x.test'), two)).toBe('allowed COMPLIANT');
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
    expect(said(eas(alice, 'a', { claimedUser }), people)).toBe(expected);
  });
  test.each([
    ['zoe@contoso.test', 'zoe', 'allowed UNKNOWN_DEVICE'],
    ['zoe@contoso.test', 'CONTOSO\\zoe', 'allowed UNKNOWN_DEVICE'],
    ['zoe@contoso.test', 'FABRIKAM\\zoe', 'blocked USER_MISMATCH'],
    ['X\\zoe', 'Y\\zoe', 'blocked USER_MISMATCH'],
  ])('%s, whom the directory does not know, with User=%s', (user, claimedUser, expected) => {
    expect(said(eas(user, 'z', { claimedUser }), people, open)).toBe(expected);
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
    expect(said(identity, one, { ...only, serviceAccounts: ['svc@contoso.test'] })).toBe(expected);
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
    expect(said(ens(alice, ids), some)).toBe(expected);
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
    expect(said(ews(alice, { deviceIds: ['b'] }), one)).toBe('blocked DEVICE_WIPED');
  });
  test('an id that two devices share denotes neither, whatever the default', () => {
    const shared = directory([
      device('x', { ids: { serial: 's' } }),
      device('y', { ids: { serial: 's' } }),
    ]);
    expect(said(ens(alice, ['s']), shared, open)).toBe('blocked UNKNOWN_DEVICE');
    expect(said(ens(alice, ['\u0007']), shared, open)).toBe('blocked UNKNOWN_DEVICE');
  });
});

test('ActiveSync comes from one device: of two named, both must pass', () => {
  const two = directory([device('a'), device('w', wiped)]);
  expect(said(eas(alice, 'a', { deviceIds: ['a', 'w'] }), two)).toBe('blocked DEVICE_WIPED');
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
    expect(said(ews(alice), directory(records))).toBe(expected);
  });
  test('a user without devices passes by default, and the reason says why nothing was checked', () => {
    expect(said(ews('zoe@contoso.test'), directory([device('a')]), open)).toBe(
      'allowed UNKNOWN_USER',
    );
  });
  test('requireDevice blocks instead', () => {
    const one = directory([device('a')]);
    expect(said(ews(alice), one, { requireDevice: true })).toBe('blocked UNKNOWN_DEVICE');
    expect(said(ews('zoe@contoso.test'), one, { requireDevice: true, ...open })).toBe(
      'blocked UNKNOWN_DEVICE',
    );
    expect(said(ens(alice, ['a']), one, { requireDevice: true })).toBe('allowed COMPLIANT');
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

describe('the vendor guide’s first scenario, with unknownDevices=allow: a wiped or deleted device that names', () => {
  const states = ['wiped', 'wipePending', 'unenrolled', 'removed'] as const;
  describe.each(states)('%s', (enrollment) => {
    const over = directory([device('a', { enrollment }), device('b', bobs)]);
    test.each([
      ['itself', eas(alice, 'a')],
      ['a colleague’s device', eas(alice, 'b')],
      ['a made-up device', eas(alice, 'made-up')],
      ['none, on ActiveSync', { ...eas(alice, 'a'), deviceIds: [] }],
      ['none, on EWS', ews(alice)],
      ['a made-up device through ENS', ens(alice, ['made-up'])],
      ['a device and a user in another domain', eas('alice@corp.contoso.test', 'made-up')],
      ['a user in another domain', ews('CORP\\alice')],
      ['a user that Windows takes for the same', ews('álice@contoso.test')],
      ['a user with a full-width @', ews('alice＠contoso.test')],
    ])('%s is refused', (_what, identity) => {
      expect(decide(identity, over, policies(open), now).verdict).toBe('blocked');
    });
    test('another user’s unknown device still passes by default', () => {
      expect(said(eas(bob, 'new'), over, open)).toBe('allowed UNKNOWN_DEVICE');
      expect(said(ews('zoe@contoso.test'), over, open)).toBe('allowed UNKNOWN_USER');
    });
  });

  const over = (...overrides: ReturnType<typeof override>[]) =>
    directory([device('a', wiped)], overrides);
  test('an allow of the new device for all counts when it was made after the wipe', () => {
    expect(said(eas(alice, 'new'), over(override('allow', 'new', { at: ago(61) })), open)).toBe(
      'blocked UNKNOWN_DEVICE',
    );
    expect(said(eas(alice, 'new'), over(override('allow', 'new', { at: ago(59) })), open)).toBe(
      'allowed OVERRIDE_ALLOW',
    );
  });
  test('of several wiped devices the latest counts', () => {
    const earlier = device('e', { ...wiped, enrollmentSince: msAgo(90) });
    for (const both of [
      [earlier, device('a', wiped)],
      [device('a', wiped), earlier],
    ]) {
      const made = override('allow', 'new', { at: ago(75) });
      expect(said(eas(alice, 'new'), directory(both, [made]), open)).toBe('blocked UNKNOWN_DEVICE');
    }
  });
  test('one for this very user counts in any case', () => {
    const named = override('allow', 'new', { at: ago(99), user: alice });
    expect(said(eas(alice, 'new'), over(named), open)).toBe('allowed OVERRIDE_ALLOW');
  });
  test('once the wiped device was allowed again, the default is back', () => {
    expect(said(eas(alice, 'new'), over(override('allow', 'a')), open)).toBe(
      'allowed UNKNOWN_DEVICE',
    );
  });
  test('a blocked device cannot rename itself either', () => {
    const blocked = directory([device('a')], [override('block', 'a')]);
    expect(said(eas(alice, 'new'), blocked, open)).toBe('blocked UNKNOWN_DEVICE');
    const byFeed = directory([device('a', { override: 'block' })], [override('allow', 'new')]);
    expect(said(eas(alice, 'new'), byFeed, open)).toBe('blocked UNKNOWN_DEVICE');
  });
  test('the trace says which device it may be', () => {
    const { trace } = decide(eas(alice, 'new'), over(), policies(open), now);
    expect(trace.at(-1)).toMatchObject({
      data: { mayBe: { device: 'a', reason: 'DEVICE_WIPED', since: ago(60) } },
    });
  });
});

describe('acting for another mailbox: both must pass', () => {
  const svc = 'svc@contoso.test';
  const accounts = { serviceAccounts: ['CONTOSO\\SVC'], domains: { CONTOSO: 'contoso.test' } };
  const over = directory([
    device('a'),
    device('b', bobs),
    device('w', { ...wiped, users: ['will@contoso.test'] }),
  ]);
  const forMailbox = (mailbox: string, more: Partial<Identity> = {}): Partial<Identity> => ({
    mailbox,
    ...more,
  });
  test.each<[string, Identity, string]>([
    ['both compliant', ews(alice, forMailbox(bob)), 'allowed COMPLIANT'],
    ['the mailbox is not', ews(alice, forMailbox('will@contoso.test')), 'blocked DEVICE_WIPED'],
    ['the user is not', ews('will@contoso.test', forMailbox(alice)), 'blocked DEVICE_WIPED'],
    ['an unknown mailbox', ews(alice, forMailbox('zoe@contoso.test')), 'blocked UNKNOWN_USER'],
    ['a mailbox named by SID', ews(alice, forMailbox('S-1-5-21-1-2-3')), 'blocked USER_AMBIGUOUS'],
    ['their own', ews(alice, forMailbox('ALICE@contoso.test')), 'allowed COMPLIANT'],
    ['a service account without a mailbox', ews(svc), 'allowed COMPLIANT'],
    ['a service account for a compliant user', ews(svc, forMailbox(alice)), 'allowed COMPLIANT'],
    [
      'a service account for a wiped user',
      ews(svc, forMailbox('will@contoso.test')),
      'blocked DEVICE_WIPED',
    ],
    [
      'a service account as mailbox is no exception',
      ews(alice, forMailbox(svc)),
      'blocked UNKNOWN_USER',
    ],
    ['ENS names the mailbox’s device', ens(alice, ['b'], forMailbox(bob)), 'allowed COMPLIANT'],
    ['ENS names both', ens(alice, ['a', 'b'], forMailbox(bob)), 'allowed COMPLIANT'],
    ['ENS names a third person’s', ens(alice, ['w'], forMailbox(bob)), 'blocked DEVICE_WIPED'],
    [
      'a service account’s ENS, the mailbox’s device',
      ens(svc, ['b'], forMailbox(bob)),
      'allowed COMPLIANT',
    ],
    [
      'a service account’s ENS, a stranger’s device',
      ens(svc, ['a'], forMailbox(bob)),
      'blocked DEVICE_NOT_OF_USER',
    ],
    [
      'ActiveSync cannot speak for a mailbox’s device',
      eas(alice, 'b', forMailbox(bob)),
      'blocked DEVICE_NOT_OF_USER',
    ],
  ])('%s', (_what, identity, expected) => {
    expect(said(identity, over, accounts)).toBe(expected);
  });
  test('a bare name is not taken for the mailbox of the same local part', () => {
    const two = directory([
      device('a', { users: ['al@x.test'] }),
      device('w', { ...wiped, users: ['al@y.test', 'y'] }),
    ]);
    expect(said(ews('al@x.test', forMailbox('al@y.test')), two)).toBe('blocked DEVICE_WIPED');
  });
  test('a service account may use anybody’s device and unknown ones, but none that is wiped or blocked', () => {
    const blocked = directory(
      [device('a'), device('w', wiped), device('k')],
      [override('block', 'k')],
    );
    const answers = ['a', 'new', 'w', 'k'].map((id) => said(eas(svc, id), blocked, accounts));
    expect(answers).toEqual([
      'allowed COMPLIANT',
      'allowed COMPLIANT',
      'blocked DEVICE_WIPED',
      'blocked OVERRIDE_BLOCK',
    ]);
  });
});

describe('whom an override means', () => {
  const two = [device('a', { users: ['al@x.test'] }), device('b', { users: ['al@y.test'] })];
  test('an allow for an ambiguous name allows nobody, a block blocks all it may mean', () => {
    const lent = directory(two, [override('allow', 'b', { user: 'al' })]);
    expect(said(eas('al@x.test', 'b'), lent)).toBe('blocked DEVICE_NOT_OF_USER');
    const blocked = directory(two, [override('block', 'a', { user: 'al' })]);
    expect(said(eas('al@x.test', 'a'), blocked)).toBe('blocked OVERRIDE_BLOCK');
  });
  test('a block also blocks who may be meant: Windows takes álice for alice', () => {
    const over = directory([device('a')], [override('block', 'new', { user: alice })]);
    expect(said(eas('álice@contoso.test', 'new'), over, open)).toBe('blocked OVERRIDE_BLOCK');
    expect(said(eas('zoe@contoso.test', 'new'), over, open)).toBe('allowed UNKNOWN_DEVICE');
  });
  test('a user whom the directory does not know, by the name', () => {
    const over = directory(two, [override('allow', 'new', { user: 'ZOE@contoso.test' })]);
    expect(said(eas('zoe@contoso.test', 'new'), over)).toBe('allowed OVERRIDE_ALLOW');
    expect(said(eas('zed@contoso.test', 'new'), over)).toBe('blocked UNKNOWN_DEVICE');
  });
});

test('thousands of named devices stay linear and do not fill the trace', () => {
  const records = Array.from({ length: 5000 }, (_, i) => device(`w${i}`, wiped));
  const over = directory(records, [override('allow', 'x4999')]);
  const ids = Array.from({ length: 5000 }, (_, i) => `x${i}`);
  const began = performance.now();
  const { verdict, devices, trace } = decide(ens(alice, ids), over, policies(open), now);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect([verdict, devices.length]).toEqual(['allowed', 5000]);
  expect(trace.length).toBeLessThan(400);
  expect(trace.at(-1)).toMatchObject({ step: 'devices', data: { decisive: 'x4999', passed: 1 } });
});
