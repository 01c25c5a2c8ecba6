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

export interface UserIndex {
  /** The person of each record, in the order given; a record without a readable alias is its own person. */
  readonly personOf: (record: number) => string;
  readonly resolve: (name: string, domains: Domains) => UserMatch;
}

interface Alias {
  readonly name: UserName;
  readonly person: string;
}

export function indexUsers(aliasesOfRecords: readonly (readonly string[])[]): UserIndex {
  const parsed = aliasesOfRecords.map((aliases) =>
    aliases.map(parseUser).filter((name) => name !== null),
  );
  const find = joinAliases(parsed);
  const byKey = new Map<string, string>();
  const byLocal = new Map<string, Alias[]>();
  for (const name of parsed.flat()) {
    const key = aliasKey(name);
    if (byKey.has(key)) continue;
    const person = find(key);
    byKey.set(key, person);
    append(byLocal, lookalike(name.local), { name, person });
  }
  const index: AliasIndex = { byKey, byLocal };
  return {
    personOf: (record) => {
      const first = parsed[record]?.[0];
      // The NUL keeps it apart from every alias: those have no control characters.
      return first === undefined ? `\0${record}` : find(aliasKey(first));
    },
    resolve: (name, domains) => resolve(index, name, domains),
  };
}

interface AliasIndex {
  /** Exact alias to its person. */
  readonly byKey: ReadonlyMap<string, string>;
  /** All aliases by the lookalike form of their local part. */
  readonly byLocal: ReadonlyMap<string, readonly Alias[]>;
}

function resolve(index: AliasIndex, sent: string, domains: Domains): UserMatch {
  const name = parseUser(sent);
  if (name === null) return { kind: 'unreadable' };
  const exact = index.byKey.get(aliasKey(name));
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
        .flatMap((netbios) => index.byKey.get(`${netbios.toLowerCase()}\\${local}`) ?? []);
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

/** Union-find over alias keys. A person is named by the first alias of theirs that the feed lists. */
function joinAliases(records: readonly (readonly UserName[])[]): (key: string) => string {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    // Halve no paths, cut them: the next look-up is direct, so that building stays linear.
    for (let at = key; at !== root;) {
      const up = parents.get(at) ?? root;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const rank = new Map<string, number>();
  for (const names of records) {
    for (const name of names) if (!rank.has(aliasKey(name))) rank.set(aliasKey(name), rank.size);
    const roots = names.map((name) => find(aliasKey(name)));
    const [first, ...others] = roots.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    for (const other of others)
      if (first !== undefined && other !== first) parents.set(other, first);
  }
  return find;
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
