/** The user policy: who may have mail at all. Names are found as everywhere (ADR 8). */
import type { AllowedAndBlocked } from '../../src-shared/settings/in-force.ts';
import type { Directory } from './directory.ts';
import { normaliseUser } from './normalise.ts';
import type { Domains } from './normalise.ts';
import type { Who } from './overrides-that-count.ts';
import type { Listed } from './patterns.ts';

/** Whom the entries of a list denote in one directory. */
interface Denoted {
  readonly persons: ReadonlySet<string>;
  /** Persons that an entry may denote. */
  readonly doubtful: ReadonlySet<string>;
  /** Names, normalised, that the directory does not have. */
  readonly names: ReadonlySet<string>;
}

interface Resolved {
  readonly domains: Domains;
  readonly allowed: Denoted | null;
  readonly blocked: Denoted;
}

/** A list of a thousand names is looked up once for each directory, and not on every request. */
export function userJudge(
  lists: AllowedAndBlocked,
): (who: Who, directory: Directory, domains: Domains) => Listed {
  const known = new WeakMap<Directory, Resolved>();
  const resolved = (directory: Directory, domains: Domains): Resolved => {
    const found = known.get(directory);
    if (found?.domains === domains) return found;
    const made = {
      domains,
      allowed: lists.allowed && denoted(lists.allowed, directory, domains),
      blocked: denoted(lists.blocked, directory, domains),
    };
    known.set(directory, made);
    return made;
  };
  return (who, directory, domains) => {
    const { allowed, blocked } = resolved(directory, domains);
    if (mayBe(who, blocked)) return 'blocked';
    return allowed === null || isCertainly(who, allowed) ? null : 'allowed';
  };
}

/** An allow needs certainty about whom it means. */
function isCertainly({ person, canonical }: Who, { persons, names }: Denoted): boolean {
  return person === null ? names.has(canonical) : persons.has(person);
}

/** A block needs only doubt; and whose name only Exchange can read may be anybody. */
function mayBe({ canonical, suspects }: Who, denotes: Denoted): boolean {
  const { persons, doubtful, names } = denotes;
  if (canonical === '') return persons.size + doubtful.size + names.size > 0;
  return names.has(canonical) || suspects.some((each) => persons.has(each) || doubtful.has(each));
}

function denoted(entries: readonly string[], directory: Directory, domains: Domains): Denoted {
  const [persons, doubtful, names] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const entry of entries) {
    const match = directory.resolveUser(entry, domains);
    switch (match.kind) {
      case 'person':
        persons.add(match.person);
        break;
      case 'ambiguous':
        for (const person of match.persons) doubtful.add(person);
        break;
      case 'unknown':
        names.add(normaliseUser(entry, domains) ?? '');
        break;
      case 'unreadable':
        break;
    }
  }
  return { persons, doubtful, names };
}
