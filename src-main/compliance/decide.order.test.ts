/** The order of decision for one device, row by row, on an ActiveSync request of Alice. */
import { describe, expect, test } from 'vitest';
import type { Decision, Reason } from '../../src-shared/decision.ts';
import type { Override } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { KnownDevice } from './known.ts';
import { ago, alice, bob, device, directory, eas, now, override, policies } from './testing.ts';

interface Row {
  readonly what: string;
  /** State of Alice's device `a`; null: the directory does not have it. Bob has an enrolled `b` in any case. */
  readonly a: Partial<KnownDevice> | null;
  readonly overrides?: readonly Override[];
  readonly names?: string;
  readonly policies?: Partial<Policies>;
  readonly expected: readonly ['allowed' | 'blocked', Reason, string];
}

function answer(row: Row): Decision {
  const records = [device('b', { users: [bob] }), ...(row.a === null ? [] : [device('a', row.a)])];
  return decide(
    eas(alice, row.names ?? 'a'),
    directory(records, row.overrides),
    policies(row.policies),
    now,
  );
}

const toAlice = { user: alice };
const toBob = { user: bob };
const open = { unknownDevices: 'allow' } as const;
const rows: readonly Row[] = [
  { what: 'enrolled', a: {}, expected: ['allowed', 'COMPLIANT', 'device policies'] },

  // (1) block override
  {
    what: 'block',
    a: {},
    overrides: [override('block', 'a')],
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block for the user',
    a: {},
    overrides: [override('block', 'a', toAlice)],
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block for another user',
    a: {},
    overrides: [override('block', 'a', toBob)],
    expected: ['allowed', 'COMPLIANT', 'device policies'],
  },
  {
    what: 'block that ended',
    a: {},
    overrides: [override('block', 'a', { until: ago(1) })],
    expected: ['allowed', 'COMPLIANT', 'device policies'],
  },
  {
    what: 'block before a newer allow',
    a: {},
    overrides: [override('block', 'a'), override('allow', 'a', { ...toAlice, at: ago(1) })],
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block before wiped',
    a: { enrollment: 'wiped' },
    overrides: [override('block', 'a')],
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block by the feed',
    a: { override: 'block' },
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block by the feed before an administrator’s allow',
    a: { override: 'block' },
    overrides: [override('allow', 'a')],
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },
  {
    what: 'block of an unknown device',
    a: null,
    overrides: [override('block', 'a')],
    policies: open,
    expected: ['blocked', 'OVERRIDE_BLOCK', 'block override'],
  },

  // (2) wiped, wipe commanded, unenrolled, removed
  {
    what: 'wiped',
    a: { enrollment: 'wiped' },
    policies: open,
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wipe commanded',
    a: { enrollment: 'wipePending' },
    policies: open,
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'unenrolled',
    a: { enrollment: 'unenrolled' },
    policies: open,
    expected: ['blocked', 'DEVICE_UNENROLLED', 'enrollment'],
  },
  {
    what: 'removed',
    a: { enrollment: 'removed' },
    policies: open,
    expected: ['blocked', 'DEVICE_REMOVED', 'enrollment'],
  },
  {
    what: 'wiped, allowed before',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(61) })],
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wiped, allowed at the same instant',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(60) })],
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wiped, allowed after',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(59) })],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'removed, allowed after',
    a: { enrollment: 'removed' },
    overrides: [override('allow', 'a', toAlice)],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'wiped, allowed after for another user',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', toBob)],
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wiped, allowed in the future',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(-1) })],
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wiped, allowed by the feed',
    a: { enrollment: 'wiped', override: 'allow' },
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },
  {
    what: 'wiped, allowed after by an allow that ended',
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { until: ago(1) })],
    expected: ['blocked', 'DEVICE_WIPED', 'enrollment'],
  },

  // A device counts only for its owner
  {
    what: 'a colleague’s device',
    a: {},
    names: 'b',
    expected: ['blocked', 'DEVICE_NOT_OF_USER', 'owner'],
  },
  {
    what: 'a colleague’s device, with unknown allowed',
    a: {},
    names: 'b',
    policies: open,
    expected: ['blocked', 'DEVICE_NOT_OF_USER', 'owner'],
  },
  {
    what: 'a colleague’s device, allowed for all',
    a: {},
    names: 'b',
    overrides: [override('allow', 'b')],
    expected: ['blocked', 'DEVICE_NOT_OF_USER', 'owner'],
  },
  {
    what: 'a colleague’s device, lent to this user',
    a: {},
    names: 'b',
    overrides: [override('allow', 'b', toAlice)],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'a colleague’s device, allowed for the colleague',
    a: {},
    names: 'b',
    overrides: [override('allow', 'b', toBob)],
    expected: ['blocked', 'DEVICE_NOT_OF_USER', 'owner'],
  },

  // (3) allow override
  {
    what: 'allow',
    a: {},
    overrides: [override('allow', 'a')],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'allow by the feed',
    a: { override: 'allow' },
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'allow of an unknown device for all',
    a: {},
    names: 'new',
    overrides: [override('allow', 'new')],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'allow of an unknown device for this user',
    a: null,
    overrides: [override('allow', 'a', toAlice)],
    expected: ['allowed', 'OVERRIDE_ALLOW', 'allow override'],
  },
  {
    what: 'allow of an unknown device for another user',
    a: null,
    overrides: [override('allow', 'a', toBob)],
    expected: ['blocked', 'UNKNOWN_DEVICE', 'unknown device'],
  },

  // (5) unknown device: its default
  {
    what: 'unknown, blocked by default',
    a: {},
    names: 'new',
    expected: ['blocked', 'UNKNOWN_DEVICE', 'unknown device'],
  },
  {
    what: 'unknown, allowed by default',
    a: {},
    names: 'new',
    policies: open,
    expected: ['allowed', 'UNKNOWN_DEVICE', 'unknown device'],
  },

  // (6) What is reported does not count yet: no setting makes a rule of it
  {
    what: 'unmanaged, compromised, unencrypted',
    a: { managed: false, compromised: true, encrypted: false },
    expected: ['allowed', 'COMPLIANT', 'device policies'],
  },
];

