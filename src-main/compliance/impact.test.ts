import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { KnownDevice } from './known.ts';
import { measuringImpact, MOST_CHANGES } from './impact.ts';
import type { Impact, ImpactQuestion } from './impact.ts';
import type { SeenClient } from './impact-clients.ts';
import { identity, records, settings } from './testing-arbitraries.ts';
import { days, never, only } from './testing-policies.ts';
import type { Rules } from './testing-policies.ts';
import {
  alice,
  bob,
  bobs,
  device,
  directory,
  eas,
  ens,
  ews,
  now,
  open,
  override,
  policies,
  wiped,
} from './testing.ts';
import { finish } from './work.ts';

const ruled = (rules: Rules, more: Partial<Policies> = {}): Policies =>
  policies({ rules: { ...noRules, ...rules }, ...more });

function impact(
  known: readonly KnownDevice[],
  after: Policies,
  more: Partial<ImpactQuestion> = {},
): Impact {
  const before = policies();
  return finish(measuringImpact({ directory: directory(known), before, after, now, ...more }));
}

const client = (seen: Identity, signedIn = true): SeenClient => ({ identity: seen, signedIn });
const counts = ({ devices, newlyBlocked, newlyAllowed }: Impact): readonly number[] => [
  ...[devices, newlyBlocked, newlyAllowed],
];

describe('devices of the directory', () => {
  test('who would lose mail is named with the reasons before and after', () => {
    const known = [device('a'), device('b', { ...days(31), ...bobs }), device('c', days(29))];
    const found = impact(known, ruled({ inactivityDays: 30 }));
    expect(counts(found)).toEqual([3, 1, 0]);
    expect(found.of).toEqual([
      {
        ...{ change: 'blocked', deviceId: 'b', users: [bob] },
        ...{ reasonBefore: 'COMPLIANT', reasonAfter: 'DEVICE_OUT_OF_CONTACT' },
      },
    ]);
  });

  test('who would get mail is counted apart, and comes after those who lose it', () => {
    const known = [device('a', { compromised: true }), device('b', { encrypted: false })];
    const before = ruled({ compromised: true });
    const found = impact(known, ruled({ encryption: true }), { before });
    expect(counts(found)).toEqual([2, 1, 1]);
    expect(found.of.map(({ change, deviceId }) => [change, deviceId])).toEqual([
      ['blocked', 'b'],
      ['allowed', 'a'],
    ]);
  });

  test('overrides count as in every decision', () => {
    const known = [device('a', days(90)), device('b', days(90))];
    const over = directory(known, [override('allow', 'a')]);
    const found = impact(known, ruled({ inactivityDays: 30 }), { directory: over });
    expect(found.of.map(({ deviceId }) => deviceId)).toEqual(['b']);
  });

  test('a device that left is none of those that are looked at, unless something changes for it', () => {
    const known = [device('a'), device('b', wiped), device('c', { enrollment: 'removed' })];
    expect(counts(impact(known, ruled({ inactivityDays: 30 })))).toEqual([1, 0, 0]);
    expect(counts(impact(known, policies({ mode: 'off' })))).toEqual([3, 0, 2]);
  });

  test('test mode takes mail from nobody; from test to enforcing everybody who would be blocked loses it', () => {
    const known = [device('a', { compromised: true }), device('b')];
    const test = ruled({ compromised: true }, { mode: 'test' });
    const enforce = { ...test, mode: 'enforce' as const };
    expect(counts(impact(known, test))).toEqual([2, 0, 0]);
    expect(counts(impact(known, enforce, { before: test }))).toEqual([2, 1, 0]);
    expect(counts(impact(known, test, { before: enforce }))).toEqual([2, 0, 1]);
  });

  test('a list of mail clients or device types judges only those who were seen with theirs', () => {
    const known = [device('a'), device('b', bobs)];
    const after = ruled({ mailClients: only('Boxer*'), easDeviceTypes: only('iPhone') });
    expect(counts(impact(known, after))).toEqual([2, 0, 0]);
    const clients = [client(eas(bob, 'b', { userAgent: 'Mail/1' }))];
    const found = impact(known, after, { clients });
    expect(found.of).toMatchObject([{ deviceId: 'b', reasonAfter: 'MAIL_CLIENT' }]);
    expect(counts(found)).toEqual([2, 1, 0]);
  });

  test('whether the owner passes is what counts, and not what others try with the device', () => {
    const clients = [client(eas('mallory@contoso.test', 'a', { userAgent: 'Mail/1' }), false)];
    const after = ruled({ mailClients: only('Boxer*') });
    expect(counts(impact([device('a')], after, { clients }))).toEqual([1, 0, 0]);
  });

  test('only those that are asked for are looked at', () => {
    const known = [device('a', days(90)), device('b', days(90))];
    const found = impact(known, ruled({ inactivityDays: 30 }), { among: ({ id }) => id === 'b' });
    expect(counts(found)).toEqual([1, 1, 0]);
  });

  test('the list is clipped and the counts are not', () => {
    const known = Array.from({ length: MOST_CHANGES + 7 }, (_, i) => device(`d${i}`, days(90)));
    const found = impact(known, ruled({ inactivityDays: 30 }));
    expect(found.newlyBlocked).toBe(MOST_CHANGES + 7);
    expect(found.of).toHaveLength(MOST_CHANGES);
  });
});

