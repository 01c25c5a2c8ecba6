/** What a policy means as it is set, in a sentence. */
import { text } from '../../text/text.ts';
import { formatCount } from '../../ui/format/number.ts';
import type { Policy } from './policy-list.ts';

const words = text.policies;

/** Entries that are named; of more only the number is told. */
const NAMED = 2;

/** @param valueOf what the form shows, as the file would have it */
export function isOn(policy: Policy, valueOf: (key: string) => string): boolean {
  return policy.kind === 'lists'
    ? [policy.allowed, policy.blocked].some((key) => entriesOf(valueOf(key)).length > 0)
    : valueOf(policy.key) === 'true';
}

export function sentenceOf(policy: Policy, valueOf: (key: string) => string): string {
  const on = isOn(policy, valueOf);
  switch (policy.kind) {
    case 'switch':
      return words.sentences[policy.id][on ? 'on' : 'off'];
    case 'days':
      return on ? words.inactivity.on(valueOf(policy.days)) : words.inactivity.off;
    case 'lists': {
      const { off, only, never } = words.sentences[policy.id];
      const [allowed, blocked] = [policy.allowed, policy.blocked].map((key) =>
        entriesOf(valueOf(key)),
      );
      const said = [named(allowed ?? [], only), named(blocked ?? [], never)];
      return on ? said.filter((each) => each !== null).join(' ') : off;
    }
  }
}

function named(entries: readonly string[], say: (entries: string) => string): string | null {
  if (entries.length === 0) return null;
  const left = entries.length - NAMED;
  const first = entries.slice(0, left === 1 ? NAMED + 1 : NAMED).join(', ');
  return say(left > 1 ? words.andMore(first, formatCount(left)) : first);
}

export function entriesOf(value: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch {
    return [];
  }
}
