/**
 * Who is who: finds the one person whom a name as sent by a client denotes.
 *
 * Trust: aliases that stand together on one record of the feed are one person, and so on from record
 * to record. The feed comes from device management and is believed: whoever can write
 * `"users": ["alice@…", "bob@…"]` into it makes Bob's telephone good for Alice.
 * The DOMAIN table is used when a name is looked up, never to join aliases: `CONTOSO\asmith` may be
 * one person and `asmith@contoso.test` another.
 */
import type { UserMatch } from './directory.ts';
import { aliasKey, domainFits, lookalike, parseUser, suffixOf } from './normalise.ts';
import type { Domains, UserName } from './normalise.ts';
import type { Work } from './work.ts';

export interface UserIndex {
  /** The person of each record, in the order given; a record without a readable alias is its own person. */
  readonly personOf: (record: number) => string;
  readonly resolve: (name: string, domains: Domains) => UserMatch;
}

interface Alias {
  readonly name: UserName;
  readonly person: string;
}

interface AliasIndex {
  /** The person of an exact alias key. */
  readonly personOf: (key: string) => string | undefined;
  /** All aliases by the lookalike form of their local part. */
  readonly byLocal: ReadonlyMap<string, readonly Alias[]>;
}

export function* indexUsers(aliasesOfRecords: readonly (readonly string[])[]): Work<UserIndex> {
  const joined = joinedAliases();
  const firstAliases: (string | undefined)[] = [];
  for (const aliases of aliasesOfRecords) {
    yield;
    const names = aliases.map(parseUser).filter((name) => name !== null);
    joined.join(names);
    firstAliases.push(names[0] && aliasKey(names[0]));
  }
  const byLocal = new Map<string, Alias[]>();
  for (const alias of joined.aliases()) {
    yield;
    const local = lookalike(alias.name.local);
    const sharing = byLocal.get(local);
    if (sharing === undefined) byLocal.set(local, [alias]);
    else sharing.push(alias);
  }
  const index: AliasIndex = { personOf: joined.personOf, byLocal };
  return {
    personOf: (record) => {
      const first = firstAliases[record];
      // The NUL keeps it apart from every alias: those have no control characters.
      return (first === undefined ? undefined : joined.personOf(first)) ?? `\0${record}`;
    },
    resolve: (name, domains) => resolve(index, name, domains),
  };
}

function resolve(index: AliasIndex, sent: string, domains: Domains): UserMatch {
  const name = parseUser(sent);
  if (name === null) return { kind: 'unreadable' };
  const exact = index.personOf(aliasKey(name));
  if (exact !== undefined) return { kind: 'person', person: exact };
  // A SID says nothing that the directory could be asked: it may be anybody's.
  if (name.form === 'sid') return { kind: 'ambiguous', candidates: 0, persons: [] };
  const persons = [...new Set(otherForms(index, name, domains))];
  const [only] = persons;
  if (only === undefined) return { kind: 'unknown', lookalikes: lookalikes(index, sent) };
  if (persons.length === 1) return { kind: 'person', person: only };
  return { kind: 'ambiguous', candidates: persons.length, persons };
}

/** Persons who have the name in another form. */
function otherForms(
  index: AliasIndex,
  name: Exclude<UserName, { form: 'sid' }>,
  domains: Domains,
): readonly string[] {
  const { local } = name;
  switch (name.form) {
    case 'upn':
      return Object.keys(domains)
        .filter((netbios) => suffixOf(netbios, domains) === name.domain)
        .flatMap((netbios) => index.personOf(`${netbios.toLowerCase()}\\${local}`) ?? []);
    case 'down-level': {
      const suffix = suffixOf(name.domain, domains);
      return suffix === null
        ? sharing(
            index,
            local,
            (alias) => alias.form === 'upn' && domainFits(name.domain, alias.domain),
          )
        : sharing(index, local, (alias) => alias.form === 'upn' && alias.domain === suffix);
    }
    case 'bare':
      return sharing(index, local, () => true);
  }
}

function sharing(
  index: AliasIndex,
  local: string,
  fits: (alias: UserName) => boolean,
): readonly string[] {
  return (index.byLocal.get(lookalike(local)) ?? [])
    .filter((alias) => alias.name.local === local && fits(alias.name))
    .map((alias) => alias.person);
}

/**
 * Persons with the same local part in any domain, or one that Active Directory takes for the same.
 * A user has more sign-in names than a feed lists (every UPN suffix of the forest, every NetBIOS name).
 */
function lookalikes(index: AliasIndex, sent: string): readonly string[] {
  // The whole name is folded before it is split: Windows reads a full-width `＠` as `@` (Samba bug 14847).
  const folded = parseUser(lookalike(sent));
  const found = folded === null ? undefined : index.byLocal.get(folded.local);
  return [...new Set(found?.map((alias) => alias.person))];
}

/** Union-find over aliases, numbered as they come. A person is named by the first alias that the feed lists. */
function joinedAliases(): {
  readonly join: (names: readonly UserName[]) => void;
  readonly personOf: (key: string) => string | undefined;
  readonly aliases: () => Iterable<Alias>;
} {
  const numbers = new Map<string, number>();
  const names: UserName[] = [];
  const parents: number[] = [];
  const numberOf = (name: UserName): number => {
    const key = aliasKey(name);
    const number = numbers.get(key) ?? names.length;
    if (number < names.length) return number;
    numbers.set(key, number);
    names.push(name);
    parents.push(number);
    return number;
  };
  const up = (number: number): number => parents[number] ?? number;
  const rootOf = (number: number): number => {
    let root = number;
    while (up(root) !== root) root = up(root);
    // Every alias on the way now points at the root, so that long chains stay cheap.
    for (let at = number; at !== root;) {
      const next = up(at);
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const personAt = (number: number): string => {
    const first = names[rootOf(number)];
    return first === undefined ? '' : aliasKey(first);
  };
  return {
    join: (together) => {
      const roots = together.map(numberOf).map(rootOf);
      const first = Math.min(...roots);
      for (const root of roots) parents[root] = first;
    },
    personOf: (key) => {
      const number = numbers.get(key);
      return number === undefined ? undefined : personAt(number);
    },
    *aliases() {
      for (const [number, name] of names.entries()) yield { name, person: personAt(number) };
    },
  };
}
