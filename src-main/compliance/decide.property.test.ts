import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { decisionSchema } from '../../src-shared/decision.ts';
import { enrollments } from '../../src-shared/devices.ts';
import type { Override } from '../../src-shared/devices.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { factNames, factPaths } from '../../src-shared/trace-texts.ts';
import { buildDirectory } from './build.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import type { KnownDevice } from './known.ts';
import { ago, device, directory, msAgo, now } from './testing.ts';

const options = { seed: 20260310, numRuns: 1500 };

const user = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'al@x.test',
      'al@y.test',
      'X\\al',
      'al',
      'bo@x.test',
      'bo',
      'ál@x.test',
      'Z/bo',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('d0', 'D1', 'd2', 'd3', 'serial', 'new') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const minutes = fc.integer({ min: -10, max: 90 });

const records = fc
  .array(
    fc.record({
      users: fc.uniqueArray(fc.constantFrom('al@x.test', 'al@y.test', 'X\\al', 'bo@x.test'), {
        minLength: 1,
        maxLength: 2,
      }),
      enrollment: fc.constantFrom(...enrollments),
      since: minutes,
      override: fc.constantFrom(null, null, 'allow' as const, 'block' as const),
      serial: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ users, enrollment, since, override, serial }, i): KnownDevice =>
      device(`d${i}`, {
        users,
        enrollment,
        override,
        enrollmentSince: msAgo(since),
        ...(serial ? { ids: { serial: 'serial' } } : {}),
      }),
    ),
  );
const overrides: fc.Arbitrary<Override[]> = fc.array(
  fc.record({
    device: id.filter((each) => each !== ''),
    user: fc.option(user.filter((each) => each !== '')),
    action: fc.constantFrom('allow' as const, 'block' as const),
    at: minutes.map(ago),
    until: fc.option(minutes.map(ago)),
    note: fc.constant(null),
    by: fc.constant('admin'),
  }),
  { maxLength: 3 },
);
const identity: fc.Arbitrary<Identity> = fc.record({
  protocol: fc.constantFrom('ews' as const, 'eas' as const),
  user: fc.option(user, { freq: 20 }),
  mailbox: fc.option(user, { freq: 1 }),
  claimedUser: fc.option(user, { freq: 1 }),
  deviceIds: fc.array(id, { maxLength: 3 }),
  fromEns: fc.boolean(),
  deviceType: fc.constant(null),
  userAgent: fc.constant(null),
});
const settings: fc.Arbitrary<Policies> = fc.record({
  mode: fc.constantFrom('enforce' as const, 'test' as const, 'off' as const),
  unknownDevices: fc.constantFrom('allow' as const, 'block' as const),
  requireDevice: fc.boolean(),
  serviceAccounts: fc.constantFrom([], ['bo@x.test'], ['\u0000']),
  onlyEnsMayUseEws: fc.boolean(),
  domains: fc.constantFrom<Record<string, string>>(
    {},
    { X: 'y.test' },
    { X: 'x.test', Z: 'x.test' },
  ),
});

