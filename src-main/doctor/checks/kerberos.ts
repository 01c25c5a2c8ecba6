/** Kerberos: whether the domain controllers are there, and every step of a ticket in the name of a user. */
import { kerberosRemedies } from '../../../src-shared/kerberos.ts';
import type { TrialStep } from '../../../src-shared/kerberos.ts';
import { kerberosStepTexts } from '../../../src-shared/kerberos-texts.ts';
import { parseDomain } from '../../../src-shared/settings/kcd-values.ts';
import type { DomainController, KerberosDomain } from '../../../src-shared/settings/kcd-values.ts';
import { createFinder } from '../../kerberos/find-kdc.ts';
import { shownAddress } from '../../settings/port-probe.ts';
import { attempt } from '../attempt.ts';
import type { Check, Finding, Situation } from '../check.ts';
import { skipped } from '../check.ts';
import { savedKcd, targetsOf, trialOf } from '../kerberos.ts';
import { connects } from '../server-steps.ts';

const off = 'Kerberos constrained delegation is off (kcd.enabled).';

export const controllersCheck: Check = {
  boundMs: 15_000,
  run: async (situation) => {
    const { mem, kcdEnabled } = situation.saved;
    if (!kcdEnabled) return skipped(off);
    const named = (mem?.valueOf('kcd.domainControllers') ?? [])
      .map(parseDomain)
      .filter((each) => typeof each !== 'string');
    if (named.length === 0) {
      const remedy = kerberosRemedies.KDC_UNKNOWN;
      return { state: 'fails', text: 'No domain controller is named.', remedy };
    }
    const asked = await Promise.all(named.map((each) => reachAll(each, situation)));
    return reached(asked.flat());
  },
};

interface Reached {
  readonly realm: string;
  readonly ok: boolean;
  readonly text: string;
}

/** Of a domain that is named alone, those that DNS names. */
async function reachAll(
  { realm, controller }: KerberosDomain,
  situation: Situation,
): Promise<readonly Reached[]> {
  if (controller !== null) return [await reach(controller, situation)];
  const find = createFinder([], () => situation.now().getTime(), situation.resolveSrv);
  const found = await find(realm);
  if (!found.ok) return [{ realm, ok: false, text: `${realm}: ${sentence(found.failure.text)}` }];
  const all = found.value.map((each) => reach({ realm, ...each }, situation, ' (by DNS)'));
  return Promise.all(all);
}

function reach(controller: DomainController, { stepMs }: Situation, how = ''): Promise<Reached> {
  const { realm, host, port } = controller;
  const at = `${realm}, ${shownAddress(host, port)}${how}`;
  return attempt<Reached>(
    async (signal) => ({
      realm,
      ok: true,
      text: `${at}: ${(await connects(controller, signal)).text}`,
    }),
    { ms: stepMs, failed: (text) => ({ realm, ok: false, text: `${at}: ${text}` }) },
  );
}

function reached(all: readonly Reached[]): Finding {
  const details = all.map(({ text }) => text);
  const fine = all.filter(({ ok }) => ok);
  if (fine.length === all.length) {
    const text = all.length === 1 ? 'It takes connections.' : `All ${all.length} take connections.`;
    return { state: 'fine', text, details };
  }
  const lost = [...new Set(all.map(({ realm }) => realm))].filter(
    (realm) => !fine.some((each) => each.realm === realm),
  );
  const remedy = kerberosRemedies.KDC_UNREACHABLE;
  return lost.length > 0
    ? {
        state: 'fails',
        text: `No controller of ${lost.join(', ')} takes connections.`,
        details,
        remedy,
      }
    : {
        state: 'warns',
        text: `${fine.length} of ${all.length} take connections.`,
        details,
        remedy,
      };
}

export const ticketCheck: Check = {
  boundMs: 60_000,
  run: async (situation) => {
    const { saved, user, now } = situation;
    if (!saved.kcdEnabled) return skipped(off);
    const kcd = await savedKcd(saved, situation);
    if (!kcd.ok) {
      const [first] = kcd.problems;
      return { state: 'fails', text: first?.message ?? off, remedy: first?.remedy ?? null };
    }
    if (user === null) return skipped('Name a user whose ticket is to be tried.');
    const details: string[] = [];
    for (const spn of targetsOf(kcd.value, saved)) {
      const steps = await trialOf(kcd.value, user, spn, now);
      details.push(`For ${spn}:`, ...steps.map(stepLine));
      const failure = steps.at(-1)?.failure ?? null;
      if (failure !== null) {
        return { state: 'fails', text: sentence(failure.text), details, remedy: failure.remedy };
      }
    }
    return details.length === 0
      ? skipped('The settings name no Exchange server for which a ticket could be asked.')
      : { state: 'fine', text: 'Every step passed.', details };
  },
};

export function stepLine({ step, ok, ms, enctype, kdc }: TrialStep): string {
  const facts = [ok ? 'fine' : 'failed', `${ms} ms`, ...(enctype === null ? [] : [enctype])];
  return `${kerberosStepTexts[step]}: ${[...facts, ...(kdc === null ? [] : [kdc])].join(', ')}`;
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