describe('order of decision', () => {
  test.each(rows)('$what', (row) => {
    const { verdict, reason, decidedBy, trace, devices } = answer(row);
    expect([verdict, reason, decidedBy]).toEqual(row.expected);
    expect(trace.at(-1)?.step).toBe(decidedBy);
    expect(devices).toEqual([{ id: row.names ?? 'a', verdict, reason }]);
  });

  test.each(rows)('$what: mode test passes what it would block, for the same reason', (row) => {
    const tested = answer({ ...row, policies: { ...row.policies, mode: 'test' } });
    const [verdict, reason] = row.expected;
    expect([tested.verdict, tested.reason]).toEqual([
      verdict === 'allowed' ? 'allowed' : 'would-block',
      reason,
    ]);
  });

  test.each(rows)('$what: mode off evaluates nothing', (row) => {
    expect(answer({ ...row, policies: { ...row.policies, mode: 'off' } })).toMatchObject({
      verdict: 'allowed',
      reason: 'COMPLIANCE_OFF',
      decidedBy: 'mode',
      trace: [{ step: 'mode' }],
      devices: [{ verdict: 'allowed' }],
    });
  });
});

test('the trace of a compliant device shows every step in order, with the age of the data', () => {
  const { trace } = answer({ what: '', a: {}, expected: ['allowed', 'COMPLIANT', ''] });
  expect(trace.map(({ step, outcome }) => `${step}: ${outcome}`)).toEqual([
    'mode: pass',
    'peer: skip',
    'directory: pass',
    'identity: pass',
    'claimed user: skip',
    'user: pass',
    'device: pass',
    'block override: skip',
    'enrollment: pass',
    'owner: pass',
    'allow override: skip',
    'general policies: skip',
    'unknown device: skip',
    'device policies: allow',
  ]);
  expect(trace.at(-1)).toMatchObject({ ageSeconds: 60, data: { device: 'a', for: 'user' } });
});
