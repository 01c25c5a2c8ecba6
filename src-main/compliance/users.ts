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

export type UserResolver = (name: string, domains: Domains) => UserMatch;

export interface Alias {
  readonly name: UserName;
  readonly person: string;
}

export interface AliasIndex {
  /** The person of an exact alias key. */
  readonly personOf: (key: string) => string | undefined;
  /** The aliases whose local part has this lookalike form, in the order of the feed. */
  readonly byLocal: (local: string) => readonly Alias[];
}

export function resolveIn(index: AliasIndex, sent: string, domains: Domains): UserMatch {
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
  return index
    .byLocal(lookalike(local))
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
  const found = folded === null ? [] : index.byLocal(folded.local);
  return [...new Set(found.map((alias) => alias.person))];
}
