/**
 * How long a secret that was refused is not tried again. A realm locks an account after some wrong passwords, often five in
 * thirty minutes, and requests come all the time: 5, 10, 20, 40 minutes, then every hour, which is three in thirty minutes.
 */
import type { KerberosFailure } from '../../src-shared/kerberos.ts';

export interface RefusedSecret {
  /** Why this one is not tried now; null when it may be. */
  readonly heldBack: (digest: string) => KerberosFailure | null;
  readonly note: (digest: string, failure: KerberosFailure) => void;
  readonly clear: () => void;
}

interface Refusal {
  readonly digest: string;
  readonly at: number;
  readonly pauseMs: number;
  readonly failure: KerberosFailure;
}

const minuteMs = 60_000;
const firstMs = 5 * minuteMs;
const longestMs = 60 * minuteMs;

export function createRefusedSecret(now: () => number): RefusedSecret {
  let last: Refusal | null = null;
  return {
    heldBack: (digest) => {
      if (last?.digest !== digest) return null;
      const waited = now() - last.at;
      // A clock that was put back must not make it longer.
      if (waited < 0 || waited >= last.pauseMs) return null;
      return waiting(last.failure, last.pauseMs - waited);
    },
    note: (digest, failure) => {
      const pauseMs = last?.digest === digest ? Math.min(last.pauseMs * 2, longestMs) : firstMs;
      last = { digest, at: now(), pauseMs, failure };
    },
    clear: () => {
      last = null;
    },
  };
}

/** Whoever mends the account in the directory has nothing else to enter here. */
function waiting(failure: KerberosFailure, ms: number): KerberosFailure {
  const minutes = String(Math.ceil(ms / minuteMs));
  const until = `not tried again for ${minutes} min, because realms lock accounts; removed and set again, it is tried at once`;
  return { ...failure, text: `${failure.text} (${until})` };
}