describe('clients that the directory does not know', () => {
  test('an unknown device that signed in loses its mail with the default; one that never did has none', () => {
    const clients = [client(eas(alice, 'x')), client(eas(bob, 'y'), false)];
    const found = impact([device('a')], policies(), { clients, before: policies(open) });
    expect(counts(found)).toEqual([2, 1, 0]);
    expect(found.of).toMatchObject([
      { deviceId: 'x', users: [alice], reasonAfter: 'UNKNOWN_DEVICE' },
    ]);
  });

  test('one that was kept out would get mail, whether it signed in or not', () => {
    const clients = [client(eas(bob, 'y'), false), client(eas(bob, 'Y'), true)];
    const found = impact([], policies(open), { clients });
    expect(counts(found)).toEqual([1, 0, 1]);
  });

  test('who names no device is counted where no device stands for the user', () => {
    const clients = [client(ews(alice)), client(ews(bob))];
    const known = [device('a', { compromised: true })];
    const found = impact(known, ruled({ compromised: true }), { clients, before: policies(open) });
    expect(found.of.map(({ deviceId, users }) => [deviceId, ...users])).toEqual([
      ['a', alice],
      [null, bob],
    ]);
  });

  test('requiring a device takes mail from those who name none', () => {
    const clients = [client(ews(alice)), client(ens(alice, ['a']))];
    const found = impact([device('a')], policies({ requireDevice: true }), { clients });
    expect(found.of).toMatchObject([{ deviceId: null, users: [alice] }]);
  });

  test('an address that becomes the notification service is judged as one from then on', () => {
    const before = policies();
    const after = policies({ onlyEnsMayUseEws: true });
    const own = { ...client(ews(alice)), fromEnsAfter: true };
    const clients = [own, client(ews(bob))];
    const found = impact([device('a'), device('b', bobs)], after, { clients, before });
    expect(found.of).toMatchObject([{ deviceId: null, users: [bob], reasonAfter: 'ENS_ONLY' }]);
  });

  test('nobody who signs in is nobody', () => {
    const clients = [client(ews(null)), client(eas(null, 'x'))];
    expect(counts(impact([], policies(open), { clients }))).toEqual([0, 0, 0]);
  });
});

test('what a policy blocks is counted for each that fails, also where another one decided', () => {
  const known = [
    device('a', { compromised: true, encrypted: false }),
    device('b', { encrypted: false }),
    device('c'),
  ];
  const after = ruled({ compromised: true, encryption: true, models: never('iOS: *') });
  expect(impact(known, after).blockedBy).toEqual({ compromised: 1, encryption: 2 });
  expect(impact(known, { ...after, mode: 'test' }).blockedBy).toEqual({
    ...{ compromised: 1, encryption: 2 },
  });
  expect(impact(known, { ...after, mode: 'off' }).blockedBy).toEqual({});
});

test('the same policies change nothing, and say what they block', () => {
  const same = ruled({ compromised: true });
  const found = impact([device('a', { compromised: true })], same, { before: same });
  expect([counts(found), found.blockedBy]).toEqual([[1, 0, 0], { compromised: 1 }]);
});

describe('for any directory, clients and policies', () => {
  test('every change is one that the decision itself says, and there and back is the reverse', () => {
    const asked = fc.record({ identity, signedIn: fc.constant(true) });
    fc.assert(
      fc.property(
        records,
        fc.array(asked, { maxLength: 4 }),
        settings,
        settings,
        (known, clients, a, b) => {
          const over = directory(known);
          const [before, after] = [a, { ...b, domains: a.domains }];
          const there = impact(known, after, { before, clients });
          const back = impact(known, before, { before: after, clients });
          expect(there.newlyBlocked + there.newlyAllowed).toBe(there.of.length);
          expect(there.devices).toBeGreaterThanOrEqual(there.of.length);
          if (known.length === 0 || clients.length > 0) return;
          expect([back.newlyBlocked, back.newlyAllowed]).toEqual([
            there.newlyAllowed,
            there.newlyBlocked,
          ]);
          const open = { mailClients: noRules.mailClients, easDeviceTypes: noRules.easDeviceTypes };
          for (const { deviceId, users, change } of there.of) {
            const request = eas(users[0] ?? '', deviceId ?? '', { deviceType: null });
            const by = (of: Policies) =>
              decide(request, over, { ...of, rules: { ...of.rules, ...open } }, now);
            expect(by(change === 'blocked' ? after : before).verdict).toBe('blocked');
            expect(by(change === 'blocked' ? before : after).verdict).not.toBe('blocked');
          }
        },
      ),
      { seed: 20260310, numRuns: 200 },
    );
  });
});
