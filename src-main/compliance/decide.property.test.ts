import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Identity } from '../../src-shared/decision.ts';
import { decisionSchema } from '../../src-shared/decision.ts';
import type { Override } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { factNames, factPaths } from '../../src-shared/trace-texts.ts';
import { buildDirectory } from './build.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import type { KnownDevice } from './known.ts';
import { identity, minutes, overrides, records, settings } from './testing-arbitraries.ts';
import { ago, device, directory, msAgo, now } from './testing.ts';

const options = { seed: 20260310, numRuns: 1500 };

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
          // Whose other name was removed with a device is no longer ambiguous, and a name that only a
          // removed device had may denote its namesake by the table of domains: no memory, no doubt.
          const names = [asked.user, asked.mailbox, ...made.map((each) => each.user)];
          const doubtful = names.some((name) => {
            const before = whole.resolveUser(name ?? '', rules.domains);
            const since = after.resolveUser(name ?? '', rules.domains);
            const moved =
              since.kind === 'person' &&
              !(before.kind === 'person' && before.person === since.person);
            return before.kind === 'ambiguous' || moved;
          });
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
            rules: noRules,
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
        const { verdict, reason } = decide(asked, over, shut, now);
        // Whoever ends a subscription gets in nowhere.
        if (verdict === 'blocked' || reason === 'ENS_UNSUBSCRIBE') return;
        const match = over.resolveUser(asked.user ?? '', rules.domains);
        if (match.kind !== 'person') throw new Error(`let in: ${match.kind}`);
        expect(over.devicesOf(match.person).some((each) => each.enrollment === 'enrolled')).toBe(
          true,
        );
      }),
      { ...options, numRuns: 4000 },
    );
  });

  test('another policy switched on never lets in who was refused', () => {
    fc.assert(
      fc.property(identity, records, overrides, settings, (asked, known, made, policies) => {
        const over = directory(known, made);
        const enforced = { ...policies, mode: 'enforce' as const };
        const without = decide(asked, over, { ...enforced, rules: noRules }, now);
        if (without.verdict === 'allowed') return;
        expect(decide(asked, over, enforced, now).verdict).toBe('blocked');
      }),
      { ...options, numRuns: 4000 },
    );
  });
});
