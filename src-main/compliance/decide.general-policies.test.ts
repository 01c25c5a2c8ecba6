/** The general policies, rule by rule (facts: seg 3.2, "General"; ADR 29). */
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import { answer, never, only, said } from './testing-policies.ts';
import type { Rules } from './testing-policies.ts';
import { alice, bob, device, directory, eas, ens, ews, now, open, policies } from './testing.ts';

describe('general policies', () => {
  const client = 'Apple-iPhone16C1/2104.82';
  const passes = 'allowed COMPLIANT: device policies';
  const wrongClient = 'blocked MAIL_CLIENT: mail client';
  const wrongType = 'blocked DEVICE_TYPE: device type';
  const wrongUser = 'blocked USER_NOT_ALLOWED: user policy';
  const asIphone = eas(alice, 'a', { userAgent: client });
  const silent = eas(alice, 'a', { userAgent: null, deviceType: null });
  const options = eas(alice, '', { deviceIds: [], deviceType: null, userAgent: client });
  test.each<[string, Rules, Identity, string]>([
    ['client in the set', { mailClients: only('apple-iphone*') }, asIphone, passes],
    ['the whole text', { mailClients: only(client) }, asIphone, passes],
    ['only its beginning', { mailClients: only('Apple-iPhone') }, asIphone, wrongClient],
    ['only its end', { mailClients: only('*2104.82') }, asIphone, passes],
    ['any part of it', { mailClients: only('*iPhone16*') }, asIphone, passes],
    ['a part at its very beginning', { mailClients: only('*Apple*') }, asIphone, passes],
    ['parts in order', { mailClients: only('App*Phone*82') }, asIphone, passes],
    ['parts out of order', { mailClients: only('*Phone*App*') }, asIphone, wrongClient],
    [
      'parts do not overlap',
      { mailClients: only('Apple-iPhone16C1*C1/2104.82') },
      asIphone,
      wrongClient,
    ],
    ['a part is there once', { mailClients: only('*16C1*16C1*') }, asIphone, wrongClient],
    [
      'no part stands for an expression',
      { mailClients: only('Apple.iPhone*') },
      asIphone,
      wrongClient,
    ],
    ['client blocked', { mailClients: never('Apple*') }, asIphone, wrongClient],
    ['another blocked', { mailClients: never('Boxer*') }, asIphone, passes],
    [
      'who says no client is none of the allowed',
      { mailClients: only('App*') },
      silent,
      wrongClient,
    ],
    ['and none of the blocked', { mailClients: never('App*', 'X*') }, silent, passes],
    [
      'blanks around do not get past a block',
      { easDeviceTypes: never('iPad') },
      eas(alice, 'a', { deviceType: '\tiPad ' }),
      wrongType,
    ],
    [
      'nor does another spelling in Unicode',
      { mailClients: never('Café*') },
      eas(alice, 'a', { userAgent: 'Cafe\u0301/1' }),
      wrongClient,
    ],
    [
      'EWS tells no mail client',
      { mailClients: only('x') },
      ens(alice, ['a'], { userAgent: client }),
      passes,
    ],
    [
      'EWS without a device, too',
      { mailClients: only('x') },
      ews(alice, { userAgent: client }),
      passes,
    ],
    ['type in the set', { easDeviceTypes: only('IPHONE') }, asIphone, passes],
    ['another type', { easDeviceTypes: only('iPad') }, asIphone, wrongType],
    ['type blocked', { easDeviceTypes: never('iPh*') }, asIphone, wrongType],
    [
      'who says no type is none of the allowed',
      { easDeviceTypes: only('iPhone') },
      silent,
      wrongType,
    ],
    [
      'who says no type is none of the blocked',
      { easDeviceTypes: never('iPhone', 'X*') },
      silent,
      passes,
    ],
    ['OPTIONS names no device and no type', { easDeviceTypes: only('iPad') }, options, passes],
    ['OPTIONS names its client', { mailClients: only('x') }, options, wrongClient],
    [
      'EWS tells no type',
      { easDeviceTypes: only('x') },
      ens(alice, ['a'], { deviceType: 'y' }),
      passes,
    ],
    ['user in the set', { users: only(bob, 'CONTOSO\\alice') }, asIphone, passes],
    ['user not in it', { users: only(bob) }, asIphone, wrongUser],
    ['a list of nobody', { users: only() }, ews(alice), wrongUser],
    ['user blocked', { users: never('alice') }, ews(alice), wrongUser],
    ['another user blocked', { users: never(bob, '\u0000') }, ews(alice), passes],
    [
      'a block of a user counts before an allow',
      { users: { allowed: [alice], blocked: [alice] } },
      asIphone,
      wrongUser,
    ],
    [
      'the mailbox that is acted for, too',
      { users: never(bob) },
      ens(alice, ['a', 'b'], { mailbox: bob }),
      wrongUser,
    ],
    ['managed', { managedDevice: true }, asIphone, passes],
    [
      'not managed',
      { managedDevice: true },
      eas(bob, 'b'),
      'blocked DEVICE_NOT_MANAGED: managed device',
    ],
    ['not managed, policy off', {}, eas(bob, 'b'), passes],
  ])('%s', (_what, rules, asked, expected) => {
    const records = [device('a'), device('b', { users: [bob], managed: false })];
    expect(said(answer(asked, records, rules))).toBe(expected);
  });

  const zoe = 'zoe@contoso.test';
  const unknownDevice = 'allowed UNKNOWN_DEVICE: unknown device';
  const unknownUser = 'allowed UNKNOWN_USER: unknown user';
  const unmanaged = 'blocked DEVICE_NOT_MANAGED: managed device';
  test.each<[string, Rules, Identity, string]>([
    ['an unknown device is not managed', { managedDevice: true }, eas(alice, 'new'), unmanaged],
    ['nor is that of an unknown user', { managedDevice: true }, ews(zoe), unmanaged],
    [
      'without the policy they pass',
      { inactivityDays: 1, compromised: true },
      eas(alice, 'new'),
      unknownDevice,
    ],
    ['and so does the user', { models: only() }, ews(zoe), unknownUser],
    ['an unknown user in the set', { users: only('ZOE@contoso.test') }, ews(zoe), unknownUser],
    ['not in the set', { users: only(alice) }, ews(zoe), wrongUser],
    ['blocked', { users: never(zoe) }, ews(zoe), wrongUser],
    ['another unknown blocked', { users: never('zed@contoso.test') }, ews(zoe), unknownUser],
    [
      'a name that Windows takes for a blocked one',
      { users: never(alice) },
      ews('álice@contoso.test'),
      wrongUser,
    ],
    [
      'and does not take for an allowed one',
      { users: only(alice) },
      ews('álice@contoso.test'),
      wrongUser,
    ],
    [
      'whose name only Exchange reads may be the blocked one',
      { users: never(alice) },
      ews(null, { hidden: true }),
      wrongUser,
    ],
    ['is none of the allowed', { users: only(alice) }, ews(null, { hidden: true }), wrongUser],
    [
      'or a blocked one whom the directory does not know',
      { users: never(zoe) },
      ews(null, { hidden: true }),
      wrongUser,
    ],
    [
      'and nobody where no entry is a name',
      { users: never('@') },
      ews(null, { hidden: true }),
      unknownUser,
    ],
    [
      'and nobody where the list is empty',
      { users: never() },
      ews(null, { hidden: true }),
      unknownUser,
    ],
    ['an unknown device: its type', { easDeviceTypes: only('x') }, eas(alice, 'new'), wrongType],
  ])('unknown devices allowed: %s', (_what, rules, asked, expected) => {
    expect(said(answer(asked, [device('a')], rules, open))).toBe(expected);
  });

  test('a name that may denote several is blocked with each of them, and allowed with none', () => {
    const two = [device('a', { users: ['al@x.test'] }), device('b', { users: ['al@y.test'] })];
    for (const user of ['al@x.test', 'al@y.test']) {
      expect(said(answer(ews(user), two, { users: never('al') }))).toBe(wrongUser);
      expect(said(answer(ews(user), two, { users: only('al') }))).toBe(wrongUser);
    }
    const hidden = ews(null, { hidden: true });
    expect(said(answer(hidden, two, { users: never('al') }, open))).toBe(wrongUser);
  });

  test('a blocked name that the table takes for the one sent blocks, whoever is behind it', () => {
    const domains = { X: 'x.test', W: 'x.test' };
    const known = [device('a', { users: ['W\\al'] })];
    const asked = (entry: string) =>
      said(answer(ews('al@x.test'), known, { users: never(entry) }, { domains }));
    expect(asked('X\\al')).toBe(wrongUser);
    expect(asked('X\\bo')).toBe(passes);
  });

  test('the table of domains counts for the list, too', () => {
    const rules = { ...noRules, users: only('X\\zed', 'X\\alice') };
    const over = directory([device('a')]);
    const reason = (domains: Record<string, string>, user: string) =>
      decide(ews(user), over, policies({ rules, domains, ...open }), now).reason;
    expect(reason({ X: 'contoso.test' }, alice)).toBe('COMPLIANT');
    expect(reason({ X: 'contoso.test' }, 'zed@contoso.test')).toBe('UNKNOWN_USER');
    expect(reason({ X: 'elsewhere.test' }, alice)).toBe('USER_NOT_ALLOWED');
    expect(reason({ X: 'elsewhere.test' }, 'zed@contoso.test')).toBe('USER_NOT_ALLOWED');
  });
});
