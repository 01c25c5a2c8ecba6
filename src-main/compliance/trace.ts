/** A decision is a list of rulings; the first that decides is the last step of the trace. */
import type { Reason, TraceStep } from '../../src-shared/decision.ts';

/** Facts a step rests on. Strings from a request are clipped by whoever puts them in. */
export type Facts = Readonly<Record<string, unknown>>;

const noFacts = (): Facts => ({});

/**
 * A step of the trace. It is told only when somebody asks: the gate decides on every request, and
 * hardly any decision is ever explained.
 */
export class Step {
  readonly name: string;
  readonly #outcome: TraceStep['outcome'];
  readonly #data: () => Facts;
  readonly #ageSeconds: number | null;

  constructor(
    name: string,
    outcome: TraceStep['outcome'],
    data: () => Facts,
    ageSeconds: number | null,
  ) {
    this.name = name;
    this.#outcome = outcome;
    this.#data = data;
    this.#ageSeconds = ageSeconds;
  }

  tell(): TraceStep {
    return {
      step: this.name,
      outcome: this.#outcome,
      data: this.#data(),
      ageSeconds: this.#ageSeconds,
    };
  }
}

/** The rule has nothing to say, or it holds: the next one is asked. */
export class Undecided extends Step {
  readonly decided = false;
}

export class Decided extends Step {
  readonly decided = true;
  readonly verdict: 'allowed' | 'blocked';
  readonly reason: Reason;

  constructor(
    verdict: Decided['verdict'],
    reason: Reason,
    name: string,
    data: () => Facts,
    ageSeconds: number | null,
  ) {
    super(name, verdict === 'allowed' ? 'allow' : 'block', data, ageSeconds);
    this.verdict = verdict;
    this.reason = reason;
  }
}

/** What a rule says, and its step in the trace. */
export type Ruling = Undecided | Decided;

export function next(
  step: string,
  outcome: 'pass' | 'skip' | 'unknown',
  data = noFacts,
  ageSeconds: number | null = null,
): Undecided {
  return new Undecided(step, outcome, data, ageSeconds);
}

export function allow(
  step: string,
  reason: Reason,
  data = noFacts,
  ageSeconds: number | null = null,
): Decided {
  return new Decided('allowed', reason, step, data, ageSeconds);
}

export function block(
  step: string,
  reason: Reason,
  data = noFacts,
  ageSeconds: number | null = null,
): Decided {
  return new Decided('blocked', reason, step, data, ageSeconds);
}

/** Asks rule after rule until one decides; `ruling` is null when none did. */
export function firstRuling<Question>(
  rules: readonly ((question: Question) => Ruling)[],
  question: Question,
): { readonly ruling: Decided | null; readonly trace: readonly Step[] } {
  const trace: Step[] = [];
  for (const rule of rules) {
    const ruling = rule(question);
    trace.push(ruling);
    if (ruling.decided) return { ruling, trace };
  }
  return { ruling: null, trace };
}
