/** What the trace says of the policies. */
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import type { KnownDevice } from './known.ts';
import { DAY, answer, days, never, only } from './testing-policies.ts';
import type { Rules } from './testing-policies.ts';
import { ago, alice, bob, device, eas, ens, ews, open } from './testing.ts';

describe('the trace', () => {
  const rules: Rules = {
    ...{ compromised: true, encryption: true, inactivityDays: 7, activeSyncProfile: true },
    ...{ users: never(bob), managedDevice: true, mailClients: only('*') },
    ...{ models: only('*: *'), operatingSystems: never('iOS: 16*'), easDeviceTypes: only('*') },
  };
  const lastStep = (asked: Identity, state: Partial<KnownDevice>, more: Rules = rules) => {
    const { trace } = answer(asked, [device('a', state)], more);
    return { general: trace.find(({ step }) => step === 'general policies'), last: trace.at(-1) };
  };
  test('of who passes: the policies that hold, those that could not judge, and the age of the data', () => {
    const { general, last } = lastStep(ens(alice, ['a']), { compromised: null, ...days(1) });
    expect(general).toEqual({
      ...{ step: 'general policies', outcome: 'pass', ageSeconds: 60 },
      data: {
        ...{ device: 'a', for: 'user', policies: 4 },
        ...{ met: ['user policy', 'managed device'], notKnown: ['mail client', 'device type'] },
      },
    });
    expect(last).toEqual({
      ...{ step: 'device policies', outcome: 'allow', ageSeconds: 60 },
      data: {
        ...{
          device: 'a',
          for: 'user',
          enrolled: true,
          policies: 6,
          met: ['encryption', 'inactivity'],
        },
        notKnown: ['compromised', 'model', 'operating system', 'ActiveSync profile'],
        reported: { managed: true, compromised: null, encrypted: true, lastSeen: ago(DAY) },
      },
    });
  });
  const iphone = { platform: 'iOS', model: 'iPhone', osVersion: '17' };
  const devicePolicies = [
    ...['compromised', 'encryption', 'inactivity'],
    ...['model', 'operating system', 'ActiveSync profile'],
  ];
  const boxer = eas(alice, 'a', { userAgent: 'Boxer' });
  test('of who meets all of them', () => {
    const { general, last } = lastStep(boxer, { ...iphone, ...days(1), activeSyncProfile: true });
    const clientPolicies = ['user policy', 'mail client', 'device type', 'managed device'];
    expect(general?.data).toEqual({ device: 'a', for: 'user', policies: 4, met: clientPolicies });
    expect(last?.data).toMatchObject({ policies: 6, met: devicePolicies });
    expect(last?.data).not.toHaveProperty('notKnown');
  });
  test('of a device of which nothing is reported, and of one that nobody knows', () => {
    const { last } = lastStep(boxer, { compromised: null, encrypted: null, lastSeen: null });
    expect(last?.data).toMatchObject({ policies: 6, notKnown: devicePolicies });
    expect(last?.data).not.toHaveProperty('met');
    const { general } = lastStep(eas(alice, 'new'), {}, { managedDevice: true });
    expect(general?.data).toEqual({
      ...{ device: 'new', for: 'user', policies: 1, notKnown: ['managed device'] },
    });
  });
  test('without policies', () => {
    const { general, last } = lastStep(eas(alice, 'a'), { lastSeen: null }, {});
    expect(general).toEqual({
      ...{ step: 'general policies', outcome: 'skip', ageSeconds: null },
      data: { device: 'a', for: 'user', policies: 0 },
    });
    expect(last?.data).toEqual({
      ...{ device: 'a', for: 'user', enrolled: true, policies: 0 },
      reported: { managed: true, compromised: false, encrypted: true, lastSeen: null },
    });
  });
  test.each<[string, Rules, Partial<KnownDevice>, Record<string, unknown>]>([
    ['user policy', { users: only(bob) }, {}, { name: alice, list: 'allowed' }],
    ['user policy', { users: never(alice) }, {}, { name: alice, list: 'blocked' }],
    ['mail client', { mailClients: never('Box*') }, {}, { mailClient: 'Boxer', list: 'blocked' }],
    ['device type', { easDeviceTypes: only('x') }, {}, { deviceType: 'iPhone', list: 'allowed' }],
    ['managed device', { managedDevice: true }, { managed: false }, { managed: false }],
    ['compromised', { compromised: true }, { compromised: true }, { compromised: true }],
    ['encryption', { encryption: true }, { encrypted: false }, { encrypted: false }],
    [
      'inactivity',
      { inactivityDays: 7 },
      days(9.5),
      { inactivityDays: 7, lastSeen: ago(9.5 * DAY), daysAgo: 9 },
    ],
    ['model', { models: only() }, iphone, { platform: 'iOS', model: 'iPhone', list: 'allowed' }],
    [
      'operating system',
      { operatingSystems: never('*: 17') },
      iphone,
      { platform: 'iOS', osVersion: '17', list: 'blocked' },
    ],
    [
      'ActiveSync profile',
      { activeSyncProfile: true },
      { activeSyncProfile: false },
      { activeSyncProfile: false },
    ],
  ])('of who fails: %s', (step, more, state, data) => {
    const { last } = lastStep(eas(alice, 'a', { userAgent: 'Boxer' }), state, more);
    const whole = { device: 'a', for: 'user', ...data };
    expect(last).toEqual({ step, outcome: 'block', data: whole, ageSeconds: 60 });
  });
  test('what was not said is null, and what else fails is named', () => {
    const asked = eas(alice, 'a', { deviceType: null, userAgent: null });
    const none = { mailClients: only(), easDeviceTypes: only() };
    expect(lastStep(asked, {}, none).last?.data).toMatchObject({
      ...{ mailClient: null, list: 'allowed', alsoFails: ['device type'] },
    });
    expect(lastStep(asked, {}, { easDeviceTypes: only() }).last?.data).toMatchObject({
      deviceType: null,
    });
    const bad = { compromised: true, encrypted: false, ...days(99) };
    expect(lastStep(eas(alice, 'a'), bad).last?.data).toMatchObject({
      alsoFails: ['encryption', 'inactivity'],
    });
  });
  test('of whom only Exchange can name: who is none of the allowed need be none of the blocked', () => {
    const hidden = ews(null, { hidden: true });
    const { trace } = answer(hidden, [device('a')], { users: only(alice) }, open);
    expect(trace.at(-1)).toMatchObject({ step: 'user policy', data: { list: 'allowed' } });
  });
  test('of an unknown user, and of one whose device is not managed', () => {
    const blocked = answer(ews('zoe@contoso.test'), [device('a')], { users: only(alice) });
    expect(blocked.trace.at(-1)).toEqual({
      ...{ step: 'user policy', outcome: 'block', ageSeconds: 60 },
      data: { for: 'user', name: 'zoe@contoso.test', list: 'allowed' },
    });
    const unmanaged = [ews('zoe@contoso.test'), eas(alice, 'new')].map(
      (asked) => answer(asked, [device('a')], { managedDevice: true }, open).trace.at(-1)?.data,
    );
    expect(unmanaged).toEqual([
      { for: 'user', name: 'zoe@contoso.test', unknownDevices: 'allow' },
      { device: 'new', for: 'user', unknownDevices: 'allow' },
    ]);
  });
});
