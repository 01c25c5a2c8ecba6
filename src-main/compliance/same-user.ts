/** Whether two names denote one user: for ActiveSync's `User=` and for the mailbox of an impersonation. */
import { domainFits, normaliseUser, parseUser, suffixOf } from './normalise.ts';
import type { Domains, UserName } from './normalise.ts';
import type { Directory, UserMatch } from './directory.ts';

/** One person of the directory, or the very same name of somebody whom it does not know. */
export function isSameUser(
  one: string,
  other: string,
  directory: Directory,
  domains: Domains,
): boolean {
  const [a, b] = [directory.resolveUser(one, domains), directory.resolveUser(other, domains)];
  // Two NetBIOS domains may share a suffix: then the name with the suffix may be the other's person.
  if (a.kind === 'person' || b.kind === 'person') return personIn(a) === personIn(b);
  const canonical = normaliseUser(one, domains);
  return canonical !== null && canonical === normaliseUser(other, domains);
}

/**
 * Whether `claimed` may stand beside the authenticated user. Looser than `isSameUser`, because
 * telephones write `User=alice` while they sign in as `alice@contoso.test`; safe, because the claim
 * is only compared and never identity.
 */
export function claimFits(
  claimed: string,
  user: string,
  directory: Directory,
  domains: Domains,
): boolean {
  const [a, b] = [directory.resolveUser(claimed, domains), directory.resolveUser(user, domains)];
  if (a.kind === 'person' && b.kind === 'person') return a.person === b.person;
  const [one, other] = [parseUser(claimed), parseUser(user)];
  if (one === null || other === null || one.local !== other.local) return false;
  return domainsAgree(one, other, domains);
}

function personIn(match: UserMatch): string | null {
  return match.kind === 'person' ? match.person : null;
}

function domainsAgree(one: UserName, other: UserName, domains: Domains): boolean {
  if (!('domain' in one) || !('domain' in other)) return true;
  if (one.form === other.form) return one.domain === other.domain;
  const [netbios, suffix] =
    one.form === 'down-level' ? [one.domain, other.domain] : [other.domain, one.domain];
  const listed = suffixOf(netbios, domains);
  return listed === null ? domainFits(netbios, suffix) : listed === suffix;
}
