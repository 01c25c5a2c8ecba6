/** Where the policies stand in the order of decision, and what a wipe does to overrides. */
import { describe, expect, test } from 'vitest';
import type { Override } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import type { KnownDevice } from './known.ts';
import { answer, never, said } from './testing-policies.ts';
import type { Rules } from './testing-policies.ts';
import { ago, alice, bob, device, eas, ews, msAgo, override, wiped } from './testing.ts';

describe('where in the order', () => {
  const all: Rules = {
    ...{ users: never(alice), compromised: true, managedDevice: true },
  };
  const bad = { compromised: true, managed: false };
  const allowed = [override('allow', 'a')];
  test.each<[string, Partial<KnownDevice> | null, Rules, Override[], Partial<Policies>, string]>([
    ['(1) before (4)', bad, all, [override('block', 'a')], {}, 'OVERRIDE_BLOCK: block override'],
    ['(2) before (4)', { ...bad, ...wiped }, all, [], {}, 'DEVICE_WIPED: enrollment'],
    ['owner before (4)', { ...bad, users: [bob] }, all, [], {}, 'DEVICE_NOT_OF_USER: owner'],
    ['(3) before (4)', bad, all, allowed, {}, 'OVERRIDE_ALLOW: allow override'],
    ['(3) before (6)', bad, { compromised: true }, allowed, {}, 'OVERRIDE_ALLOW: allow override'],
    ['(4) before (5)', null, all, [], {}, 'USER_NOT_ALLOWED: user policy'],
    [
      '(5) blocks before the managed device policy',
      null,
      { managedDevice: true },
      [],
      {},
      'UNKNOWN_DEVICE: unknown device',
    ],
    [
      '(4) before (6)',
      bad,
      { compromised: true, managedDevice: true },
      [],
      {},
      'DEVICE_NOT_MANAGED: managed device',
    ],
    ['user before device', bad, all, [], {}, 'USER_NOT_ALLOWED: user policy'],
    ['mode off asks none', bad, all, [], { mode: 'off' }, 'COMPLIANCE_OFF: mode'],
    [
      'required device before (4)',
      bad,
      all,
      [],
      { requireDevice: true },
      'UNKNOWN_DEVICE: required device',
    ],
  ])('%s', (what, state, rules, overrides, more, expected) => {
    const records = [device('other', { users: [bob] }), ...(state ? [device('a', state)] : [])];
    const asked = what.startsWith('required') ? ews(alice) : eas(alice, 'a');
    expect(said(answer(asked, records, rules, more, overrides))).toMatch(
      new RegExp(`${expected}$`),
    );
  });

  test('a service account is excepted from the check of its user', () => {
    const service = { serviceAccounts: [alice] };
    expect(answer(ews(alice), [device('a', bad)], all, service).verdict).toBe('allowed');
  });
  test('mode test says what it would block', () => {
    const { verdict, reason } = answer(ews(alice), [device('a')], all, { mode: 'test' });
    expect([verdict, reason]).toEqual(['would-block', 'USER_NOT_ALLOWED']);
  });
  test('one device of several that holds is enough where none is named', () => {
    const two = [device('a', { compromised: true }), device('b')];
    expect(answer(ews(alice), two, { compromised: true })).toMatchObject({
      verdict: 'allowed',
      devices: [
        { id: 'a', verdict: 'blocked', reason: 'DEVICE_COMPROMISED' },
        { id: 'b', verdict: 'allowed', reason: 'COMPLIANT' },
      ],
    });
  });
});

describe('a wipe ends the allows made before it', () => {
  const again = { wipedAt: msAgo(30), enrollmentSince: msAgo(10), compromised: true };
  const rules = { compromised: true };
  test.each<[string, Override, string]>([
    ['before the wipe', override('allow', 'a', { at: ago(31) }), 'DEVICE_COMPROMISED'],
    ['at its instant', override('allow', 'a', { at: ago(30) }), 'DEVICE_COMPROMISED'],
    [
      'after it, before the device enrolled again',
      override('allow', 'a', { at: ago(29) }),
      'OVERRIDE_ALLOW',
    ],
    ['from the future', override('allow', 'a', { at: ago(-1) }), 'DEVICE_COMPROMISED'],
    ['a block stays', override('block', 'a', { at: ago(31) }), 'OVERRIDE_BLOCK'],
  ])('%s', (_what, made, reason) => {
    expect(answer(eas(alice, 'a'), [device('a', again)], rules, {}, [made]).reason).toBe(reason);
  });
  test('where there was no wipe, an allow counts whenever it was made', () => {
    const future = [override('allow', 'a', { at: ago(-1) })];
    expect(answer(eas(alice, 'a'), [device('a')], rules, {}, future).reason).toBe('OVERRIDE_ALLOW');
  });
  test('and what was lent before it', () => {
    const lent = (minutes: number) => override('allow', 'a', { user: bob, at: ago(minutes) });
    const known = [device('a', again), device('b', { users: [bob] })];
    expect(answer(eas(bob, 'a'), known, rules, {}, [lent(31)]).reason).toBe('DEVICE_NOT_OF_USER');
    expect(answer(eas(bob, 'a'), known, rules, {}, [lent(29)]).reason).toBe('OVERRIDE_ALLOW');
  });
  test('the trace says which wipe', () => {
    const early = [override('allow', 'a', { at: ago(31) })];
    const { trace } = answer(eas(alice, 'a'), [device('a', again)], rules, {}, early);
    const step = trace.find((each) => each.step === 'allow override');
    expect(step).toMatchObject({
      outcome: 'skip',
      data: { tooEarlyFor: { device: 'a', reason: 'DEVICE_WIPED', since: ago(30) } },
    });
  });
});
