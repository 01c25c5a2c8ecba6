import { expect, test } from 'vitest';
import { problem } from '../../src-shared/errors.ts';
import { hastened, planAfter } from './plan.ts';
import type { Plan } from './plan.ts';

const plan: Plan = { bulkAt: 9e6, deltaAt: 600_000, failures: { bulk: 0, delta: 0 } };

test.each([
  ['at once', plan, 50_000, 0, 50_000],
  ['ten seconds after it last asked, at the soonest', plan, 50_000, 45_000, 55_000],
  ['no later than it would have anyway', plan, 599_000, 598_000, 600_000],
  ['not in the pause after a failure', { ...plan, failures: { bulk: 0, delta: 1 } }, 1, 0, 600_000],
  ['not while there is nothing to compare with', { ...plan, deltaAt: Infinity }, 1, 0, Infinity],
])('a notice has the connector ask what changed: %s', (_when, before, now, lookedAt, deltaAt) => {
  expect(hastened(before, now, lookedAt)).toEqual({ ...before, deltaAt });
});

test.each([
  ['bulk', 1_900_000, 1_900_000],
  ['delta', 9e6, 1_900_000],
] as const)('a %s whose sign-in is refused puts both off', (kind, bulkAt, deltaAt) => {
  const came = { kind, problem: problem('UEM_SIGN_IN', 'no'), now: 1e6, random: 1 };
  const settings = { bulkHours: 4, deltaMinutes: 10 };
  expect(planAfter({ ...plan, deltaAt: 1e6 }, { ...came, comparable: true }, settings)).toEqual({
    ...{ bulkAt, deltaAt },
    failures: { bulk: 0, delta: 0, [kind]: 1 },
  });
});
