/** A decision in words, for `why`, the window and the block answer. */
import { clip } from '../../src-shared/clip.ts';
import type { Decision, Explanation, Identity } from '../../src-shared/decision.ts';
import { reasonTexts } from '../../src-shared/reason-texts.ts';
import type { Directory } from './directory.ts';

export function explain(decision: Decision, identity: Identity): Explanation {
  const { verdict, reason, decidedBy, trace } = decision;
  return { verdict, reason, text: `${sentence(decision)}${names(identity)}`, decidedBy, trace };
}

function sentence({ verdict, reason, trace }: Decision): string {
  const text = reasonTexts[reason];
  if (verdict === 'would-block') return `${text} In enforce mode it would be blocked.`;
  if (trace.at(-1)?.data['memoryLost'] !== undefined) {
    return `${text} Unknown devices and users wait for an administrator, because the memory of removed devices was lost.`;
  }
  const byDefault =
    verdict === 'allowed' && (reason === 'UNKNOWN_DEVICE' || reason === 'UNKNOWN_USER');
  return byDefault ? `${text} It passes because unknown devices are allowed.` : text;
}

function names({ user, mailbox, deviceIds }: Identity): string {
  const [first, ...others] = deviceIds;
  const parts = [
    user === null ? [] : `user ${clip(user, 128)}`,
    mailbox === null ? [] : `mailbox ${clip(mailbox, 128)}`,
    first === undefined
      ? []
      : `device ${clip(first, 64)}${others.length === 0 ? '' : ` and ${others.length} more`}`,
  ].flat();
  return parts.length === 0 ? '' : ` Concerns ${parts.join(', ')}.`;
}

/**
 * The request that `why` asks about: a device alone is asked for its owner, a user alone for any of
 * their devices. Without an owner to be found nobody is named, and the answer is NO_IDENTITY.
 */
export function hypotheticalIdentity(
  question: { readonly user?: string | undefined; readonly device?: string | undefined },
  directory: Directory,
): Identity {
  const { user, device } = question;
  return {
    protocol: device === undefined ? 'ews' : 'eas',
    user: user ?? (device === undefined ? null : (directory.device(device)?.users[0] ?? null)),
    mailbox: null,
    claimedUser: null,
    deviceIds: device === undefined ? [] : [device],
    // `why` asks about the device, not about the address from which a request came.
    fromEns: true,
    deviceType: null,
    userAgent: null,
  };
}
