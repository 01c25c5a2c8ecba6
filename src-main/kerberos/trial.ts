/** A trial for the administrator: every step anew, with nothing from a cache and nothing kept. */
import { performance } from 'node:perf_hooks';
import type { KerberosStep, TrialStep } from '../../src-shared/kerberos.ts';
import { enctypeName } from './crypto/enctype.ts';
import { delegate } from './delegate.ts';
import type { Delegation } from './delegate.ts';
import { done } from './failures.ts';
import type { Outcome } from './failures.ts';
import { addressText } from './find-kdc.ts';
import type { KdcAddress } from './find-kdc.ts';
import { impersonate } from './impersonate.ts';
import type { LogOnWays } from './log-on.ts';
import { flagNames } from './messages/ticket.ts';
import type { Principal } from './names.ts';
import type { Granted } from './replies.ts';
import { readSecret } from './secret.ts';
import type { Secret } from './secret.ts';
import { openSession } from './sessions.ts';
import type { TicketWays } from './ticket-request.ts';
import { makeToken } from './token.ts';

export interface TrialWays extends LogOnWays, TicketWays {
  readonly account: Principal;
  readonly secret: Secret;
  readonly otherRealms: readonly string[];
  readonly find: (realm: string) => Promise<Outcome<readonly KdcAddress[]>>;
}

type Shown = Pick<TrialStep, 'enctype' | 'flags' | 'lifeSeconds' | 'kdc'>;
const nothing: Shown = { enctype: null, flags: [], lifeSeconds: null, kdc: null };

/** Ends with the first step that fails. */
export async function trial(
  ways: TrialWays,
  delegation: Delegation,
): Promise<readonly TrialStep[]> {
  const { account, secret, clock } = ways;
  const steps: TrialStep[] = [];

  async function step<Value>(
    name: KerberosStep,
    take: () => Promise<Outcome<Value>>,
    show: (value: Value) => Shown,
  ): Promise<Value | null> {
    const begun = performance.now();
    const outcome = await take();
    const ms = Math.round((performance.now() - begun) * 100) / 100;
    if (outcome.ok) {
      steps.push({ step: name, ms, ok: true, ...show(outcome.value), failure: null });
      return outcome.value;
    }
    const { failure } = outcome;
    steps.push({ step: failure.step, ms, ok: false, ...nothing, kdc: failure.kdc, failure });
    return null;
  }
  const shown = ({ ticket, flags, times, kdc }: Granted): Shown => ({
    enctype: enctypeName(ticket.sealed.enctype),
    flags: flagNames(flags),
    lifeSeconds: Math.round((times.endTime - clock.now()) / 1000),
    kdc,
  });

  const keys = await step(
    'secret',
    () => readSecret(secret, account),
    ({ enctypes }) => ({ ...nothing, enctype: enctypes.map(enctypeName).join(', ') }),
  );
  if (keys === null) return steps;
  const addresses = await step(
    'find-kdc',
    () => ways.find(account.realm),
    (found) => ({ ...nothing, kdc: found.map(addressText).join(', ') }),
  );
  if (addresses === null) return steps;
  const session = await step(
    'log-on',
    async () => {
      const opened = await openSession(account, secret, keys, ways);
      return opened.ok ? done(opened.session) : opened;
    },
    ({ tgt }) => shown(tgt),
  );
  if (session === null) return steps;
  const evidence = await step(
    'impersonate',
    () => impersonate(session, delegation.upn, ways, ways.otherRealms),
    ({ granted }) => shown(granted),
  );
  if (evidence === null) return steps;
  const granted = await step(
    'delegate',
    () => delegate(session, evidence, delegation, ways),
    shown,
  );
  if (granted === null) return steps;
  await step(
    'token',
    async () => done(makeToken(granted, ways.stamp(), null)),
    () => nothing,
  );
  return steps;
}
