/** A decision is a list of rulings; the first that decides is the last step of the trace. */
import type { Reason, TraceStep } from '../../src-shared/decision.ts';

/**
 * A step of the trace that is told only when somebody asks: the gate decides on every request, and
 * hardly any decision is ever explained.
 */
export interface Step {
  readonly name: string;
  readonly tell: () => TraceStep;
}

export type Ruling =
  | { readonly decided: false; readonly step: Step }
  | {
      readonly decided: true;
      readonly verdict: 'allowed' | 'blocked';
      readonly reason: Reason;
      readonly step: Step;
    };
export type Decided = Extract<Ruling, { decided: true }>;

/** Facts a step rests on. Strings from a request are clipped by whoever puts them in. */
export type Facts = Readonly<Record<string, unknown>>;

const noFacts = (): Facts => ({});

function stepOf(
  name: string,
  outcome: TraceStep['outcome'],
  data: () => Facts,
  ageSeconds: number | null,
): Step {
  return { name, tell: () => ({ step: name, outcome, data: data(), ageSeconds }) };
}

/** The rule has nothing to say, or it holds: the next one is asked. */
export function next(
  step: string,
  outcome: 'pass' | 'skip' | 'unknown',
  data = noFacts,
  ageSeconds: number | null = null,
): Ruling {
  return { decided: false, step: stepOf(step, outcome, data, ageSeconds) };
}

export const allow = decided('allowed', 'allow');
export const block = decided('blocked', 'block');

function decided(verdict: Decided['verdict'], outcome: 'allow' | 'block') {
  return (
    step: string,
    reason: Reason,
    data = noFacts,
    ageSeconds: number | null = null,
  ): Decided => ({
    decided: true,
    verdict,
    reason,
    step: stepOf(step, outcome, data, ageSeconds),
  });
}

/** Asks rule after rule until one decides; `ruling` is null when none did. */
export function firstRuling<Question>(
  rules: readonly ((question: Question) => Ruling)[],
  question: Question,
): { readonly ruling: Decided | null; readonly trace: readonly Step[] } {
  const trace: Step[] = [];
  for (const rule of rules) {
    const ruling = rule(question);
    trace.push(ruling.step);
    if (ruling.decided) return { ruling, trace };
  }
  return { ruling: null, trace };
}
