/** A device that was wiped or blocked gains nothing by another name. */
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
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
  outcome,
  bobs,
  open,
  wiped,
} from './testing.ts';

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
      expect(outcome(eas(bob, 'new'), over, open)).toBe('allowed UNKNOWN_DEVICE');
      expect(outcome(ews('zoe@contoso.test'), over, open)).toBe('allowed UNKNOWN_USER');
    });
  });

  const over = (...overrides: ReturnType<typeof override>[]) =>
    directory([device('a', wiped)], overrides);
  test('an allow of the new device for all counts when it was made after the wipe', () => {
    expect(outcome(eas(alice, 'new'), over(override('allow', 'new', { at: ago(61) })), open)).toBe(
      'blocked UNKNOWN_DEVICE',
    );
    expect(outcome(eas(alice, 'new'), over(override('allow', 'new', { at: ago(59) })), open)).toBe(
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
      expect(outcome(eas(alice, 'new'), directory(both, [made]), open)).toBe(
        'blocked UNKNOWN_DEVICE',
      );
    }
  });
  test('one for this very user counts in any case', () => {
    const named = override('allow', 'new', { at: ago(99), user: alice });
    expect(outcome(eas(alice, 'new'), over(named), open)).toBe('allowed OVERRIDE_ALLOW');
  });
  test('once the wiped device was allowed again, the default is back', () => {
    expect(outcome(eas(alice, 'new'), over(override('allow', 'a')), open)).toBe(
      'allowed UNKNOWN_DEVICE',
    );
  });
  test('a blocked device cannot rename itself either', () => {
    const blocked = directory([device('a')], [override('block', 'a')]);
    expect(outcome(eas(alice, 'new'), blocked, open)).toBe('blocked UNKNOWN_DEVICE');
    const byFeed = directory([device('a', { override: 'block' })], [override('allow', 'new')]);
    expect(outcome(eas(alice, 'new'), byFeed, open)).toBe('blocked UNKNOWN_DEVICE');
  });
  test('the trace says which device it may be', () => {
    const { trace } = decide(eas(alice, 'new'), over(), policies(open), now);
    expect(trace.at(-1)).toMatchObject({
      data: { mayBe: { device: 'a', reason: 'DEVICE_WIPED', since: ago(60) } },
    });
  });
});
