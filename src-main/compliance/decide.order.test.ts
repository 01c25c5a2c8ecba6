/** The order of decision for one device, row by row, on an ActiveSync request of Alice. */
import { describe, expect, test } from 'vitest';
import type { Decision, Reason } from '../../src-shared/decision.ts';
import type { Override } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from './decide.ts';
import type { KnownDevice } from './known.ts';
import {
  ago,
  alice,
  bob,
  device,
  directory,
  eas,
  now,
  override,
  policies,
  open,
} from './testing.ts';

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

const row = (
  what: string,
  expected: Row['expected'],
  rest: Omit<Row, 'what' | 'expected'>,
): Row => ({
  ...{ what, expected },
  ...rest,
});
const toAlice = { user: alice };
const toBob = { user: bob };
const rows: readonly Row[] = [
  row('enrolled', ['allowed', 'COMPLIANT', 'device policies'], { a: {} }),

  // (1) block override
  row('block', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: {},
    overrides: [override('block', 'a')],
  }),
  row('block for the user', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: {},
    overrides: [override('block', 'a', toAlice)],
  }),
  row('block for another user', ['allowed', 'COMPLIANT', 'device policies'], {
    a: {},
    overrides: [override('block', 'a', toBob)],
  }),
  row('block that ended', ['allowed', 'COMPLIANT', 'device policies'], {
    a: {},
    overrides: [override('block', 'a', { until: ago(1) })],
  }),
  row('block before a newer allow', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: {},
    overrides: [override('block', 'a'), override('allow', 'a', { ...toAlice, at: ago(1) })],
  }),
  row('block before wiped', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: { enrollment: 'wiped' },
    overrides: [override('block', 'a')],
  }),
  row('block by the feed', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: { override: 'block' },
  }),
  row(
    'block by the feed before an administrator’s allow',
    ['blocked', 'OVERRIDE_BLOCK', 'block override'],
    { a: { override: 'block' }, overrides: [override('allow', 'a')] },
  ),
  row('block of an unknown device', ['blocked', 'OVERRIDE_BLOCK', 'block override'], {
    a: null,
    overrides: [override('block', 'a')],
    policies: open,
  }),

  // (2) wiped, wipe commanded, unenrolled, removed
  row('wiped', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    policies: open,
  }),
  row('wipe commanded', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wipePending' },
    policies: open,
  }),
  row('unenrolled', ['blocked', 'DEVICE_UNENROLLED', 'enrollment'], {
    a: { enrollment: 'unenrolled' },
    policies: open,
  }),
  row('removed', ['blocked', 'DEVICE_REMOVED', 'enrollment'], {
    a: { enrollment: 'removed' },
    policies: open,
  }),
  row('wiped, allowed before', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(61) })],
  }),
  row('wiped, allowed at the same instant', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(60) })],
  }),
  row('wiped, allowed after', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(59) })],
  }),
  row('removed, allowed after', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: { enrollment: 'removed' },
    overrides: [override('allow', 'a', toAlice)],
  }),
  row('wiped, allowed after for another user', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', toBob)],
  }),
  row('wiped, allowed this very instant', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(0) })],
  }),
  row('wiped, allowed in the future', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { at: ago(-1) })],
  }),
  row('wiped, allowed by the feed', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped', override: 'allow' },
  }),
  row('wiped, allowed after by an allow that ended', ['blocked', 'DEVICE_WIPED', 'enrollment'], {
    a: { enrollment: 'wiped' },
    overrides: [override('allow', 'a', { until: ago(1) })],
  }),

  // A device counts only for its owner
  row('a colleague’s device', ['blocked', 'DEVICE_NOT_OF_USER', 'owner'], { a: {}, names: 'b' }),
  row('a colleague’s device, with unknown allowed', ['blocked', 'DEVICE_NOT_OF_USER', 'owner'], {
    a: {},
    names: 'b',
    policies: open,
  }),
  row('a colleague’s device, allowed for all', ['blocked', 'DEVICE_NOT_OF_USER', 'owner'], {
    a: {},
    names: 'b',
    overrides: [override('allow', 'b')],
  }),
  row('a colleague’s device, lent to this user', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: {},
    names: 'b',
    overrides: [override('allow', 'b', toAlice)],
  }),
  row(
    'a colleague’s device, allowed for the colleague',
    ['blocked', 'DEVICE_NOT_OF_USER', 'owner'],
    { a: {}, names: 'b', overrides: [override('allow', 'b', toBob)] },
  ),

  // (3) allow override
  row('allow', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: {},
    overrides: [override('allow', 'a')],
  }),
  row('allow by the feed', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: { override: 'allow' },
  }),
  row('allow of an unknown device for all', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: {},
    names: 'new',
    overrides: [override('allow', 'new')],
  }),
  row('allow of an unknown device for this user', ['allowed', 'OVERRIDE_ALLOW', 'allow override'], {
    a: null,
    overrides: [override('allow', 'a', toAlice)],
  }),
  row(
    'allow of an unknown device for another user',
    ['blocked', 'UNKNOWN_DEVICE', 'unknown device'],
    { a: null, overrides: [override('allow', 'a', toBob)] },
  ),

  // (5) unknown device: its default
  row('unknown, blocked by default', ['blocked', 'UNKNOWN_DEVICE', 'unknown device'], {
    a: {},
    names: 'new',
  }),
  row('unknown, allowed by default', ['allowed', 'UNKNOWN_DEVICE', 'unknown device'], {
    a: {},
    names: 'new',
    policies: open,
  }),

  // (6) What is reported does not count yet: no setting makes a rule of it
  row('unmanaged, compromised, unencrypted', ['allowed', 'COMPLIANT', 'device policies'], {
    a: { managed: false, compromised: true, encrypted: false },
  }),
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