describe('for any request, directory and policies', () => {
  test('decide answers, and its last step says the same as its verdict', () => {
    fc.assert(
      fc.property(identity, records, overrides, settings, (asked, known, made, rules) => {
        const decision = decide(asked, directory(known, made), rules, now);
        expect(decisionSchema.safeParse(decision).success).toBe(true);
        const last = decision.trace.at(-1);
        expect(last?.step).toBe(decision.decidedBy);
        expect(last?.outcome).toBe(decision.verdict === 'allowed' ? 'allow' : 'block');
        expect(decision.trace.slice(0, 1)[0]?.step).toBe('mode');
        expect(explain(decision, asked).text).not.toBe('');
        const facts = decision.trace.flatMap(({ data }) => factPaths(data));
        expect(facts.filter((path) => factNames[path] === undefined)).toEqual([]);
        expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
      }),
      options,
    );
  });

  test('it is pure: the same question has the same answer, and nothing asked of is changed', () => {
    fc.assert(
      fc.property(identity, records, overrides, settings, (asked, known, made, rules) => {
        const over = directory(known, made);
        const before = JSON.stringify([asked, rules]);
        expect(decide(asked, over, rules, now)).toEqual(decide(asked, over, rules, now));
        expect(JSON.stringify([asked, rules])).toBe(before);
      }),
      options,
    );
  });

  test('mode test never blocks and gives the reason that enforce gives; off allows', () => {
    fc.assert(
      fc.property(identity, records, overrides, settings, (asked, known, made, rules) => {
        const over = directory(known, made);
        const [enforced, tested, off] = (['enforce', 'test', 'off'] as const).map((mode) =>
          decide(asked, over, { ...rules, mode }, now),
        );
        expect(tested?.verdict).not.toBe('blocked');
        expect(tested?.verdict === 'allowed').toBe(enforced?.verdict === 'allowed');
        expect(tested?.reason).toBe(enforced?.reason);
        expect(off?.verdict).toBe('allowed');
      }),
      options,
    );
  });

  test('to wipe a device, or to block one, never lets in who was refused', () => {
    fc.assert(
      fc.property(
        identity,
        records,
        overrides,
        settings,
        fc.nat(3),
        (asked, known, made, rules, which) => {
          const enforced = { ...rules, mode: 'enforce' as const };
          if (decide(asked, directory(known, made), enforced, now).verdict === 'allowed') return;
          const worse = known.map((each, i) =>
            i === which
              ? { ...each, enrollment: 'wiped' as const, enrollmentSince: now.getTime() }
              : each,
          );
          expect(decide(asked, directory(worse, made), enforced, now).verdict).toBe('blocked');
          const block = {
            device: `d${which}`,
            user: null,
            action: 'block' as const,
            at: ago(0),
            until: null,
            note: null,
            by: '',
          };
          expect(decide(asked, directory(known, [...made, block]), enforced, now).verdict).toBe(
            'blocked',
          );
        },
      ),
      { ...options, numRuns: 4000 },
    );
  });

  test('to lose the memory of removed devices never lets in who was refused', () => {
    fc.assert(
      fc.property(
        identity,
        records,
        overrides,
        settings,
        fc.integer({ min: 0, max: 60 }),
        (asked, known, made, rules, lost) => {
          const lostAt = msAgo(lost);
          const removed = ({ enrollment }: KnownDevice): boolean => enrollment === 'removed';
          const before = known.map((each) =>
            removed(each)
              ? { ...each, enrollmentSince: Math.min(each.enrollmentSince, lostAt) }
              : each,
          );
          const after = buildDirectory({
            records: before.filter((each) => !removed(each)),
            overrides: made,
            loadedAt: msAgo(1),
            available: true,
            memoryLostAt: lostAt,
          });
          const enforced = { ...rules, mode: 'enforce' as const };
          const whole = directory(before, made);
          if (decide(asked, whole, enforced, now).verdict === 'allowed') return;
          // Whose other name was removed with a device is no longer ambiguous: no memory, no doubt.
          const names = [asked.user, asked.mailbox, ...made.map((each) => each.user)];
          const doubtful = names.some(
            (name) => whole.resolveUser(name ?? '', rules.domains).kind === 'ambiguous',
          );
          if (doubtful) return;
          expect(decide(asked, after, enforced, now).verdict).toBe('blocked');
        },
      ),
      { ...options, numRuns: 4000 },
    );
  });

  test('a wiped device lets its owner in only by an allow made after the wipe', () => {
    fc.assert(
      fc.property(
        minutes,
        minutes,
        fc.constantFrom('allow' as const, 'block' as const),
        (since, at, unknownDevices) => {
          const known = [device('w', { enrollment: 'wiped', enrollmentSince: msAgo(since) })];
          const made: Override = {
            device: 'w',
            user: null,
            action: 'allow',
            at: ago(at),
            until: null,
            note: null,
            by: '',
          };
          const asked: Identity = {
            protocol: 'eas',
            user: 'alice@contoso.test',
            mailbox: null,
            claimedUser: null,
            deviceIds: ['W'],
            fromEns: false,
            deviceType: null,
            userAgent: null,
          };
          const rules: Policies = {
            mode: 'enforce',
            unknownDevices,
            requireDevice: false,
            serviceAccounts: [],
            onlyEnsMayUseEws: false,
            domains: {},
          };
          const { verdict } = decide(asked, directory(known, [made]), rules, now);
          expect(verdict).toBe(at < since && at >= 0 ? 'allowed' : 'blocked');
        },
      ),
      options,
    );
  });

  test('with unknown devices blocked, only a device of the user or an allow lets anybody in', () => {
    fc.assert(
      fc.property(identity, records, settings, (asked, known, rules) => {
        const shut = {
          ...rules,
          mode: 'enforce' as const,
          unknownDevices: 'block' as const,
          serviceAccounts: [],
        };
        const over = directory(known);
        if (decide(asked, over, shut, now).verdict === 'blocked') return;
        const match = over.resolveUser(asked.user ?? '', rules.domains);
        if (match.kind !== 'person') throw new Error(`let in: ${match.kind}`);
        expect(over.devicesOf(match.person).some((each) => each.enrollment === 'enrolled')).toBe(
          true,
        );
      }),
      { ...options, numRuns: 4000 },
    );
  });
});
