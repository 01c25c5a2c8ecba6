/** The service account's own ticket: fetched once, fetched anew when it ends or when its key has changed. */
import type { KerberosFailure } from '../../src-shared/kerberos.ts';
import { done } from './failures.ts';
import type { Outcome } from './failures.ts';
import type { Session } from './impersonate.ts';
import { usableUntil } from './lifetimes.ts';
import { logOn } from './log-on.ts';
import type { LogOnWays } from './log-on.ts';
import type { Principal } from './names.ts';
import { readSecret } from './secret.ts';
import type { AccountKeys, Secret } from './secret.ts';
import { createTickets } from './tickets.ts';
import type { Lasting } from './tickets.ts';

export interface Sessions {
  readonly current: () => Promise<Outcome<Session>>;
  /** @param session which proved stale; one that was fetched since stays */
  readonly drop: (session: Session) => void;
  readonly clear: () => void;
}

/** A realm locks an account after some wrong passwords, often ten in ten minutes: requests must not try one over and over. */
const heldBackMs = 5 * 60_000;

interface Refusal {
  readonly digest: string;
  readonly until: number;
  readonly failure: KerberosFailure;
}

const only = 'account';
const dayMs = 86_400_000;

export function createSessions(
  account: Principal,
  secret: Secret,
  ways: LogOnWays,
  now: () => number,
): Sessions {
  const tickets = createTickets<Session>(1, ways.clock.now);
  let refusal: Refusal | null = null;

  async function fetch(): Promise<Outcome<Lasting<Session>>> {
    const keys = await readSecret(secret, account);
    if (!keys.ok) return keys;
    if (refusal?.digest === keys.value.digest && now() < refusal.until) {
      return { ok: false, failure: refusal.failure };
    }
    const opened = await openSession(account, secret, keys.value, ways);
    if (!opened.ok) {
      const { failure } = opened;
      if (failure.code === 'PASSWORD_WRONG') {
        refusal = { digest: opened.digest, until: now() + heldBackMs, failure };
      }
      return { ok: false, failure };
    }
    refusal = null;
    const { session } = opened;
    return done({ value: session, until: usableUntil(session.tgt, ways.clock.now(), dayMs) });
  }
  return {
    current: () => tickets.get(only, fetch),
    drop: (session) => tickets.forget(only, session),
    clear: tickets.clear,
  };
}

export type Opened =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly failure: KerberosFailure; readonly digest: string };

/** With a wrong key, looks once whether there is another by now: the KDC may have heard of a change before us. */
export async function openSession(
  account: Principal,
  secret: Secret,
  keys: AccountKeys,
  ways: LogOnWays,
): Promise<Opened> {
  const tgt = await logOn(account, keys, ways);
  if (tgt.ok) return { ok: true, session: { account, tgt: tgt.value, keys } };
  const { digest } = keys;
  if (tgt.failure.code !== 'PASSWORD_WRONG') return { ok: false, failure: tgt.failure, digest };
  const read = await readSecret(secret, account);
  if (!read.ok || read.value.digest === digest) return { ok: false, failure: tgt.failure, digest };
  const again = await logOn(account, read.value, ways);
  return again.ok
    ? { ok: true, session: { account, tgt: again.value, keys: read.value } }
    : { ok: false, failure: again.failure, digest: read.value.digest };
}
