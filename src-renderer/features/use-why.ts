import { useEffect, useState } from 'react';
import type { Explanation } from '../../src-shared/decision.ts';
import type { Problem } from '../../src-shared/errors.ts';
import { call } from '../api.ts';

export type Why =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** What the gateway would decide now. `turn` asks again. */
export function useWhy(user: string | null, device: string | null, turn: number): Why {
  const [why, setWhy] = useState<Why>({ kind: 'asking' });
  useEffect(() => {
    let current = true;
    setWhy({ kind: 'asking' });
    void call('why', {
      ...(user === null ? {} : { user }),
      ...(device === null ? {} : { device }),
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
  }, [user, device, turn]);
  return why;
}

/** True when an administrator's own decision is what counts now. */
export function isDecided(why: Why): boolean {
  return why.kind === 'known' && why.explanation.reason.startsWith('OVERRIDE_');
}
