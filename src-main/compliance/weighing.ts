/** Whether a list may come into force, or waits for a person (ADR 28). */
import type { Override } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import { noDevices } from './devices.ts';
import type { Directory } from './directory.ts';
import { AT_LEAST, isTooMany } from './harm.ts';
import type { Holding } from './holding.ts';
import { idsOf, nothing } from './losing.ts';
import type { WeighedList } from './losing.ts';

export interface Weights {
  readonly overrides: readonly Override[] | null;
  readonly now: Date;
  /** Those in force; without them the strictest that look at no report. */
  readonly policies?: (() => Policies) | undefined;
  readonly seen?: SeenDevices | undefined;
}

/** Ids that clients named within 24 hours; null: that cannot be told, so all that are enrolled count. */
export type SeenDevices = () => Promise<ReadonlySet<string> | null>;

export type { Weighed } from './losing.ts';

export async function weigh(before: Holding, after: Holding, by: Weights): Promise<WeighedList> {
  if (before.state === null || after.state === null) return nothing;
  const { crew, state } = before;
  const policies = by.policies?.() ?? strictest;
  const count = (seen: ReadonlySet<string> | null): Promise<WeighedList> =>
    crew.run('losses', state.known.rows.length, {
      ...{ before: state.known, after: after.state?.known ?? noDevices },
      ...{ overrides: by.overrides ?? [], policies, now: by.now, seen },
    });
  const ofAll = await count(null);
  // What is too few anyway need not be counted exactly.
  const seen = ofAll.harm.blocked > AT_LEAST ? ((await by.seen?.()) ?? null) : null;
  const ofSeen = seen === null ? ofAll : await count(seen);
  // Of those that asked lately, or of all: after a pause nobody asked lately, and a part of nobody is never too many.
  return isTooMany(ofSeen.harm.blocked, ofSeen.harm) ? ofSeen : ofAll;
}

/** The records behind the ids that clients named, which may be UDIDs or serial numbers. */
export async function countingIds(
  directory: Directory,
  seen: SeenDevices | undefined,
): Promise<ReadonlySet<string> | null> {
  const named = (await seen?.()) ?? null;
  return named === null ? null : idsOf(directory, named);
}

const strictest: Policies = {
  ...{ mode: 'enforce', unknownDevices: 'block', requireDevice: false, serviceAccounts: [] },
  ...{ onlyEnsMayUseEws: false, domains: {}, rules: noRules },
};
