/** Who acts for the mailbox of another. */
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { decide } from './decide.ts';
import {
  alice,
  bob,
  device,
  directory,
  eas,
  ens,
  ews,
  now,
  override,
  outcome,
  policies,
  bobs,
  wiped,
} from './testing.ts';

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
    expect(outcome(identity, over, accounts)).toBe(expected);
  });
  test('a bare name is not taken for the mailbox of the same local part', () => {
    const two = directory([
      device('a', { users: ['al@x.test'] }),
      device('w', { ...wiped, users: ['al@y.test', 'y'] }),
    ]);
    expect(outcome(ews('al@x.test', forMailbox('al@y.test')), two)).toBe('blocked DEVICE_WIPED');
  });
  test('nor the name that two persons of two domains share, for one of them', () => {
    const two = directory([
      device('a', { users: ['X\\al'] }),
      device('w', { ...wiped, users: ['W\\al'] }),
    ]);
    const domains = { X: 'x.test', W: 'x.test' };
    const acting = (mailbox: string) =>
      outcome(ews('X\\al', forMailbox(mailbox)), two, { domains });
    expect(acting('W\\al')).toBe('blocked DEVICE_WIPED');
    expect(acting('al@x.test')).toBe('blocked USER_AMBIGUOUS');
    expect(acting('x\\AL')).toBe('allowed COMPLIANT');
  });
  test('whose user cannot be found out is refused before the mailbox is looked at', () => {
    const two = directory([
      device('a', { users: ['al@x.test'] }),
      device('b', { users: ['al@y.test'] }),
    ]);
    const { trace, reason } = decide(ews('al', forMailbox(bob)), two, policies(), now);
    expect([reason, trace.at(-1)?.step]).toEqual(['USER_AMBIGUOUS', 'user']);
  });
  test('a service account may use anybody’s device and unknown ones, but none that is wiped or blocked', () => {
    const blocked = directory(
      [device('a'), device('w', wiped), device('k')],
      [override('block', 'k')],
    );
    const answers = ['a', 'new', 'w', 'k'].map((id) => outcome(eas(svc, id), blocked, accounts));
    expect(answers).toEqual([
      'allowed COMPLIANT',
      'allowed COMPLIANT',
      'blocked DEVICE_WIPED',
      'blocked OVERRIDE_BLOCK',
    ]);
  });
  test('one’s own mailbox is nobody else’s: looked at once', () => {
    const { trace } = decide(ews(alice, forMailbox('ALICE@contoso.test')), over, policies(), now);
    expect(trace.filter(({ step }) => step === 'mailbox' || step === 'device')).toHaveLength(1);
  });
  test('requireDevice asks for a device of either, not of both', () => {
    const asked = ens(alice, ['b'], forMailbox(bob));
    expect(outcome(asked, over, { requireDevice: true })).toBe('allowed COMPLIANT');
  });
  test('a service account’s own device does not speak for the mailbox', () => {
    const asked = ens(alice, ['a'], forMailbox(bob));
    expect(outcome(asked, over, { serviceAccounts: [alice] })).toBe('blocked DEVICE_NOT_OF_USER');
  });
});
