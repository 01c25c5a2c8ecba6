import type { FaultRule, Protocol } from '../types.ts';

type Subject = {
  readonly rawUrl: string;
  readonly protocol: Protocol;
  readonly operation: string | null;
};

export type Faults = {
  /** The first rule that hits; counts it. Rules that name an operation hit only when `subject` has one. */
  take(rules: readonly FaultRule[], subject: Subject): FaultRule['fault'] | null;
};

export function faultBook(): Faults {
  const used = new WeakMap<FaultRule, number>();
  return {
    take: (rules, subject) => {
      const rule = rules.find((candidate) => hits(candidate, subject) && left(used, candidate) > 0);
      if (rule === undefined) return null;
      used.set(rule, (used.get(rule) ?? 0) + 1);
      return rule.fault;
    },
  };
}

function hits(rule: FaultRule, subject: Subject): boolean {
  // Rules with an operation are asked after the body, those without before it: never twice.
  if ((rule.operation === undefined) !== (subject.operation === null)) return false;
  return (
    (rule.pathPrefix === undefined ||
      subject.rawUrl.toLowerCase().startsWith(rule.pathPrefix.toLowerCase())) &&
    (rule.protocol === undefined || rule.protocol === subject.protocol) &&
    (rule.operation === undefined || rule.operation === subject.operation)
  );
}

function left(used: WeakMap<FaultRule, number>, rule: FaultRule): number {
  return (rule.times ?? Infinity) - (used.get(rule) ?? 0);
}
