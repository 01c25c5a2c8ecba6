/** What a decision costs over a directory of many devices, by kind of request. */
import type { Identity } from '../../src-shared/decision.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { decide } from '../../src-main/compliance/decide.ts';
import type { Directory } from '../../src-main/compliance/directory.ts';
import { quantile } from '../lib/figures.ts';
import { easIdOf, ownerOf, uemIdOf } from './devices.ts';

const ASKED = 100_000;
const nobody: Identity = {
  ...{ protocol: 'ews', user: null, mailbox: null, claimedUser: null, deviceIds: [] },
  ...{ fromEns: false, deviceType: null, userAgent: null },
};
const policies: Policies = {
  ...{ mode: 'enforce', unknownDevices: 'block', requireDevice: false, onlyEnsMayUseEws: false },
  ...{ serviceAccounts: [], domains: { CONTOSO: 'contoso.test' }, rules: noRules },
};

const kinds: Readonly<Record<string, (nth: number) => Identity>> = {
  'ActiveSync, own device': (nth) => ({
    ...{ ...nobody, protocol: 'eas', user: `${ownerOf(nth)}@contoso.test` },
    deviceIds: [easIdOf(nth)],
  }),
  'ActiveSync, DOMAIN\\user': (nth) => ({
    ...{ ...nobody, protocol: 'eas', user: `CONTOSO\\${ownerOf(nth)}` },
    deviceIds: [easIdOf(nth)],
  }),
  'ActiveSync, bare name': (nth) => ({
    ...{ ...nobody, protocol: 'eas', user: ownerOf(nth), deviceIds: [easIdOf(nth)] },
  }),
  'ActiveSync, unknown device': (nth) => ({
    ...{ ...nobody, protocol: 'eas', user: `${ownerOf(nth)}@contoso.test` },
    deviceIds: [`unknown${nth}`],
  }),
  'EWS, no device named': (nth) => ({ ...nobody, user: `${ownerOf(nth)}@contoso.test` }),
  'EWS of ENS, by UEM id': (nth) => ({
    ...{ ...nobody, user: `${ownerOf(nth)}@contoso.test`, fromEns: true },
    deviceIds: [uemIdOf(nth)],
  }),
  'EWS, unknown user': (nth) => ({ ...nobody, user: `stranger.${nth}@contoso.test` }),
};

export interface DecisionCost {
  readonly kind: string;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

const anywhere = (nth: number): number => Math.imul(nth + 7, 0x85ebca6b) >>> 0;

/** Each request is another user's, all over the directory. */
export function timeDecisions(directory: Directory, count: number): readonly DecisionCost[] {
  return Object.entries(kinds).map(([kind, identityOf]) => {
    const asked = Array.from({ length: ASKED }, (_, nth) => identityOf(anywhere(nth) % count));
    const now = new Date(1_773_100_000_000);
    const times = asked.map((identity) => {
      const begun = performance.now();
      decide(identity, directory, policies, now);
      return (performance.now() - begun) * 1000;
    });
    // The first are slow until the compiler has seen them.
    const warm = times.slice(ASKED / 5);
    return { kind, p50: quantile(warm, 0.5), p99: quantile(warm, 0.99) };
  });
}
