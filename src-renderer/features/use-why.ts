import { useEffect, useState } from 'react';
import type { AskedRequest, Explanation } from '../../src-shared/decision.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

export type Why =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export interface Asked {
  readonly user: string | null;
  readonly device: string | null;
  /** Which request of theirs. */
  readonly request: AskedRequest | null;
}

/** What the gateway would decide now. `turn` asks again. */
export function useWhy({ user, device, request }: Asked, turn: number): Why {
  const [why, setWhy] = useState<Why>({ kind: 'asking' });
  // A list that is read again has new objects; the question is another one only in other words.
  const { protocol = null, client = null, mailbox = null } = request ?? {};
  const { userAgent, deviceType, operation } = request ?? {};
  useEffect(() => {
    let current = true;
    setWhy({ kind: 'asking' });
    void call('why', {
      ...(user === null ? {} : { user }),
      ...(device === null ? {} : { device }),
      ...(protocol === null || client === null
        ? {}
        : { request: { protocol, client, mailbox, userAgent, deviceType, operation } }),
    }).then((reply) => {
      if (!current) return;
      setWhy(
        reply.ok
          ? { kind: 'known', explanation: reply.value }
          : { kind: 'failed', problems: reply.problems },
      );
    });
    return () => {
      current = false;
    };
  }, [user, device, protocol, client, mailbox, userAgent, deviceType, operation, turn]);
  return why;
}

/** True when an administrator's own decision is what counts now. */
export function isDecided(why: Why): boolean {
  return why.kind === 'known' && why.explanation.reason.startsWith('OVERRIDE_');
}
