/** Whose devices are to be looked at: the authenticated user, and the mailbox that user acts for. */
import { clip } from '../../src-shared/clip.ts';
import { latestBar } from './enrollment.ts';
import type { Bar } from './enrollment.ts';
import { normaliseUser } from './normalise.ts';
import type { Who } from './overrides-that-count.ts';
import { directoryAge } from './request.ts';
import type { Request } from './request.ts';
import { isSameUser } from './same-user.ts';
import { block, next } from './trace.ts';
import type { Facts, Ruling } from './trace.ts';

export interface Subject extends Who {
  readonly role: 'user' | 'mailbox';
  /** `stranger`: nobody of the directory. `service`: excepted by `compliance.serviceAccounts`. */
  readonly kind: 'person' | 'stranger' | 'service';
  readonly shownName: string;
  /** See `latestBar`; found once per request, and only when asked for. */
  readonly bar: () => Bar | null;
}

type Found = { readonly ruling: Ruling; readonly subject: Subject | null };

/** In the order in which they are judged; ends with the first that cannot be found out. */
export function findSubjects(request: Request): readonly Found[] {
  const { user, mailbox, hidden } = request.identity;
  if (user === null && hidden === true) {
    const unknown = nameless();
    return mailbox === null ? [unknown] : [unknown, identify(request, 'mailbox', mailbox)];
  }
  // The rule `identity` has let nobody come here without a user; the compiler does not know.
  if (user === null) return [{ ruling: block('identity', 'NO_IDENTITY'), subject: null }];
  const first = identify(request, 'user', user);
  if (mailbox === null || first.subject === null) return [first];
  if (isSameUser(user, mailbox, request.directory, request.policies.domains)) return [first];
  return [first, identify(request, 'mailbox', mailbox)];
}

/** Signed in under a name that only Exchange can read: owns no device, and resembles nobody. */
function nameless(): Found {
  const subject: Subject = {
    ...{ role: 'user', kind: 'stranger', person: null, canonical: '', suspects: [] },
    ...{ shownName: '', bar: () => null },
  };
  return { ruling: next('user', 'unknown', () => ({ name: null })), subject };
}

function identify(request: Request, role: Subject['role'], name: string): Found {
  const { directory, policies } = request;
  const canonical = normaliseUser(name, policies.domains);
  const match = directory.resolveUser(name, policies.domains);
  const shownName = clip(name);
  const data = (): Facts => ({ name: shownName });
  const age = directoryAge(request);
  if (canonical === null || match.kind === 'unreadable') {
    return { ruling: block(role, 'NO_IDENTITY', data), subject: null };
  }
  const person = match.kind === 'person' ? match.person : null;
  const known = (kind: Subject['kind'], suspects: readonly string[]): Subject => {
    const bar = once(() => latestBar(subject, request));
    const subject: Subject = { person, canonical, suspects, role, kind, shownName, bar };
    return subject;
  };
  // The exception is for who signs in: the mailbox acted for is looked at in any case.
  if (role === 'user' && isServiceAccount(canonical, request)) {
    const ruling = next(role, 'pass', () => ({ ...data(), serviceAccount: true }));
    return { ruling, subject: known('service', person === null ? [] : [person]) };
  }
  switch (match.kind) {
    case 'person': {
      const facts = (): Facts => ({
        ...data(),
        person: clip(match.person),
        devices: directory.devicesOf(match.person).length,
      });
      return { ruling: next(role, 'pass', facts, age), subject: known('person', [match.person]) };
    }
    case 'unknown':
      return {
        ruling: next(role, 'unknown', data, age),
        subject: known('stranger', match.lookalikes),
      };
    case 'ambiguous': {
      const facts = (): Facts => ({ ...data(), candidates: match.candidates });
      return { ruling: block(role, 'USER_AMBIGUOUS', facts, age), subject: null };
    }
  }
}

function isServiceAccount(canonical: string, { policies }: Request): boolean {
  return policies.serviceAccounts.some(
    (account) => normaliseUser(account, policies.domains) === canonical,
  );
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
