/** Whole traces, word by word: `why` shows them to people, and nothing else would notice a fact that is gone. */
import { expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { buildDirectory } from './build.ts';
import { decide } from './decide.ts';
import type { DirectoryParts } from './build.ts';
import { expected } from './testing-traces.ts';
import { ago, alice, bob, bobs, device, eas, ens, ews, msAgo, now, open } from './testing.ts';
import { override, policies, wiped } from './testing.ts';

interface Case {
  readonly asked: Identity;
  readonly parts?: Partial<DirectoryParts>;
  readonly more?: Partial<Policies>;
}

const zoe = 'zoe@contoso.test';
const two = [device('a'), device('w', wiped)];
const shared = [device('x', { ids: { serial: 's' } }), device('y', { ids: { serial: 's' } })];

const cases: Readonly<Record<string, Case>> = {
  compliant: { asked: eas(alice, 'A', { claimedUser: 'alice' }) },
  off: { asked: eas(alice, 'a'), more: { mode: 'off' } },
  'not ENS': { asked: ews(alice), more: { onlyEnsMayUseEws: true, mode: 'test' } },
  'no directory': { asked: ews(alice), parts: { available: false } },
  nobody: { asked: ens(null, ['a', 'b']) },
  'a name that is none': { asked: ews('\u0000') },
  'hidden user, one claimed': {
    asked: eas(null, 'b', { hidden: true, claimedUser: bob }),
    more: open,
  },
  'unknown device of who has one blocked': {
    asked: eas(bob, 'new'),
    parts: { overrides: [override('block', 'b')] },
    more: open,
  },
  'unknown device of who has one blocked by the feed': {
    asked: eas(alice, 'new'),
    parts: { records: [device('f', { override: 'block' })] },
    more: open,
  },
  'another claimed': { asked: eas(alice, 'a', { claimedUser: 'bob' }) },
  'unreadable id': { asked: eas(alice, '\u0007') },
  'shared id': { asked: ens(alice, ['s']), parts: { records: shared } },
  'blocked by an administrator': {
    asked: eas(alice, 'a'),
    parts: { overrides: [override('block', 'a', { user: alice, until: ago(-60) })] },
  },
  'blocked by the feed': {
    asked: eas(alice, 'f'),
    parts: { records: [device('f', { override: 'block' })] },
  },
  'allowed by the feed': {
    asked: eas(alice, 'f'),
    parts: { records: [device('f', { override: 'allow' })] },
  },
  wiped: { asked: eas(alice, 'w') },
  'wiped, allowed since': {
    asked: eas(alice, 'w'),
    parts: { overrides: [override('allow', 'w')] },
  },
  'a colleague’s': { asked: eas(alice, 'b') },
  'lent by a colleague': {
    asked: eas(alice, 'b'),
    parts: { overrides: [override('allow', 'b', { user: alice })] },
  },
  'unknown device, blocked': { asked: eas(bob, 'new') },
  'unknown device, allowed': { asked: eas(bob, 'new'), more: open },
  'unknown device of who lost one': { asked: eas(alice, 'new'), more: open },
  'allowed too early for who lost one': {
    asked: eas(alice, 'new'),
    parts: { overrides: [override('allow', 'new', { at: ago(61) })] },
  },
  'memory lost': { asked: eas(bob, 'new'), parts: { memoryLostAt: msAgo(9) }, more: open },
  'memory lost, allowed since': {
    asked: eas(bob, 'new'),
    parts: { memoryLostAt: msAgo(9), overrides: [override('allow', 'new')] },
  },
  'memory lost, nobody known': { asked: ews(zoe), parts: { memoryLostAt: msAgo(9) }, more: open },
  'unknown user, blocked': { asked: ews(zoe) },
  'unknown user, allowed': { asked: ews(zoe), more: open },
  'unknown user who may be another': { asked: ews('álice@contoso.test'), more: open },
  'hidden user for a mailbox': { asked: ews(null, { hidden: true, mailbox: bob }), more: open },
  'ambiguous user': {
    asked: ews('al'),
    parts: {
      records: [device('a', { users: ['al@x.test'] }), device('b', { users: ['al@y.test'] })],
    },
  },
  'required device': { asked: ews(alice), more: { requireDevice: true } },
  'service account': { asked: ews(alice), more: { serviceAccounts: [alice] } },
  'service account with a device': { asked: eas(alice, 'b'), more: { serviceAccounts: [alice] } },
  'one of several': { asked: ews(alice) },
  'none of several': {
    asked: ews(alice),
    parts: { records: [device('w', wiped), device('v', { enrollment: 'unenrolled' })] },
  },
  'of two, all': { asked: eas(alice, 'a', { deviceIds: ['a', 'w'] }) },
  'mailbox with its device and the user’s own': { asked: ens(alice, ['b', 'a'], { mailbox: bob }) },
};

/** Told in one case, they are the same in every other. */
const SAME =
  /^(?:mode|peer|directory|identity|claimed user): (?:pass|skip)|^general policies: skip|^[a-z ]+: skip - [^,]*,"for":"[a-z]+"}$/;

function told(each: Case, whole: boolean): readonly string[] {
  const records = [...two, device('b', bobs)];
  const loaded = { records, overrides: [], loadedAt: msAgo(1), available: true };
  const over = buildDirectory({ ...loaded, ...each.parts });
  const made = decide(each.asked, over, policies(each.more), now);
  const steps = made.trace.map(
    ({ step, outcome, data, ageSeconds }) =>
      `${step}: ${outcome} ${ageSeconds ?? '-'} ${JSON.stringify(data)}`,
  );
  const devices = made.devices.map(({ id, verdict, reason }) => `${id} ${verdict} ${reason}`);
  return [
    `${made.verdict} ${made.reason} by ${made.decidedBy}`,
    ...devices,
    ...steps.filter((step) => whole || !SAME.test(step)),
  ];
}

test.each(Object.keys(cases))('%s', (name) => {
  const each = cases[name];
  expect(each && told(each, name === 'compliant')).toEqual(expected[name]);
});
