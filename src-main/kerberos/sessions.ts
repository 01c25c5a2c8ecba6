/** The service account's own ticket: fetched once, fetched anew when it ends or when its key has changed. */
import type { KerberosFailure } from '../../src-shared/kerberos.ts';
import { done } from './failures.ts';
import type { Outcome } from './failures.ts';
import type { Session } from './impersonate.ts';
import { usableUntil } from './lifetimes.ts';
import { logOn } from './log-on.ts';
import type { LogOnWays } from './log-on.ts';
import type { Principal } from './names.ts';
import { createRefusedSecret } from './refused-secret.ts';
import { readSecret } from './secret.ts';
import type { AccountKeys, Secret } from './secret.ts';
import { createTickets } from './tickets.ts';
import type { Lasting } from './tickets.ts';

export interface Sessions {
  readonly current: () => Promise<Outcome<Session>>;
  /** @param session which proved stale; one that was fetched since stays */
  readonly drop: (session: Session) => void;
  /** The secret was removed: the one that comes next is tried at once, be it the same. */
  readonly clear: () => void;
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
  const refused = createRefusedSecret(now);

  async function fetch(): Promise<Outcome<Lasting<Session>>> {
    const keys = await readSecret(secret, account);
    if (!keys.ok) return keys;
    const heldBack = refused.heldBack(keys.value.digest);
    if (heldBack !== null) return { ok: false, failure: heldBack };
    const opened = await openSession(account, secret, keys.value, ways);
    if (!opened.ok) {
      const { failure } = opened;
      if (failure.code === 'PASSWORD_WRONG') refused.note(opened.digest, failure);
      return { ok: false, failure };
    }
    refused.clear();
    const { session } = opened;
    return done({ value: session, until: usableUntil(session.tgt, ways.clock.now(), dayMs) });
  }
  return {
    current: () => tickets.get(only, fetch),
    drop: (session) => tickets.forget(only, session),
    clear: () => {
      tickets.clear();
      refused.clear();
    },
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
