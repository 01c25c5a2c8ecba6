/** One compliance policy, and how several are judged together (ADR 29). */
import type { Reason } from '../../src-shared/decision.ts';
import { block } from './trace.ts';
import type { Decided, Facts } from './trace.ts';

export interface Failure {
  readonly reason: Reason;
  readonly data: () => Facts;
}
/** `not known`: nobody reported what the policy asks for, so it does not judge. */
export type Finding = 'met' | 'not known' | Failure;

export interface Policy<Question> {
  /** The step of the trace when it blocks. */
  readonly name: string;
  readonly judge: (question: Question) => Finding;
}

/** The first that fails blocks; null when none does. What the others say is looked up when somebody asks. */
export function firstFailure<Question>(
  policies: readonly Policy<Question>[],
  question: Question,
  facts: (data: () => Facts) => () => Facts,
  ageSeconds: number | null,
): Decided | null {
  for (const policy of policies) {
    const found = policy.judge(question);
    if (typeof found === 'string') continue;
    const data = (): Facts => ({ ...found.data(), ...othersFailing(policies, policy, question) });
    return block(policy.name, found.reason, facts(data), ageSeconds);
  }
  return null;
}

/** How policies that all hold are told. */
export function findingsOf<Question>(
  policies: readonly Policy<Question>[],
  question: Question,
): Facts {
  const named = (finding: Finding): readonly string[] =>
    policies.filter(({ judge }) => judge(question) === finding).map(({ name }) => name);
  const [met, notKnown] = [named('met'), named('not known')];
  return {
    policies: policies.length,
    ...(met.length === 0 ? {} : { met }),
    ...(notKnown.length === 0 ? {} : { notKnown }),
  };
}

function othersFailing<Question>(
  policies: readonly Policy<Question>[],
  first: Policy<Question>,
  question: Question,
): Facts {
  const failing = policies
    .filter((policy) => policy !== first && typeof policy.judge(question) !== 'string')
    .map(({ name }) => name);
  return failing.length === 0 ? {} : { alsoFails: failing };
}
