/** The request that a question about a user or a device stands for. */
import type { Identity } from '../../src-shared/decision.ts';
import type { Directory } from '../compliance/directory.ts';
import { hypotheticalIdentity } from '../compliance/explain.ts';

/**
 * Stands for whoever uses a device that has no known owner; without it, an unknown device could not
 * be asked about at all (NO_IDENTITY). `.invalid` denotes nobody (RFC 2606, section 2).
 */
export const SOMEBODY = 'whoever-uses-this-device@nobody.invalid';

export function askedIdentity(
  question: { readonly user?: string | undefined; readonly device?: string | undefined },
  directory: Directory,
): Identity {
  const identity = hypotheticalIdentity(question, directory);
  return identity.user === null && question.device !== undefined
    ? { ...identity, user: SOMEBODY }
    : identity;
}
