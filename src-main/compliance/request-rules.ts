/** What is asked of a request as a whole, before any user or device is looked at. */
import { clip } from '../../src-shared/clip.ts';
import { unreachable } from '../../src-shared/errors.ts';
import { ensRuling } from './ens-rules.ts';
import { parseUser } from './normalise.ts';
import { directoryAge } from './request.ts';
import type { Request } from './request.ts';
import { claimFits } from './same-user.ts';
import { allow, block, next } from './trace.ts';
import type { Facts, Ruling } from './trace.ts';

export const requestRules: readonly ((request: Request) => Ruling)[] = [
  mode,
  peer,
  directory,
  identity,
  claimedUser,
];

/** facts: seg 3.1, step 1. Mode `test` evaluates everything; only the verdict's name changes. */
function mode({ policies }: Request): Ruling {
  switch (policies.mode) {
    case 'off':
      return allow('mode', 'COMPLIANCE_OFF', () => ({ mode: 'off' }));
    case 'test':
    case 'enforce':
      return next('mode', 'pass', () => ({ mode: policies.mode }));
    default:
      return unreachable(policies.mode);
  }
}

function peer(request: Request): Ruling {
  const {
    identity: { protocol, fromEns },
    policies,
  } = request;
  if (protocol !== 'ews') return next('peer', 'skip', () => ({ protocol }));
  const data = (): Facts => ({
    protocol,
    fromEns,
    onlyEnsMayUseEws: policies.onlyEnsMayUseEws,
  });
  if (policies.onlyEnsMayUseEws && !fromEns) return block('peer', 'ENS_ONLY', data);
  return (fromEns ? ensRuling(request) : null) ?? next('peer', 'pass', data);
}

/** A gate without its list stays shut. */
function directory(request: Request): Ruling {
  return request.directory.available
    ? next('directory', 'pass', () => ({ devices: request.directory.size }), directoryAge(request))
    : block('directory', 'DIRECTORY_UNAVAILABLE');
}

/**
 * A device counts only for its owner, so without a user no device helps. Anonymous legs of a sign-in
 * never come here: the gateway relays them by rules of their own (ARCHITECTURE.md, "One request's way").
 */
function identity({ identity: { user, deviceIds, hidden } }: Request): Ruling {
  const readable = user === null ? hidden === true : parseUser(user) !== null;
  const data = (): Facts => ({
    user: user === null ? null : clip(user),
    devices: deviceIds.length,
  });
  return readable ? next('identity', 'pass', data) : block('identity', 'NO_IDENTITY', data);
}

function claimedUser(request: Request): Ruling {
  const { user, claimedUser: claimed } = request.identity;
  if (user === null || claimed === null) return next('claimed user', 'skip');
  const data = (): Facts => ({ user: clip(user), claimed: clip(claimed) });
  return claimFits(claimed, user, request.directory, request.policies.domains)
    ? next('claimed user', 'pass', data)
    : block('claimed user', 'USER_MISMATCH', data);
}
