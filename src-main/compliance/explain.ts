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

/** Who is asked about, and of which request of theirs: without it, of one that they could make. */
export interface Question {
  readonly user?: string | undefined;
  readonly device?: string | undefined;
  readonly request?: Pick<Identity, 'protocol' | 'mailbox' | 'fromEns'> | undefined;
}

/**
 * The request that `why` asks about: a device alone is asked for its owner, a user alone for any of
 * their devices. Without an owner to be found nobody is named, and the answer is NO_IDENTITY.
 */
export function askedAbout({ user, device, request }: Question, directory: Directory): Identity {
  // EWS as the notification service asks: nobody else's address was said.
  const { protocol, mailbox, fromEns } =
    request ?? (device === undefined ? ewsOfEns : activeSyncOfItsOwn);
  return {
    ...{ protocol, mailbox, fromEns },
    user: user ?? (device === undefined ? null : (directory.device(device)?.users[0] ?? null)),
    claimedUser: null,
    deviceIds: device === undefined ? [] : [device],
    deviceType: null,
    userAgent: null,
  };
}

const ewsOfEns = { protocol: 'ews', mailbox: null, fromEns: true } as const;
const activeSyncOfItsOwn = { protocol: 'eas', mailbox: null, fromEns: false } as const;
