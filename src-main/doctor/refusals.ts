/** Domains lock accounts whose password is refused too often: a trial is no way to do that, not even for a page in a loop. */
import { createHash } from 'node:crypto';
import { kerberosRemedies } from '../../src-shared/kerberos.ts';
import type { TrialStep } from '../../src-shared/kerberos.ts';
import type { KcdSettings } from '../../src-shared/settings/in-force.ts';

/** Below what domains allow, which is rarely less than five in thirty minutes. */
const MOST = 3;
const WITHIN_MS = 30 * 60_000;

/** When the last secret was refused; another secret begins anew. */
let refused: { readonly secret: string; readonly at: readonly number[] } = { secret: '', at: [] };

export function noteRefusal(kcd: KcdSettings, now: number): void {
  const secret = digestOf(kcd);
  refused = { secret, at: [...recent(secret, now), now] };
}

/** A step in the place of a trial, while there were too many. */
export function refusedLately(kcd: KcdSettings, now: number): TrialStep | null {
  const at = recent(digestOf(kcd), now);
  if (at.length < MOST) return null;
  const seconds = Math.ceil(((at[0] ?? now) + WITHIN_MS - now) / 1000);
  const text = `this secret was refused ${MOST} times within 30 minutes; it is not tried again for ${seconds} s, because domains lock accounts`;
  const where = { step: 'log-on', realm: kcd.realm, kdc: null, kdcError: null } as const;
  return {
    ...{ step: 'log-on', ms: 0, ok: false, enctype: null, flags: [], lifeSeconds: null, kdc: null },
    failure: {
      ...where,
      ...{ code: 'PASSWORD_WRONG', text, remedy: kerberosRemedies.PASSWORD_WRONG },
    },
  };
}

const recent = (secret: string, now: number): readonly number[] =>
  refused.secret === secret ? refused.at.filter((each) => now - each < WITHIN_MS) : [];

function digestOf({ realm, account, secret }: KcdSettings): string {
  const hash = createHash('sha256').update(`${realm}\n${account}\n`);
  const content = secret.kind === 'password' ? secret.password : secret.keytab;
  return hash.update(content ?? '').digest('base64');
}
