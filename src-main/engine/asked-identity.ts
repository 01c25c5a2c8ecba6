/** The request that a question about a user or a device stands for. */
import type { Identity } from '../../src-shared/decision.ts';
import type { EnsSettings } from '../../src-shared/settings/in-force.ts';
import type { Directory } from '../compliance/directory.ts';
import { askedAbout } from '../compliance/explain.ts';
import { addressSet } from '../gateway/identify/addresses.ts';
import type { Whom } from './engine.ts';

/**
 * Stands for whoever uses a device that has no known owner; without it, an unknown device could not
 * be asked about at all (NO_IDENTITY). `.invalid` denotes nobody (RFC 2606, section 2).
 */
export const SOMEBODY = 'whoever-uses-this-device@nobody.invalid';

/** Made once for the questions of one moment: whose address is the notification service's, the settings say. */
export function identityAsked(
  { sources }: EnsSettings,
  directory: Directory,
): (whom: Whom) => Identity {
  const ens = addressSet(sources);
  return ({ user, device, request }) => {
    const identity = askedAbout(
      {
        ...{ user, device },
        request: request && { ...request, fromEns: ens.has(request.client) },
      },
      directory,
    );
    const said = {
      ...identity,
      userAgent: request?.userAgent ?? null,
      deviceType: request?.deviceType ?? null,
      // What could not be read of a request is not asked about.
      operation: request?.operation ?? undefined,
    };
    return said.user === null && device !== undefined ? { ...said, user: SOMEBODY } : said;
  };
}
