/** The device policies, rule by rule (facts: seg 3.2, "Managed device"; ADR 29). */
import { describe, expect, test } from 'vitest';
import type { KnownDevice } from './known.ts';
import { DAY, answer, days, never, only, said } from './testing-policies.ts';
import type { Rules } from './testing-policies.ts';
import { ago, alice, device, eas, ens, ews, msAgo } from './testing.ts';

describe('device policies, each on a device of Alice', () => {
  const passes = 'allowed COMPLIANT: device policies';
  const inactive = 'blocked DEVICE_OUT_OF_CONTACT: inactivity';
  const wrongModel = 'blocked DEVICE_MODEL: model';
  const wrongSystem = 'blocked DEVICE_OS: operating system';
  const iphone = { platform: 'iOS', model: 'iPhone 15', osVersion: '17.5.1' };
  test.each<[string, Rules, Partial<KnownDevice>, string]>([
    [
      'compromised',
      { compromised: true },
      { compromised: true },
      'blocked DEVICE_COMPROMISED: compromised',
    ],
    ['not compromised', { compromised: true }, { compromised: false }, passes],
    [
      'an unknown compromised state does not block',
      { compromised: true },
      { compromised: null },
      passes,
    ],
    ['compromised, policy off', {}, { compromised: true }, passes],
    [
      'not encrypted',
      { encryption: true },
      { encrypted: false },
      'blocked DEVICE_NOT_ENCRYPTED: encryption',
    ],
    ['encrypted', { encryption: true }, { encrypted: true }, passes],
    [
      'encryption only for devices that reported',
      { encryption: true },
      { encrypted: null },
      passes,
    ],
    ['not encrypted, policy off', {}, { encrypted: false }, passes],
    ['seen today', { inactivityDays: 1 }, days(0), passes],
    ['seen exactly the days ago', { inactivityDays: 30 }, days(30), passes],
    ['a minute longer', { inactivityDays: 30 }, { lastSeen: ago(30 * DAY + 1) }, inactive],
    [
      'a millisecond longer',
      { inactivityDays: 30 },
      { lastSeen: new Date(msAgo(30 * DAY) - 1).toISOString() },
      inactive,
    ],
    ['the longest: not yet', { inactivityDays: 32_767 }, days(32_767), passes],
    ['the longest: over', { inactivityDays: 32_767 }, days(32_768), inactive],
    ['never seen is not judged', { inactivityDays: 1 }, { lastSeen: null }, passes],
    ['seen in the future counts as now', { inactivityDays: 1 }, days(-400), passes],
    ['inactive, policy off', {}, days(400), passes],
    ['model in the set', { models: only('iOS: iPhone 15') }, iphone, passes],
    ['in any case, with a star', { models: only('IOS:iphone*') }, iphone, passes],
    ['another model', { models: only('iOS: iPhone 14') }, iphone, wrongModel],
    ['of another platform', { models: only('Android: iPhone 15') }, iphone, wrongModel],
    ['on any platform', { models: only('Android: x', '*: iPhone 15') }, iphone, passes],
    ['blocked', { models: never('iOS: *15') }, iphone, wrongModel],
    ['not blocked', { models: never('iOS: *14') }, iphone, passes],
    [
      'a block counts before an allow',
      { models: { allowed: ['*: *'], blocked: ['iOS: iPhone 15'] } },
      iphone,
      wrongModel,
    ],
    ['a list of nothing allows nothing', { models: only() }, iphone, wrongModel],
    ['model not reported', { models: only('iOS: x') }, { ...iphone, model: null }, passes],
    ['platform not reported', { models: only('iOS: x') }, { ...iphone, platform: null }, passes],
    ['system in the set', { operatingSystems: only('iOS: 17.*') }, iphone, passes],
    ['another version', { operatingSystems: only('iOS: 16.*', 'iOS: 18.*') }, iphone, wrongSystem],
    ['a platform without an entry', { operatingSystems: only('Android: *') }, iphone, wrongSystem],
    ['version blocked', { operatingSystems: never('iOS: 17.5*') }, iphone, wrongSystem],
    [
      'version not reported',
      { operatingSystems: only('iOS: x') },
      { ...iphone, osVersion: null },
      passes,
    ],
    [
      'platform not reported, version',
      { operatingSystems: only('x: x') },
      { ...iphone, platform: null },
      passes,
    ],
    [
      'an entry that is none fits nothing',
      { operatingSystems: only('17.5.1') },
      iphone,
      wrongSystem,
    ],
    [
      'no ActiveSync profile',
      { activeSyncProfile: true },
      { activeSyncProfile: false },
      'blocked DEVICE_NO_PROFILE: ActiveSync profile',
    ],
    ['a profile', { activeSyncProfile: true }, { activeSyncProfile: true }, passes],
    ['a profile not reported', { activeSyncProfile: true }, {}, passes],
    ['no profile, policy off', {}, { activeSyncProfile: false }, passes],
  ])('%s', (_what, rules, state, expected) => {
    const records = [device('a', state)];
    for (const asked of [eas(alice, 'a'), ens(alice, ['a']), ews(alice)]) {
      expect(said(answer(asked, records, rules))).toBe(expected);
    }
  });
});
