/** Whether a list may come into force, or waits for a person (ADR 28). */
import type { HeldDevice } from '../../src-shared/contract/held.ts';
import { MOST_SHOWN } from '../../src-shared/contract/held.ts';
import type { Override } from '../../src-shared/devices.ts';
import { noRules } from '../../src-shared/settings/in-force.ts';
import type { Policies } from '../../src-shared/settings/in-force.ts';
import type { Directory } from './directory.ts';
import { AT_LEAST } from './harm.ts';
import type { Harm } from './harm.ts';
import { directoryOf } from './holding.ts';
import type { Holding } from './holding.ts';
import { findingLosses } from './newly-blocked.ts';
import { calmly } from './work.ts';

export interface Weights {
  readonly overrides: readonly Override[] | null;
  readonly now: Date;
  /** Those in force; without them the strictest that look at no report. */
  readonly policies?: (() => Policies) | undefined;
  readonly seen?: SeenDevices | undefined;
}

/** Ids that clients named within 24 hours; null: that cannot be told, so all that are enrolled count. */
export type SeenDevices = () => Promise<ReadonlySet<string> | null>;

export interface Weighed {
  readonly harm: Harm;
  readonly of: readonly HeldDevice[];
}

export async function weigh(before: Holding, after: Holding, by: Weights): Promise<Weighed> {
  const [older, newer] = [before, after].map((each) => directoryOf(each, by.overrides ?? [], null));
  if (older === undefined || newer === undefined || !older.available)
    return { harm: { counted: 0, blocked: 0, wiped: 0 }, of: [] };
  const policies = by.policies?.() ?? strictest;
  const found = await calmly(findingLosses(older, newer, policies, by.now));
  // What is too few anyway need not be counted exactly.
  const among = found.lost.length > AT_LEAST ? await countingIds(older, by.seen) : null;
  const lost = found.lost.filter(({ id }) => among?.has(id) !== false);
  const counted = among === null ? found.passing : found.passing.filter((id) => among.has(id));
  return {
    harm: {
      counted: counted.length,
      blocked: lost.length,
      wiped: lost.filter(({ wiped }) => wiped).length,
    },
    of: lost.slice(0, MOST_SHOWN).map(({ id: _, wiped: __, ...shown }) => shown),
  };
}

/** The records behind the ids that clients named, which may be UDIDs or serial numbers. */
export async function countingIds(
  directory: Directory,
  seen: SeenDevices | undefined,
): Promise<ReadonlySet<string> | null> {
  const named = (await seen?.()) ?? null;
  if (named === null) return null;
  return new Set([...named].flatMap((id) => directory.device(id)?.id ?? []));
}

const strictest: Policies = {
  ...{ mode: 'enforce', unknownDevices: 'block', requireDevice: false, serviceAccounts: [] },
  ...{ onlyEnsMayUseEws: false, domains: {}, rules: noRules },
};
